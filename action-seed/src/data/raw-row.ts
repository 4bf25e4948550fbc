// What a data file says before anybody knows the column it is for: cells with their place in the file.

export interface RawCell {
  /** The column, as the file writes it. */
  readonly name: string;
  /** `untyped` is the text of a format without types; `json` the text of a list or an object; `blob` hexadecimal digits. */
  readonly kind: "null" | "untyped" | "text" | "number" | "boolean" | "json" | "blob";
  /** Of a number its digits as written, of a boolean `true` or `false`. */
  readonly text: string;
  /** Where it begins: 1-based line; 0-based offset in UTF-16 units of the line, which `Data.columnAt` turns into a column. */
  readonly line: number;
  readonly character: number;
}

export type RawRow = readonly RawCell[];

/** The rows of one table in one file. */
export interface RawTable {
  /** As the file is called, or as the file writes it. */
  readonly table: string;
  /** Relative to the workspace, with `/`. */
  readonly file: string;
  readonly rows: readonly RawRow[];
}

/** A file is not of its format. `line` and `character` as in `RawCell`. */
export class FormatError extends Error {
  override name = "FormatError";
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number, message: string) {
    super(message);
    this.line = line;
    this.character = character;
  }
}
