// The rule about ALTER COLUMN where libSQL does not find the end of the definition that it is to replace.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { StatementRule } from "../rule.ts";
import { misreadColumn, tableOf } from "../schema.ts";

export const alterColumnMisread: StatementRule = {
  code: "alter-column-misread",
  severity: "error",
  ignore: "in-file",
  description:
    "ALTER COLUMN of a column whose old definition has a comma, or a parenthesis in a comment or text: libSQL misreads where it ends.",
  looksAt: "statement",
  down: true,
  check: ({ statement: { shape }, schema }) => {
    const table = shape.does === "alter column" ? tableOf(schema, shape.table) : undefined;
    if (shape.does !== "alter column" || table === undefined) return [];
    const what = misreadColumn(table, shape.column);
    if (what === undefined) return [];
    const old = `the old definition of ${quote(shape.column)}`;
    const message = {
      comment:
        `libSQL takes ${old} to end within its comment. What follows there stays in the table: ` +
        "as a column, without an error, where it can be read as one; else the statement fails.",
      definition: `libSQL takes ${old} to end at the first comma, or parenthesis of a text, within it: the statement fails.`,
      open: `libSQL finds no end of ${old}, since a parenthesis of a text or comment is never closed: the statement fails.`,
    }[what];
    return [{ message: `${message} Rebuild the table instead.` }];
  },
};
