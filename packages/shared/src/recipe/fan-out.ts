// Works on several databases: the first alone, so that what is wrong for all of them hurts one, then a few at once.

/** More at once is no faster on a runner of two cores, and a server takes 128 connections. */
const AT_ONCE = 4;

/**
 * Works on every task. After a failure `stop` begins no further task; those under way come to their end.
 * @throws the error of the task that failed, or an AggregateError of several, in the order of the tasks
 */
export async function fanOut<T>(
  tasks: readonly T[],
  onFailure: "stop" | "continue",
  work: (task: T) => Promise<void>,
): Promise<void> {
  const problems = new Map<T, unknown>();
  const attempt = (task: T) =>
    work(task).catch((problem: unknown) => {
      problems.set(task, problem);
    });
  const mayGoOn = () => problems.size === 0 || onFailure === "continue";
  const [canary, ...others] = tasks;
  if (canary !== undefined) await attempt(canary);
  const waiting = others.values();
  const worker = async () => {
    for (const task of waiting) {
      if (!mayGoOn()) return;
      await attempt(task);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const inOrder = tasks.filter((task) => problems.has(task)).map((task) => problems.get(task));
  if (inOrder.length === 1) throw inOrder[0];
  if (inOrder.length > 1) throw new AggregateError(inOrder, `${inOrder.length} of ${tasks.length} databases failed`);
}
