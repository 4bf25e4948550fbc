// The refusal of a generator whose options cannot be carried out. Planning puts the table, the column and the place in the spec before it.

export class UnusableGenerator extends Error {
  override name = "UnusableGenerator";
  /** For a fault within a text such as a pattern: where, in characters (code points) from 0. */
  readonly offset: number | undefined;

  constructor(message: string, offset?: number) {
    super(message);
    this.offset = offset;
  }
}
