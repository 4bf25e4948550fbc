// Which order rows of a large table are best put in: an index whose keys come in no order is too large for a database's cache, and every row then costs
// a page that is read and one that is written. A few megabytes of rows in the order of that index touch each of its pages once.
import type { Column, Schema, Table } from "@libsql-actions/shared/schema/table";

/**
 * The column to sort by, as an index into `columns`. Undefined where there is nothing to gain, and where the order could be seen: by triggers, and in the
 * rowids that a table without a key of its own gives its rows.
 */
export function scatteredColumn(
  table: Table,
  columns: readonly Column[],
  { triggers }: Pick<Schema, "triggers">,
): number | undefined {
  const isOrderFree = table.withoutRowid || columns.some(({ name }) => name === table.rowidAlias);
  if (!isOrderFree || triggers.some((trigger) => trigger.table === table.name)) return undefined;
  for (const { terms, vectorColumn } of table.indexes) {
    const first = terms[0]?.column;
    if (vectorColumn !== undefined || first === undefined || first === table.rowidAlias) continue;
    const index = columns.findIndex(({ name }) => name === first);
    if (index >= 0) return index;
  }
  return undefined;
}
