// Rules about rows of other tables that a statement takes along, or leaves without what they refer to.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Found, ScriptRule, StatementContext, StatementRule } from "../rule.ts";
import { mayHaveRows, type ReferringTable, referringTo, tableOf } from "../schema.ts";

/** With foreign keys on, DROP TABLE deletes the rows first, and that does to others what ON DELETE says. */
export const foreignKeysInTransaction: StatementRule = {
  code: "foreign-keys-in-transaction",
  severity: "error",
  ignore: "in-file",
  description:
    "A table is dropped or rebuilt with foreign keys on: ON DELETE CASCADE or SET NULL silently empties the tables that refer to it.",
  looksAt: "statement",
  down: true,
  check: (context) => {
    const dropped = droppedTable(context);
    if (dropped === undefined || !context.foreignKeysOn) return [];
    const hit = childrenOf(context, dropped).filter(
      ({ table, onDelete }) => onDelete !== "restrict" && onDelete !== "no action" && !isDroppedToo(context, table.name),
    );
    return hit.slice(0, 1).map(({ table, onDelete }) => ({
      message: `DROP TABLE deletes the rows of ${quote(dropped)} first, and ON DELETE ${onDelete.toUpperCase()} ${
        onDelete === "cascade" ? "deletes those of" : "overwrites the references in"
      } ${list(hit)} with them, without a word; defer_foreign_keys does not prevent it. ${
        isRebuilt(context) ? REBUILD_FIX : `Drop ${quote(table.name)} first, or ${KEEP_FIX}`
      }`,
    }));
  },
};

const REBUILD_FIX =
  "Put `PRAGMA foreign_keys=OFF;` at the top of the file: it is turned off before the transaction, and checked before COMMIT.";
const KEEP_FIX = "put `PRAGMA foreign_keys=OFF;` at the top of the file if its rows are to stay.";

/** Where nothing is lost in silence, but the file fails as soon as there are rows. */
export const dropReferencedTable: StatementRule = {
  code: "drop-referenced-table",
  severity: "warning",
  ignore: "anywhere",
  description: "A table that others refer to is dropped with foreign keys on, which fails when there are rows that do.",
  looksAt: "statement",
  down: false,
  check: (context) => {
    const dropped = droppedTable(context);
    if (dropped === undefined || !context.foreignKeysOn) return [];
    const hit = childrenOf(context, dropped).filter(({ onDelete }) => onDelete === "restrict" || onDelete === "no action");
    // Put off until COMMIT, it is in order again by then.
    const isMended = isRebuilt(context) || hit.every(({ table }) => isDroppedToo(context, table.name));
    if (hit.length === 0 || (isDeferred(context) && isMended)) return [];
    return [
      {
        message:
          `${list(hit)} ${hit.length === 1 ? "refers" : "refer"} to ${quote(dropped)}, so DROP TABLE fails ` +
          `as soon as there are rows that do. ${isRebuilt(context) ? REBUILD_FIX : "Drop what refers to it first."}`,
      },
    ];
  },
};

function droppedTable({ statement: { shape } }: StatementContext): string | undefined {
  return shape.does === "drop" && shape.what === "table" ? shape.name : undefined;
}

function isRebuilt({ rebuilds, index }: StatementContext): boolean {
  return rebuilds.some((rebuild) => rebuild.drop === index);
}

function isDeferred({ statements, index }: StatementContext): boolean {
  const last = statements.slice(0, index).findLast(({ shape }) => shape.does === "pragma" && shape.name === "defer_foreign_keys");
  return last?.shape.does === "pragma" && /^(on|yes|true|1)$/i.test(last.shape.value ?? "");
}

/** Tables that refer to the one that is dropped, and may have rows. */
function childrenOf({ schema }: StatementContext, dropped: string): ReferringTable[] {
  return referringTo(schema, dropped).filter(({ table: { name } }) => !same(name, dropped) && mayHaveRows(schema, name));
}

/** The script drops the table later, and copies none of its rows before it does. */
function isDroppedToo({ statements, index }: StatementContext, name: string): boolean {
  const later = statements.slice(index + 1).map(({ shape }) => shape);
  const at = later.findIndex((shape) => shape.does === "drop" && shape.what === "table" && same(shape.name, name));
  const isRead = (names: readonly string[]) => names.some((other) => same(other, name));
  return at !== -1 && !later.slice(0, at).some((shape) => shape.does === "insert" && isRead(shape.names));
}

const same = (a: string, b: string) => foldIdentifier(a) === foldIdentifier(b);

function list(children: readonly ReferringTable[]): string {
  const names = [...new Set(children.map(({ table }) => quote(table.name)))];
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

/** What a script leaves behind that refers to a table it has taken away. */
export const danglingReference: ScriptRule = {
  code: "dangling-reference",
  severity: "warning",
  ignore: "anywhere",
  description: "A table is left that refers to a dropped one: writing to it fails from then on.",
  looksAt: "script",
  down: false,
  check: (script, after) =>
    script.statements.flatMap(({ shape, line, column }, index): Found[] => {
      if (shape.does !== "drop" || shape.what !== "table" || tableOf(after, shape.name) !== undefined) return [];
      const left = referringTo(after, shape.name).filter(({ table }) => !same(table.name, shape.name));
      if (left.length === 0) return [];
      const renamed = script.rebuilds.some((rebuild) => rebuild.drop === index && rebuild.renamesFirst);
      const why = renamed
        ? "Since the table was renamed first, what refers to it followed to the old one. " +
          "Make the new table under another name, drop the old one and rename the new one."
        : "Rebuild or drop it as well.";
      return [
        {
          message: `${list(left)} still refers to ${quote(shape.name)}: every write to it fails from then on. ${why}`,
          line,
          column,
        },
      ];
    }),
};

export const replaceCascades: StatementRule = {
  code: "replace-cascades",
  severity: "warning",
  ignore: "anywhere",
  description: "REPLACE deletes the row that is in the way, and ON DELETE takes rows of other tables along.",
  looksAt: "statement",
  down: false,
  check: ({ statement: { shape }, schema, foreignKeysOn }) => {
    if (shape.does !== "insert" || !shape.replace || !foreignKeysOn) return [];
    const hit = referringTo(schema, shape.table).filter(
      ({ table, onDelete }) => onDelete !== "restrict" && onDelete !== "no action" && mayHaveRows(schema, table.name),
    );
    if (hit.length === 0) return [];
    const message =
      `REPLACE deletes a row of ${quote(shape.table)} that is in the way, and ON DELETE reaches ${list(hit)} from there. ` +
      "Use `INSERT … ON CONFLICT (…) DO UPDATE SET …`, which keeps it.";
    return [{ message }];
  },
};

export const alterColumnReferences: StatementRule = {
  code: "alter-column-references",
  severity: "note",
  ignore: "anywhere",
  description: "ALTER COLUMN … REFERENCES does not look at the rows that are there.",
  looksAt: "statement",
  down: true,
  check: ({ statement: { shape }, schema, script }) => {
    if (shape.does !== "alter column" || shape.to.reference === undefined || !mayHaveRows(schema, shape.table)) return [];
    const reference = `that refer to no row of ${quote(shape.to.reference.table)}`;
    return [
      script.transaction
        ? {
            message:
              "SQLite does not look at the rows that are there, so they are checked before COMMIT: " +
              `the file fails when there are some ${reference}.`,
          }
        : {
            message:
              `The rows that are there are not checked, and without a transaction nobody does: some may stay ${reference}. ` +
              "Take the opt-out away.",
            severity: "warning",
          },
    ];
  },
};
