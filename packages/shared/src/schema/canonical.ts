// Prints a schema in one way, and takes its digest. White space, comments, letters of keywords, quotes and the order of creation do not show;
// whatever makes a difference to SQLite, or to those who read names, does. The print can be run as a script.
import { createHash } from "node:crypto";
import { foldIdentifier } from "../sql/identifier.ts";
import { lexemes } from "../sql/lexemes.ts";
import { canonicalTable, columnLetters, type FindTable, tableFinder, tableLines } from "./canonical-table.ts";
import { writeName } from "./keywords.ts";
import { joinParts, type NormalPart, normalParts, normalText } from "./normal-text.ts";
import type { Index, Schema, Table, Trigger, View, VirtualTable } from "./table.ts";

/** What has a statement of its own, in the order of the print: each can be created when those before it are there. */
const OBJECT_KINDS = ["table", "virtual-table", "index", "view", "trigger"] as const;

export interface CanonicalObject {
  readonly kind: (typeof OBJECT_KINDS)[number];
  readonly name: string;
  /** The last line ends with a semicolon. */
  readonly lines: readonly string[];
  /** As the database holds it. */
  readonly sql: string;
}

/** All objects by kind and name. */
export function canonicalObjects(schema: Schema): CanonicalObject[] {
  const find = tableFinder(schema);
  const indexes = schema.tables.flatMap((table) => table.indexes.map((index) => ({ table, index })));
  const objects: CanonicalObject[] = [
    ...schema.tables.map((table) => print("table", table, tableLines(canonicalTable(table, find)))),
    ...schema.virtualTables.map((table) => print("virtual-table", table, [virtualTableLine(table)])),
    ...indexes.flatMap(({ table, index }) =>
      index.sql === undefined ? [] : print("index", { name: index.name, sql: index.sql }, [indexLine(index, table)]),
    ),
    ...schema.views.map((view) => print("view", view, viewLines(view))),
    ...schema.triggers.map((trigger) => print("trigger", trigger, triggerLines(trigger, find))),
  ];
  return objects.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** Sorts objects by kind and name; equal for what is the same object in two schemas. */
export function sortKey({ kind, name }: Pick<CanonicalObject, "kind" | "name">): string {
  return `${OBJECT_KINDS.indexOf(kind)}${foldIdentifier(name)}`;
}

/** The whole print: one statement an object, a blank line between them; empty for an empty schema. */
export function canonicalSchema(schema: Schema): string {
  return canonicalObjects(schema)
    .map(({ lines }) => `${lines.join("\n")}\n`)
    .join("\n");
}

/** The sha256 of the print in UTF-8, in lower-case hexadecimal digits. */
export function schemaDigest(schema: Schema): string {
  return createHash("sha256").update(canonicalSchema(schema), "utf8").digest("hex");
}

function print(
  kind: CanonicalObject["kind"],
  { name, sql }: { readonly name: string; readonly sql: string },
  lines: string[],
): CanonicalObject {
  return { kind, name, lines, sql };
}

/** Arguments belong to the module, which gets them as they are written, so only the white space around their parts is one. */
function virtualTableLine({ name, module, arguments: list }: VirtualTable): string {
  const argument = (written: string) =>
    joinParts(
      lexemes(written).map(({ kind, start, end }): NormalPart => {
        return { kind: kind === "operator" ? "operator" : "value", text: written.slice(start, end) };
      }),
    );
  return `CREATE VIRTUAL TABLE ${writeName(name)} USING ${writeName(module)}(${list.map(argument).join(", ")});`;
}

function indexLine({ name, unique, terms, where }: Index, table: Table): string {
  const letters = columnLetters(table);
  const collations = new Map(table.columns.map((column) => [column.name, column.collation]));
  const term = ({ column, expression, collation, descending }: Index["terms"][number]) => {
    const text = column === undefined ? normalText(expression ?? "", letters) : writeName(column);
    const own = column === undefined ? "BINARY" : (collations.get(column) ?? "BINARY");
    const collate = collation === own ? "" : ` COLLATE ${writeName(collation)}`;
    return `${text}${collate}${descending ? " DESC" : ""}`;
  };
  const filter = where === undefined ? "" : ` WHERE ${normalText(where, letters)}`;
  const what = unique ? "UNIQUE INDEX" : "INDEX";
  return `CREATE ${what} ${writeName(name)} ON ${writeName(table.name)} (${terms.map(term).join(", ")})${filter};`;
}

const CLAUSES = new Set([
  "SELECT",
  "FROM",
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "LIMIT",
  "UNION",
  "INTERSECT",
  "EXCEPT",
  "WINDOW",
]);

/** The SELECT has a line for each of its outermost clauses. */
function viewLines({ name, columns, select }: View): string[] {
  const lines: NormalPart[][] = [[]];
  let depth = 0;
  const parts = normalParts(lexemes(select));
  for (const [index, part] of parts.entries()) {
    if (part.kind === "operator") depth += part.text === "(" ? 1 : part.text === ")" ? -1 : 0;
    const isClause = part.kind === "keyword" && CLAUSES.has(part.text) && parts[index - 1]?.text !== "DISTINCT";
    if (depth === 0 && isClause && index > 0) lines.push([]);
    lines.at(-1)?.push(part);
  }
  const list = columns === undefined ? "" : ` (${columns.map(writeName).join(", ")})`;
  const body = lines.map(joinParts);
  return [`CREATE VIEW ${writeName(name)}${list} AS`, ...body.slice(0, -1), `${body.at(-1)};`];
}

function triggerLines({ name, table, timing, event, columns, when, statements }: Trigger, find: FindTable): string[] {
  const own = find(foldIdentifier(table));
  const letters = own === undefined ? undefined : columnLetters(own);
  const list = columns.map((column) => writeName(letters?.(foldIdentifier(column)) ?? foldIdentifier(column))).join(", ");
  return [
    `CREATE TRIGGER ${writeName(name)} ${timing} ${event}${list === "" ? "" : ` OF ${list}`} ON ${writeName(table)}`,
    ...(when === undefined ? [] : [`WHEN ${normalText(when)}`]),
    "BEGIN",
    ...statements.map((statement) => `  ${normalText(statement)};`),
    "END;",
  ];
}
