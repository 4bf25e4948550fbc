// The statements that empty tables before they are filled again, without touching a row of any other table.
import { plainLine } from "@libsql-actions/shared/report/log";
import type { ForeignKey, Schema, Table } from "@libsql-actions/shared/schema/table";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { guardStep, type Step } from "./step.ts";

const REFERRED = "rows of other tables refer to it";

/** Fails when a row outside of the tables refers to one inside: it would be changed or lost, or would keep the row from being deleted. */
export function outsideGuards(schema: Schema, emptied: ReadonlySet<string>): Step[] {
  return schema.tables
    .filter(({ name }) => !emptied.has(name))
    .flatMap((table) =>
      table.foreignKeys
        .filter((key) => emptied.has(key.table))
        .map((key) => {
          const refers = key.columns.map((column) => `${quoteIdentifier(column)} IS NOT NULL`).join(" AND ");
          const condition = `NOT EXISTS (SELECT 1 FROM ${quoteIdentifier(table.name)} WHERE ${refers})`;
          return guardStep(table.name, { name: REFERRED, condition, refusal: outsideRefusal(table, key) });
        }),
    );
}

function outsideRefusal(table: Table, key: ForeignKey): string {
  const [child, parent] = [plainLine(table.name), plainLine(key.table)];
  const place = `${child}.${plainLine(key.columns.join(", "))}`;
  const what =
    key.onDelete === "CASCADE"
      ? `would be deleted with it (ON DELETE CASCADE)`
      : key.onDelete === "SET NULL" || key.onDelete === "SET DEFAULT"
        ? `would lose what they refer to (ON DELETE ${key.onDelete})`
        : `keep its rows from being deleted (ON DELETE ${key.onDelete})`;
  return `Nothing was written: ${parent} is to be emptied, and rows of ${child}, which is not, refer to it by ${place} and ${what}. Seed ${child} too, empty it first, or leave ${parent} out.`;
}

/**
 * Empties tables.
 * @param tables those referred to first; they are emptied in the opposite order, which spares SQLite a search for each row
 * @param circular names of tables that refer to each other
 */
export function resetSteps(tables: readonly Table[], circular: ReadonlySet<string>): Step[] {
  const names = tables.map(({ name }) => name);
  const counting = tables.filter(({ autoincrement }) => autoincrement).map(({ name }) => name);
  const sequences: Step[] =
    counting.length === 0
      ? []
      : [
          {
            statement: {
              sql: "DELETE FROM sqlite_sequence WHERE name IN (SELECT value FROM json_each(?))",
              args: [JSON.stringify(counting)],
            },
            of: "sqlite_sequence",
          },
        ];
  return [
    ...tables.flatMap((table) => releases(table, new Set(names), circular)),
    ...[...tables].reverse().flatMap(deletions),
    ...sequences,
  ];
}

/** RESTRICT looks at each row when it is deleted, also in a circle and within one table: the references go first, where they can be NULL. */
function releases(table: Table, emptied: ReadonlySet<string>, circular: ReadonlySet<string>): Step[] {
  return table.foreignKeys
    .filter(
      (key) =>
        key.onDelete === "RESTRICT" &&
        emptied.has(key.table) &&
        (key.table === table.name || (circular.has(table.name) && circular.has(key.table))),
    )
    .flatMap((key) => {
      const column = key.columns.find((name) =>
        table.columns.some((own) => own.name === name && !own.notNull && own.primaryKey === 0),
      );
      if (column === undefined) return [];
      const name = quoteIdentifier(column);
      return [
        {
          statement: { sql: `UPDATE ${quoteIdentifier(table.name)} SET ${name} = NULL WHERE ${name} IS NOT NULL` },
          of: table.name,
        },
      ];
    });
}

/** A DELETE without WHERE leaves the rows of a vector index, which then gives ghosts and refuses new rows. */
function deletions(table: Table): Step[] {
  const vectorIndexes = table.indexes.filter(({ vector }) => vector !== undefined);
  return [
    { statement: { sql: `DELETE FROM ${quoteIdentifier(table.name)}` }, of: table.name },
    ...vectorIndexes.map(({ name }) => ({ statement: { sql: `REINDEX ${quoteIdentifier(name)}` }, of: table.name })),
  ];
}
