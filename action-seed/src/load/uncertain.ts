// The one failure after which nobody knows what was written.

/** Whether rows were written cannot be told. */
export class UncertainError extends Error {
  override name = "UncertainError";
}
