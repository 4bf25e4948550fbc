// Reads JSON rows, by jsonc-parser's visitor, which gives every value its place and leaves the digits of numbers as they are.
import { type JSONVisitor, type ParseErrorCode, visit } from "jsonc-parser";
import { FormatError, type RawCell, type RawRow } from "./raw-row.ts";

/** What is read: rows by the name of their table; `undefined` where the file is a list of rows, whose table is that of the file's name. */
export type JsonTables = ReadonlyMap<string | undefined, readonly RawRow[]>;

/** Bytes in JSON: an object with this name and hexadecimal digits. */
const BYTES = "$hex";

/**
 * Reads `[{…}, …]`, or `{"table": [{…}, …], …}`.
 * @throws FormatError
 */
export function readJson(text: string): JsonTables {
  const tables = new Map<string | undefined, RawRow[]>();
  let [table, isList]: [string | undefined, boolean] = [undefined, false];
  visitRows(text.replace(/^\ufeff/, ""), {
    outside: (depth, event, name, line, character) => {
      if (event === "array" && depth === 0) isList = true;
      else if (event === "property" && depth === 1 && !isList) table = name;
      else if (event === "array" && depth === 1 && !isList) tables.set(table, tables.get(table) ?? []);
      else if (!(event === "object" && depth === 0))
        throw new FormatError(line, character, "must be a list of rows, or an object with a list of rows for each table.");
    },
    isRow: (depth) => depth === (isList ? 1 : 2),
    row: (cells) => {
      const key = isList ? undefined : table;
      const rows = tables.get(key) ?? [];
      rows.push(cells);
      tables.set(key, rows);
    },
  });
  if (isList && tables.size === 0) tables.set(undefined, []);
  return tables;
}

/**
 * Reads an object a line: a row of the table that the file is called after, or `{"table": …, "row": {…}}`.
 * @throws FormatError
 */
export function readNdjson(text: string): JsonTables {
  const tables = new Map<string | undefined, RawRow[]>();
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === "") continue;
    const { table, row } = readLine(line, index + 1);
    const rows = tables.get(table) ?? [];
    rows.push(row);
    tables.set(table, rows);
  }
  return tables;
}

function readLine(text: string, line: number): { table: string | undefined; row: RawRow } {
  let row: RawRow | undefined;
  const refuse = (_: number, __: string, ___: string, ____: number, character: number): never => {
    throw new FormatError(line, character, "must have one object in each line.");
  };
  try {
    visitRows(text, {
      outside: refuse,
      isRow: (depth) => depth === 0,
      row: (cells) => {
        row = cells;
      },
    });
  } catch (problem) {
    if (problem instanceof FormatError) throw new FormatError(line, problem.character, problem.message);
    throw problem;
  }
  const cells = (row ?? []).map((cell) => ({ ...cell, line }));
  const [one, other] = cells;
  if (cells.length === 2 && one?.name === "table" && one.kind === "text" && other?.name === "row" && other.kind === "json") {
    const [inner] = [...readJson(`[${" ".repeat(Math.max(0, other.character - 1))}${other.text}]`).values()];
    return { table: one.text, row: (inner?.[0] ?? []).map((cell) => ({ ...cell, line })) };
  }
  return { table: undefined, row: cells };
}

interface Shape {
  /** Told of everything that is not in a row. Throws where the file has another form. */
  outside(depth: number, event: "array" | "object" | "property" | "value", name: string, line: number, character: number): void;
  /** Whether an object at this depth is a row. */
  isRow(depth: number): boolean;
  row(cells: RawCell[]): void;
}

function visitRows(text: string, shape: Shape): void {
  let [depth, rowDepth]: [number, number | undefined] = [0, undefined];
  let cells: RawCell[] = [];
  let property: { name: string } | undefined;
  let nested: { start: number; depth: number; line: number; character: number } | undefined;
  const isCell = () => rowDepth !== undefined && nested === undefined;
  const add = (kind: RawCell["kind"], value: string, line: number, character: number) => {
    const name = property?.name ?? "";
    if (cells.some((cell) => cell.name === name))
      throw new FormatError(line + 1, character, `has ${JSON.stringify(name)} twice in a row.`);
    cells.push({ name, kind, text: value, line: line + 1, character });
  };
  const open = (event: "array" | "object", offset: number, line: number, character: number) => {
    if (rowDepth !== undefined) nested ??= { start: offset, depth, line, character };
    else if (event === "object" && shape.isRow(depth)) [rowDepth, cells] = [depth, []];
    else shape.outside(depth, event, "", line + 1, character);
    depth++;
  };
  const close = (offset: number) => {
    depth--;
    if (nested?.depth === depth) {
      const { start: from, line, character } = nested;
      nested = undefined;
      const json = text.slice(from, offset + 1);
      const digits = bytesOf(json);
      if (digits === undefined) add("json", compact(json), line, character);
      else add("blob", digits, line, character);
    } else if (rowDepth === depth) {
      rowDepth = undefined;
      shape.row(cells);
    }
  };
  const visitor: JSONVisitor = {
    onObjectBegin: (offset, _, line, character) => open("object", offset, line, character),
    onArrayBegin: (offset, _, line, character) => open("array", offset, line, character),
    onObjectEnd: close,
    onArrayEnd: close,
    onObjectProperty: (name, _, __, line, character) => {
      if (rowDepth === undefined) shape.outside(depth, "property", name, line + 1, character);
      else if (nested === undefined) property = { name };
    },
    onLiteralValue: (value, offset, length, line, character) => {
      if (rowDepth === undefined) shape.outside(depth, "value", "", line + 1, character);
      else if (isCell()) add(...literal(value, text.slice(offset, offset + length)), line, character);
    },
    onError: (error, _, __, line, character) => {
      throw new FormatError(line + 1, character, `is no JSON: ${ERRORS[error] ?? "this is not expected here"}.`);
    },
  };
  visit(text, visitor, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
}

function literal(value: unknown, written: string): [RawCell["kind"], string] {
  if (value === null) return ["null", ""];
  if (typeof value === "string") return ["text", value];
  return [typeof value === "boolean" ? "boolean" : "number", written];
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
