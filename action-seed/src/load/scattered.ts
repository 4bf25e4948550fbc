// Which order rows of a large table are best put in: keys of an index, and references to a large table, that come in no order lead to more pages than a
// database's cache holds, and every row then costs a page that is read and one that is written. A few megabytes of rows in the order of one of them touch
// each of these pages once.
import type { Column, Schema, Table } from "@libsql-actions/shared/schema/table";

/**
 * The column to sort by, as an index into `columns`. Undefined where there is nothing to gain, and where the order could be seen: by triggers, and in the
 * rowids that a table without a key of its own gives its rows.
 * @param large names of the tables of many rows
 */
export function scatteredColumn(
  table: Table,
  columns: readonly Column[],
  { triggers }: Pick<Schema, "triggers">,
  large: ReadonlySet<string>,
): number | undefined {
  const isOrderFree = table.withoutRowid || columns.some(({ name }) => name === table.rowidAlias);
  if (!isOrderFree || triggers.some((trigger) => trigger.table === table.name)) return undefined;
  const indexed = table.indexes.filter(({ vectorColumn }) => vectorColumn === undefined).map(({ terms }) => terms[0]?.column);
  const referring = table.foreignKeys.filter((key) => large.has(key.table)).map((key) => key.columns[0]);
  for (const name of [...indexed, ...referring]) {
    if (name === undefined || name === table.rowidAlias) continue;
    const index = columns.findIndex((column) => column.name === name);
    if (index >= 0) return index;
  }
  return undefined;
}
