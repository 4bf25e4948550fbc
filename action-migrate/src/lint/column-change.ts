// What ADD, DROP, RENAME and ALTER COLUMN make of a table.
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { StatementShape } from "@libsql-actions/shared/sql/statement-shape";
import type { TableShape } from "@libsql-actions/shared/sql/table-shape";
import { type StoredColumns, storedDefinition } from "./stored-columns.ts";

export type ColumnChange = Extract<StatementShape, { does: "add column" | "drop column" | "rename column" | "alter column" }>;

/** The table as it is read from its statements. */
export function changedShape(shape: TableShape, change: ColumnChange): TableShape {
  const { columns, references } = shape;
  if (change.does === "add column")
    return {
      ...shape,
      columns: [...columns, change.column],
      references: [...references, ...(change.column.reference === undefined ? [] : [change.column.reference])],
    };
  const name = foldIdentifier(change.column);
  const is = (other: string) => foldIdentifier(other) === name;
  if (change.does === "drop column")
    return {
      ...shape,
      columns: columns.filter((column) => !is(column.name)),
      references: references.filter((reference) => !reference.columns.some(is)),
    };
  if (change.does === "rename column") {
    const renamed = (other: string) => (is(other) ? change.to : other);
    return {
      ...shape,
      columns: columns.map((column) => (is(column.name) ? { ...column, name: change.to } : column)),
      references: references.map((reference) => ({ ...reference, columns: reference.columns.map(renamed) })),
      uniqueKeys: shape.uniqueKeys.map((unique) => unique.map((other) => foldIdentifier(renamed(other)))),
    };
  }
  const own = columns.find((column) => is(column.name))?.reference;
  const { to } = change;
  return {
    ...shape,
    columns: columns.map((column) => (is(column.name) ? to : column)),
    references: [...references.filter((reference) => reference !== own), ...(to.reference === undefined ? [] : [to.reference])],
  };
}

/** The definitions as the database keeps them. RENAME COLUMN leaves what stands behind the name. */
export function changedStored(stored: StoredColumns, change: ColumnChange): StoredColumns {
  const changed = new Map(stored);
  if (change.does === "add column") return changed.set(foldIdentifier(change.column.name), storedDefinition(change.column.text));
  const name = foldIdentifier(change.column);
  const before = changed.get(name);
  changed.delete(name);
  if (change.does === "rename column" && before !== undefined) changed.set(foldIdentifier(change.to), before);
  if (change.does === "alter column") changed.set(foldIdentifier(change.to.name), storedDefinition(change.to.text));
  return changed;
}
