// Writes rows as text: JSON, NDJSON and SQL, piece by piece, the same bytes for the same rows. What is written can be read back as `data`.
import { quoteIdentifier, quoteText } from "@libsql-actions/shared/sql/identifier";
import type { Value } from "../generate/value.ts";
import { blobHex } from "../load/cell-text.ts";
import type { SeedPlan, SeedTable } from "../plan/seed-table.ts";

/** Of one INSERT. */
const ROWS_A_STATEMENT = 100;

/** An object with a list of rows for each table, a row a line. */
export function* jsonPieces({ tables }: SeedPlan): Generator<string> {
  yield "{";
  for (const [index, seedTable] of tables.entries()) {
    yield `${index === 0 ? "" : ","}\n  ${JSON.stringify(seedTable.table.name)}: [`;
    const write = jsonRow(seedTable);
    for (let row = 0; row < seedTable.count; row++) yield `${row === 0 ? "" : ","}\n    ${write(row)}`;
    yield seedTable.count === 0 ? "]" : "\n  ]";
  }
  yield "\n}\n";
}

/** A line for each row: its table, and its values. */
export function* ndjsonPieces({ tables }: SeedPlan): Generator<string> {
  for (const seedTable of tables) {
    const name = JSON.stringify(seedTable.table.name);
    const write = jsonRow(seedTable);
    for (let row = 0; row < seedTable.count; row++) yield `{"table":${name},"row":${write(row)}}\n`;
  }
}

/** One transaction of INSERTs, without the schema. */
export function* sqlPieces({ tables, circular }: SeedPlan): Generator<string> {
  yield "BEGIN;\n";
  if (circular.size > 0) yield "PRAGMA defer_foreign_keys=on;\n";
  for (const { table, columns, count, row } of tables) {
    const head = `INSERT INTO ${quoteIdentifier(table.name)} (${columns.map(({ name }) => quoteIdentifier(name)).join(", ")}) VALUES\n`;
    for (let index = 0; index < count; index++) {
      const isFirst = index % ROWS_A_STATEMENT === 0;
      const isLast = index === count - 1 || index % ROWS_A_STATEMENT === ROWS_A_STATEMENT - 1;
      yield `${isFirst ? head : ""}(${row(index).map(sqlLiteral).join(", ")})${isLast ? ";\n" : ",\n"}`;
    }
  }
  yield "COMMIT;\n";
}

function jsonRow({ columns, row }: SeedTable): (index: number) => string {
  const names = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  return (index) =>
    `{${row(index)
      .map((value, at) => `${names[at]}${jsonLiteral(value)}`)
      .join(",")}}`;
}

function jsonLiteral(value: Value): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return realText(value, String(value));
  if (value instanceof Uint8Array) return `{"$hex":"${blobHex(value)}"}`;
  return JSON.stringify(value);
}

function sqlLiteral(value: Value): string {
  if (value === null) return "NULL";
  if (typeof value === "bigint") return String(value);
  // SQLite misreads the shortest form of a double now and then, never one of 17 digits.
  if (typeof value === "number") return realText(value, value.toExponential(16));
  if (typeof value === "string") return quoteText(value);
  return `X'${blobHex(value)}'`;
}

/** A real keeps its point: without it, it would be read as an integer. */
function realText(value: number, otherwise: string): string {
  return Number.isSafeInteger(value) ? `${value === 0 ? 0 : value}.0` : otherwise;
}
