// Rules about changes that work on an empty table and fail, or go unchecked, where there are rows.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { ColumnShape } from "@libsql-actions/shared/sql/table-shape";
import type { Found, StatementContext, StatementRule } from "../rule.ts";
import { columnsOf, mayHaveRows, type Schema, tableOf } from "../schema.ts";

const shared = { ignore: "anywhere", looksAt: "statement", down: true } as const;

/** A column that is added to a table which may have rows; an error where the target is known to have some. */
function added(
  { statement: { shape }, schema, target }: StatementContext,
  check: (column: ColumnShape) => string | undefined,
): Found[] {
  if (shape.does !== "add column" || !mayHaveRows(schema, shape.table)) return [];
  const message = check(shape.column);
  if (message === undefined) return [];
  const rows = target.rows.get(foldIdentifier(shape.table)) ?? 0;
  return [{ message, ...(rows > 0 ? { severity: "error" as const } : {}) }];
}

export const notNullWithoutDefault: StatementRule = {
  ...shared,
  code: "not-null-without-default",
  severity: "warning",
  asksRows: true,
  description: "ADD COLUMN … NOT NULL without DEFAULT fails when the table has rows.",
  check: (context) =>
    added(context, ({ name, notNull, generated, default: value }) =>
      notNull && generated === undefined && (value === "none" || value === "null")
        ? `SQLite adds the NOT NULL column ${quote(name)} only while the table is empty. ` +
          "Give it a DEFAULT, or add it without NOT NULL and fill it first."
        : undefined,
    ),
};

export const addColumnToRows: StatementRule = {
  ...shared,
  code: "add-column-to-rows",
  severity: "warning",
  asksRows: true,
  description:
    "ADD COLUMN with a computed default, a STORED value or a default that refers to another table fails when the table has rows.",
  check: (context) =>
    added(context, ({ name, generated, reference, default: value }) => {
      const only = (what: string) => `SQLite adds ${quote(name)} with ${what} only while the table is empty.`;
      if (generated === "stored") return `${only("a STORED value")} Make it VIRTUAL.`;
      if (generated === undefined && value === "computed")
        return `${only("a computed DEFAULT")} Add it with a constant or without, and fill it by an UPDATE.`;
      if (reference !== undefined && value === "constant" && context.foreignKeysOn)
        return `${only("REFERENCES and a DEFAULT")} Add it without DEFAULT, and fill it by an UPDATE.`;
      return undefined;
    }),
};

export const addColumnRefused: StatementRule = {
  ...shared,
  code: "add-column-refused",
  severity: "error",
  ignore: "never",
  description: "ADD COLUMN with UNIQUE or PRIMARY KEY, which SQLite always refuses.",
  check: ({ statement: { shape } }) => {
    if (shape.does !== "add column") return [];
    const { name, unique, primaryKey } = shape.column;
    if (primaryKey) return [{ message: `SQLite cannot add ${quote(name)} as PRIMARY KEY. Rebuild the table.` }];
    if (unique) return [{ message: `SQLite cannot add ${quote(name)} as UNIQUE. Add it without, then CREATE UNIQUE INDEX.` }];
    return [];
  },
};

export const dropColumnInUse: StatementRule = {
  ...shared,
  code: "drop-column-in-use",
  severity: "error",
  ignore: "in-file",
  description: "DROP COLUMN of a key, or of a column that an index or a FOREIGN KEY of the table uses, which SQLite refuses.",
  check: ({ statement: { shape }, schema }) => {
    if (shape.does !== "drop column") return [];
    const user = userOf(schema, shape.table, foldIdentifier(shape.column));
    return user === undefined ? [] : [{ message: `SQLite does not drop ${quote(shape.column)} while ${user}` }];
  },
};

function userOf(schema: Schema, tableName: string, column: string): string | undefined {
  const table = tableOf(schema, tableName)?.shape;
  if (table?.uniqueKeys.some((key) => key.includes(column)) === true)
    return "it is part of a PRIMARY KEY or UNIQUE of the table. Rebuild the table.";
  const foreign = table?.references.some(
    ({ columns }) =>
      columns.some((name) => foldIdentifier(name) === column) &&
      !table.columns.some(({ name, reference }) => foldIdentifier(name) === column && reference !== undefined),
  );
  if (foreign === true) return "a FOREIGN KEY of the table uses it. Rebuild the table.";
  const index = [...schema.indexes.values()].find(
    (other) => foldIdentifier(other.table) === foldIdentifier(tableName) && other.names.has(column),
  );
  return index === undefined ? undefined : `the index ${quote(index.name)} uses it. Drop the index first.`;
}

export const uniqueIndexOnExistingTable: StatementRule = {
  ...shared,
  code: "unique-index-on-existing-table",
  severity: "warning",
  description: "CREATE UNIQUE INDEX on a table that may have rows fails when some are the same.",
  down: false,
  check: ({ statement: { shape }, schema, start }) => {
    if (shape.does !== "create index" || !shape.unique) return [];
    const isNew = tableOf(schema, shape.table) !== undefined && tableOf(start, shape.table) === undefined;
    const key = shape.columns.map(foldIdentifier);
    const known = columnsOf(start, shape.table);
    // A column that the script has added holds the same in all rows, or NULL, which counts as different.
    const isOnNewColumn = known !== undefined && key.some((column) => !known.has(column));
    if (isNew || isOnNewColumn || wasUnique(start, shape.table, key)) return [];
    const columns = shape.columns.map((name) => quote(name)).join(", ") || "…";
    return [
      {
        message:
          `It fails when rows of ${quote(shape.table)} have the same ${columns}. Look first: ` +
          "`SELECT …, count(*) FROM … GROUP BY … HAVING count(*) > 1`.",
      },
    ];
  },
};

/** True when the rows were unique before, as where a rebuild makes the indexes of its table again. */
function wasUnique(start: Schema, tableName: string, key: readonly string[]): boolean {
  const same = (other: readonly string[] | undefined) =>
    other !== undefined && [...other].sort().join() === [...key].sort().join();
  return (
    tableOf(start, tableName)?.shape?.uniqueKeys.some(same) === true ||
    [...start.indexes.values()].some(
      (index) => index.unique && foldIdentifier(index.table) === foldIdentifier(tableName) && same(index.key),
    )
  );
}

export const alterColumnUnchecked: StatementRule = {
  ...shared,
  code: "alter-column-unchecked",
  severity: "warning",
  description: "ALTER COLUMN with NOT NULL or CHECK does not look at the rows that are there.",
  check: ({ statement: { shape }, schema }) => {
    if (shape.does !== "alter column" || !mayHaveRows(schema, shape.table)) return [];
    const before = tableOf(schema, shape.table)?.shape?.columns.find(
      ({ name }) => foldIdentifier(name) === foldIdentifier(shape.column),
    );
    const what = [
      ...(shape.to.notNull && before?.notNull !== true ? ["NOT NULL"] : []),
      ...(shape.to.check && before?.check !== true ? ["CHECK"] : []),
    ];
    if (what.length === 0) return [];
    return [
      {
        message:
          `${what.join(" and ")} of ${quote(shape.column)} holds for new and changed rows only: ` +
          "those that are there stay as they are. Put them right before.",
      },
    ];
  },
};
