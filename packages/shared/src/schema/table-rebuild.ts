// Writes the statements that put another table in the place of one: under another name, with its rows, or with other letters in its name.
import { foldIdentifier, quoteIdentifier, quoteText } from "../sql/identifier.ts";
import { writeName } from "./keywords.ts";
import type { Table } from "./table.ts";

export interface ClosingStatement {
  readonly sql: string;
  /** What somebody has to look at before it is run; undefined when it keeps all rows as they are. */
  readonly sketch: string | undefined;
}

/** To other letters of the same name SQLite renames only by way of another name. */
export function renameTable(from: string, to: string, isTaken: (name: string) => boolean): ClosingStatement[] {
  const between = freeName(to, isTaken);
  return [
    { sql: `ALTER TABLE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(between)}`, sketch: undefined },
    { sql: `ALTER TABLE ${quoteIdentifier(between)} RENAME TO ${quoteIdentifier(to)}`, sketch: undefined },
  ];
}

/** The new table under another name, the rows of the columns that both have, and the new table in the place of the old one. */
export function rebuildTable(actual: Table, wanted: Table, isTaken: (name: string) => boolean): ClosingStatement[] {
  const sketch = `rebuilds ${writeName(wanted.name)}: its rows have to fit`;
  const [old, next] = [quoteIdentifier(actual.name), freeName(wanted.name, isTaken)];
  const there = new Map(actual.columns.map(({ name }) => [foldIdentifier(name), name]));
  const common = wanted.columns.flatMap(({ name, generated }) => {
    const from = there.get(foldIdentifier(name));
    return generated !== undefined || from === undefined ? [] : { to: quoteIdentifier(name), from: quoteIdentifier(from) };
  });
  const into = `INSERT INTO ${quoteIdentifier(next)} (${common.map(({ to }) => to).join(", ")})`;
  const statements = [
    `CREATE TABLE ${quoteIdentifier(next)}${wanted.sql.slice(wanted.definition.nameEnd)}`,
    ...(actual.autoincrement && wanted.autoincrement ? [keepSequence(actual.name, next)] : []),
    ...(common.length === 0 ? [] : [`${into} SELECT ${common.map(({ from }) => from).join(", ")} FROM ${old}`]),
    `DROP TABLE ${old}`,
    `ALTER TABLE ${quoteIdentifier(next)} RENAME TO ${quoteIdentifier(wanted.name)}`,
  ];
  return statements.map((sql) => ({ sql, sketch }));
}

/** AUTOINCREMENT goes on from where it was (https://sqlite.org/autoinc.html). */
function keepSequence(from: string, to: string): string {
  return `INSERT INTO sqlite_sequence (name, seq) SELECT ${quoteText(to)}, seq FROM sqlite_sequence WHERE name = ${quoteText(from)}`;
}

function freeName(name: string, isTaken: (name: string) => boolean): string {
  let candidate = `new_${name}`;
  while (isTaken(candidate)) candidate = `new_${candidate}`;
  return candidate;
}
