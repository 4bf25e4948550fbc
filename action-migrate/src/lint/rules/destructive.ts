// Rules about what takes data away by intent, and what a running application notices.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Found, StatementContext, StatementRule } from "../rule.ts";
import { columnsOf, tableOf } from "../schema.ts";

/** A table that was there before the script, as far as the folder tells: one that no file makes was. */
function wasThere({ start, schema }: StatementContext, name: string): boolean {
  return tableOf(start, name) !== undefined || tableOf(schema, name) === undefined;
}

const shared = { severity: "warning", ignore: "anywhere", looksAt: "statement", down: false } as const;

export const dropTable: StatementRule = {
  ...shared,
  code: "drop-table",
  description: "A table is dropped with its rows.",
  check: (context) => {
    const { shape } = context.statement;
    if (shape.does !== "drop" || shape.what !== "table" || context.rebuilds.some(({ drop }) => drop === context.index)) return [];
    if (!wasThere(context, shape.name) || isLeftover(context, shape.name)) return [];
    return [
      {
        message:
          `${quote(shape.name)} is dropped with its rows, which no down script brings back. ` +
          "Deploy code that does without it first, and have a backup.",
      },
    ];
  },
};

/** `DROP TABLE IF EXISTS new_t` before `CREATE TABLE new_t`, of a table that no file has made. */
function isLeftover({ statements, index, start }: StatementContext, name: string): boolean {
  const { shape } = statements[index] as (typeof statements)[number];
  const isMade = statements
    .slice(index + 1)
    .some((later) => later.shape.does === "create table" && foldIdentifier(later.shape.table) === foldIdentifier(name));
  return shape.does === "drop" && shape.ifExists && isMade && tableOf(start, name) === undefined;
}

export const dropColumn: StatementRule = {
  ...shared,
  code: "drop-column",
  description: "A column is dropped with its values, by DROP COLUMN or by a rebuild without it.",
  check: (context) => {
    const { statement, schema } = context;
    const { shape } = statement;
    const advice = "Deploy code that does without it first, and have a backup.";
    if (shape.does === "drop column")
      return wasThere(context, shape.table) && !isNewColumn(context, shape.table, shape.column)
        ? [{ message: `${quote(shape.column)} of ${quote(shape.table)} is dropped with its values. ${advice}` }]
        : [];
    const rebuild = context.rebuilds.find(({ drop }) => drop === context.index);
    if (rebuild === undefined || shape.does !== "drop") return [];
    const [before, after] = [
      tableOf(schema, shape.name)?.shape?.columns.filter(({ generated }) => generated === undefined),
      columnsOf(schema, rebuild.renamesFirst ? rebuild.table : rebuild.temporary),
    ];
    const lost = after === undefined ? [] : (before ?? []).filter(({ name }) => !after.has(foldIdentifier(name)));
    if (lost.length === 0) return [];
    const names = lost.map(({ name }) => quote(name)).join(", ");
    return [{ message: `The rebuilt ${quote(rebuild.table)} has no ${names} any more, and the values go. ${advice}` }];
  },
};

function isNewColumn({ start }: StatementContext, table: string, column: string): boolean {
  return columnsOf(start, table)?.has(foldIdentifier(column)) === false;
}

export const deleteWithoutWhere: StatementRule = {
  ...shared,
  code: "delete-without-where",
  description: "DELETE without WHERE empties a table.",
  check: (context) => {
    const { shape } = context.statement;
    if (shape.does !== "delete" || shape.where || isInternal(shape.table) || !wasThere(context, shape.table)) return [];
    return [
      {
        message: `DELETE without WHERE empties ${quote(shape.table)}. Say which rows, or \`WHERE true\` if it is to be all of them.`,
      },
    ];
  },
};

export const updateWithoutWhere: StatementRule = {
  ...shared,
  code: "update-without-where",
  description: "UPDATE without WHERE overwrites every row of a table.",
  check: (context) => {
    const { shape } = context.statement;
    if (shape.does !== "update" || shape.where || isInternal(shape.table) || !wasThere(context, shape.table)) return [];
    // To fill a column that the script has just added is what it is for.
    if (shape.columns.every((column) => isNewColumn(context, shape.table, column))) return [];
    return [
      {
        message: `UPDATE without WHERE overwrites every row of ${quote(shape.table)}. Say which rows, or \`WHERE true\` if it is to be all of them.`,
      },
    ];
  },
};

const isInternal = (table: string) => /^sqlite_/i.test(table);

export const renameTable: StatementRule = {
  ...shared,
  code: "rename-table",
  description: "A table is renamed, which breaks code that runs.",
  check: (context) => {
    const { shape } = context.statement;
    if (shape.does !== "rename table" || context.rebuilds.some(({ rename }) => rename === context.index)) return [];
    if (!wasThere(context, shape.table)) return [];
    return broken(
      `${quote(shape.table)} is not found any more`,
      `Keep a view of the old name: \`CREATE VIEW … AS SELECT * FROM …\`.`,
    );
  },
};

export const renameColumn: StatementRule = {
  ...shared,
  code: "rename-column",
  description: "A column is renamed, which breaks code that runs.",
  check: (context) => {
    const { shape } = context.statement;
    if (shape.does !== "rename column" || !wasThere(context, shape.table) || isNewColumn(context, shape.table, shape.column))
      return [];
    return broken(
      `${quote(shape.column)} of ${quote(shape.table)} is not found any more`,
      "Add the new column beside it, write to both, and drop the old one later.",
    );
  },
};

function broken(what: string, instead: string): Found[] {
  return [{ message: `${what} by code that was deployed before. ${instead}` }];
}
