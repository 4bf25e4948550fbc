// The one refusal of planning: a schema, or the rows wanted of it, that nothing generated can satisfy. Every other error is a fault of ours.

/** The message names table and columns; the refusal of a whole step lists one such sentence a line. */
export class Unsatisfiable extends Error {
  override name = "Unsatisfiable";
}
