// Does several things, each also when one before it failed.

/** @throws the error of the one that failed, or an AggregateError of several */
export async function inTurn(...works: readonly (() => Promise<void>)[]): Promise<void> {
  const problems: unknown[] = [];
  for (const work of works)
    try {
      await work();
    } catch (problem) {
      problems.push(problem);
    }
  if (problems.length > 1) throw new AggregateError(problems);
  if (problems.length > 0) throw problems[0];
}
