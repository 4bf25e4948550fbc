// Reads JSON files of rows, and those with an object a line.
import { visitRows } from "./json-rows.ts";
import { FormatError, type RawRow } from "./raw-row.ts";

/** What is read: rows by the name of their table; `undefined` where the file is a list of rows, whose table is that of the file's name. */
export type JsonTables = ReadonlyMap<string | undefined, readonly RawRow[]>;

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
