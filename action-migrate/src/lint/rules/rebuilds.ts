// Rules about rebuilds of tables: what libSQL refuses of them, and where it does without one.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { writeName } from "@libsql-actions/shared/schema/keywords";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { ColumnShape, TableShape } from "@libsql-actions/shared/sql/table-shape";
import type { LintStatement, StatementContext, StatementRule } from "../rule.ts";
import { misreadColumn, referringTo, tableOf } from "../schema.ts";

export const rebuildUnderView: StatementRule = {
  code: "rebuild-under-view",
  severity: "error",
  ignore: "in-file",
  description: "A table is rebuilt that a view, or a trigger of another table, uses: RENAME fails.",
  looksAt: "statement",
  down: true,
  check: ({ statement: { shape }, index, rebuilds, schema }) => {
    const rebuild = rebuilds.find(({ rename, renamesFirst }) => rename === index && !renamesFirst);
    if (rebuild === undefined || shape.does !== "rename table") return [];
    const view = [...schema.views.values()].find(({ names }) => names.has(rebuild.table));
    const trigger = [...schema.triggers.values()].find(
      ({ names, table }) => names.has(rebuild.table) && foldIdentifier(table) !== rebuild.table,
    );
    const user = view === undefined ? trigger : view;
    if (user === undefined) return [];
    const kind = view === undefined ? "trigger" : "view";
    return [
      {
        message:
          `The ${kind} ${quote(user.name)} uses ${quote(shape.to)}, which is gone at this point, so RENAME fails. ` +
          `DROP the ${kind} before the rebuild, and CREATE it again behind it.`,
      },
    ];
  },
};

export const dropVectorIndexedTable: StatementRule = {
  code: "drop-vector-indexed-table",
  severity: "error",
  ignore: "in-file",
  description: 'A table with a vector index that others refer to is dropped with foreign keys on: "SQL logic error".',
  looksAt: "statement",
  down: true,
  check: ({ statement: { shape }, schema, foreignKeysOn }) => {
    if (shape.does !== "drop" || shape.what !== "table" || !foreignKeysOn || referringTo(schema, shape.name).length === 0)
      return [];
    const index = [...schema.indexes.values()].find(
      ({ table, vector }) => vector && foldIdentifier(table) === foldIdentifier(shape.name),
    );
    if (index === undefined) return [];
    return [
      {
        message:
          `DROP TABLE of a table that others refer to fails with "SQL logic error" while it has the vector index ` +
          `${quote(index.name)}. DROP INDEX first.`,
      },
    ];
  },
};

export const alterColumnAvailable: StatementRule = {
  code: "alter-column-available",
  severity: "note",
  ignore: "anywhere",
  description: "A rebuild that libSQL can do by ALTER COLUMN.",
  looksAt: "statement",
  down: false,
  check: (context) => {
    const rebuild = context.rebuilds.find(({ create }) => create === context.index);
    const { shape } = context.statement;
    if (rebuild === undefined || shape.does !== "create table" || shape.shape === undefined) return [];
    const old = tableOf(context.schema, rebuild.renamesFirst ? rebuild.temporary : rebuild.table);
    const columns = old?.shape === undefined ? undefined : alteredColumns(old.shape, shape.shape);
    const copy = context.statements[rebuild.copy] as LintStatement;
    if (old === undefined || columns === undefined || !isWholeCopy(copy, shape.shape) || !isUntouched(context, rebuild.table))
      return [];
    if (columns.some(({ name }) => misreadColumn(old, name) !== undefined)) return [];
    const statements = columns
      .map(({ name, text }) => `\`ALTER TABLE ${writeName(old.name)} ALTER COLUMN ${writeName(name)} TO ${text}\``)
      .slice(0, 3)
      .join("; ");
    return [
      {
        message:
          `libSQL can do this without a rebuild: ${statements}${columns.length > 3 ? "; …" : ""}. ` +
          "It does not look at the rows that are there.",
      },
    ];
  },
};

/** The columns that differ, when nothing differs but types, NOT NULL, CHECK, DEFAULT and REFERENCES; undefined else. */
function alteredColumns(old: TableShape, made: TableShape): readonly ColumnShape[] | undefined {
  if (old.columns.length !== made.columns.length || old.constraints.join("\n") !== made.constraints.join("\n")) return undefined;
  const altered = made.columns.filter((column, index) => column.form !== old.columns[index]?.form);
  const isAlterable = made.columns.every((column, index) => {
    const before = old.columns[index];
    if (before === undefined || foldIdentifier(before.name) !== foldIdentifier(column.name)) return false;
    if (column.form === before.form) return true;
    return [before, column].every(({ primaryKey, unique, generated }) => !primaryKey && !unique && generated === undefined);
  });
  return isAlterable && altered.length > 0 ? altered : undefined;
}

/** Every column is copied as it is, so no value is changed on the way. */
function isWholeCopy({ shape }: LintStatement, made: TableShape): boolean {
  if (shape.does !== "insert" || shape.copy === undefined) return false;
  const names = made.columns.filter(({ generated }) => generated === undefined).map(({ name }) => foldIdentifier(name));
  const from = shape.copy.columns.map(foldIdentifier);
  const into = shape.columns.length === 0 ? names : shape.columns.map(foldIdentifier);
  if (from.join() === "*") return into.join() === names.join();
  return from.join() === into.join() && from.length === names.length && names.every((name) => from.includes(name));
}

/** Nothing else in the script changes the table, so the rebuild is all there is. */
function isUntouched({ statements }: StatementContext, table: string): boolean {
  return !statements.some(
    ({ shape }) =>
      (shape.does === "add column" || shape.does === "drop column" || shape.does === "rename column") &&
      foldIdentifier(shape.table) === table,
  );
}
