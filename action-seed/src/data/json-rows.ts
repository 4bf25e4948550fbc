// Finds rows in JSON, by jsonc-parser's visitor, which gives every value its place and leaves the digits of numbers as they are.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { type ParseErrorCode, visit } from "jsonc-parser";
import { FormatError, type RawCell } from "./raw-row.ts";

/** Bytes in JSON: an object with this name and hexadecimal digits. */
const BYTES = "$hex";

/** Where rows stand in a file. */
export interface Shape {
  /** Told of everything that is not in a row. Throws where the file has another form. */
  outside(depth: number, event: "array" | "object" | "property" | "value", name: string, line: number, character: number): void;
  /** Whether an object at this depth is a row. */
  isRow(depth: number): boolean;
  row(cells: RawCell[]): void;
}

/** @throws FormatError where it is no JSON, or the shape refuses it */
export function visitRows(text: string, shape: Shape): void {
  const found = new FoundRows(text, shape);
  const visitor: Parameters<typeof visit>[1] = {
    onObjectBegin: (offset, _, line, character) => found.open("object", { offset, line: line + 1, character }),
    onArrayBegin: (offset, _, line, character) => found.open("array", { offset, line: line + 1, character }),
    onObjectEnd: (offset) => found.close(offset),
    onArrayEnd: (offset) => found.close(offset),
    onObjectProperty: (name, offset, _, line, character) => found.property(name, { offset, line: line + 1, character }),
    onLiteralValue: (value, offset, length, line, character) =>
      found.value(...literal(value, text.slice(offset, offset + length)), { offset, line: line + 1, character }),
    onError: (error, _, __, line, character) => {
      throw new FormatError(line + 1, character, `is no JSON: ${ERRORS[error] ?? "this is not expected here"}.`);
    },
  };
  visit(text, visitor, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
}

/** `line` and `character` as in `RawCell`. */
interface Spot {
  readonly offset: number;
  readonly line: number;
  readonly character: number;
}

/** What has been found of a row while its JSON goes by. Depths count the objects and lists that are open. */
class FoundRows {
  readonly #text: string;
  readonly #shape: Shape;
  #depth = 0;
  /** Of the row that is open. */
  #rowDepth: number | undefined;
  #cells: RawCell[] = [];
  #name = "";
  /** The list or object that is the value of a cell. */
  #nested: (Spot & { readonly depth: number }) | undefined;

  constructor(text: string, shape: Shape) {
    this.#text = text;
    this.#shape = shape;
  }

  open(event: "array" | "object", spot: Spot): void {
    const depth = this.#depth++;
    if (this.#rowDepth !== undefined) this.#nested ??= { ...spot, depth };
    else if (event === "object" && this.#shape.isRow(depth)) [this.#rowDepth, this.#cells] = [depth, []];
    else this.#shape.outside(depth, event, "", spot.line, spot.character);
  }

  close(offset: number): void {
    this.#depth--;
    if (this.#nested?.depth === this.#depth) {
      const spot = this.#nested;
      this.#nested = undefined;
      this.#add(...composed(this.#text.slice(spot.offset, offset + 1)), spot);
    } else if (this.#rowDepth === this.#depth) {
      this.#rowDepth = undefined;
      this.#shape.row(this.#cells);
    }
  }

  property(name: string, { line, character }: Spot): void {
    if (this.#rowDepth === undefined) this.#shape.outside(this.#depth, "property", name, line, character);
    else if (this.#nested === undefined) this.#name = name;
  }

  value(kind: RawCell["kind"], text: string, spot: Spot): void {
    if (this.#rowDepth === undefined) this.#shape.outside(this.#depth, "value", "", spot.line, spot.character);
    else if (this.#nested === undefined) this.#add(kind, text, spot);
  }

  #add(kind: RawCell["kind"], text: string, { line, character }: Spot): void {
    const name = this.#name;
    if (this.#cells.some((cell) => cell.name === name))
      throw new FormatError(line, character, `has ${quote(name)} twice in a row.`);
    this.#cells.push({ name, kind, text, line, character });
  }
}

function literal(value: unknown, written: string): [RawCell["kind"], string] {
  if (value === null) return ["null", ""];
  if (typeof value === "string") return ["text", value];
  return [typeof value === "boolean" ? "boolean" : "number", written];
}

/** The cell of a list or an object. */
function composed(json: string): [RawCell["kind"], string] {
  const digits = bytesOf(json);
  return digits === undefined ? ["json", compact(json)] : ["blob", digits];
}

function bytesOf(json: string): string | undefined {
  return new RegExp(`^\\{\\s*"\\${BYTES}"\\s*:\\s*"((?:[0-9a-fA-F]{2})*)"\\s*\\}$`).exec(json)?.[1];
}

/** Without white space outside of texts: how it was laid out is no part of the value, and its numbers stay as they are written. */
function compact(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
}

/** By jsonc-parser's numbers, whose names are not there at run time. */
const ERRORS: Readonly<Partial<Record<ParseErrorCode, string>>> = {
  1: "this is no value",
  2: "a number is written wrongly",
  3: "the name of a property is missing",
  4: "a value is missing",
  5: "a colon is missing",
  6: "a comma is missing",
  7: "a closing brace is missing",
  8: "a closing bracket is missing",
  9: "something follows behind its end",
  10: "comments are not allowed",
  11: "a comment does not end",
  12: "a text does not end",
  13: "a number does not end",
  14: "a `\\u` has not four hexadecimal digits behind it",
  15: "a backslash has a wrong character behind it",
  16: "a control character stands in a text",
};
