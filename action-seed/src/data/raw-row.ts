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

/** In a cell of a format without types: `x'00ff'`, as SQL writes a blob. */
const BLOB_LITERAL = /^x'((?:[0-9a-f]{2})*)'$/i;

/** The hexadecimal digits of a cell that gives bytes; undefined for any other. */
export function hexOf({ kind, text }: Pick<RawCell, "kind" | "text">): string | undefined {
  if (kind === "blob") return text;
  return kind === "untyped" ? BLOB_LITERAL.exec(text)?.[1] : undefined;
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
