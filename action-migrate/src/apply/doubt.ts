// Says so when nobody knows whether something was applied.

/** Nobody knows whether files were applied. */
export class DoubtError extends Error {
  override name = "DoubtError";
}

/**
 * @param lost how many answers were lost
 * @param cause why it could not be found out
 */
export function inDoubt(files: readonly string[], lost: number, cause: unknown): DoubtError {
  if (cause instanceof DoubtError) return cause;
  const [first = "", ...more] = files;
  const what = more.length === 0 ? first : `${first} and ${more.length} more`;
  return new DoubtError(
    `${what}: the answer of the server was lost ${lost === 1 ? "once" : `${lost} times`}, and nobody knows what was applied. When the server can be reached, run the step again, which is safe`,
    { cause },
  );
}
