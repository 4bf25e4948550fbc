// The rule about names that SQLite takes for the same.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { StatementShape } from "@libsql-actions/shared/sql/statement-shape";
import type { Found, StatementRule } from "../rule.ts";
import { type Schema, tableOf } from "../schema.ts";

export const caseOnlyNames: StatementRule = {
  code: "case-only-names",
  severity: "error",
  ignore: "in-file",
  description: "Two names that differ in case only, which SQLite takes for the same.",
  looksAt: "statement",
  down: true,
  check: ({ statement: { shape }, schema }) => {
    const columns = shape.does === "create table" ? (shape.shape?.columns ?? []).map(({ name }) => name) : [];
    const twice = columns.filter((name, index) => columns.slice(0, index).some((other) => differInCase(name, other)));
    const clashes = twice.map((name) => [name, columns.find((other) => differInCase(name, other)) as string] as const);
    const pair = clashOf(schema, shape);
    return [...clashes, ...(pair === undefined ? [] : [pair])].map(([name, other]): Found => {
      const isSkipped = "ifNotExists" in shape && shape.ifNotExists && pair !== undefined;
      const effect = isSkipped ? "IF NOT EXISTS then makes nothing, without a word." : "SQLite refuses the second.";
      return {
        message: `${quote(name)} and ${quote(other)} differ in case only, and are the same name. ${effect} Take another one.`,
      };
    });
  },
};

/** The name that a statement makes, and the one that is in its way. */
function clashOf(schema: Schema, shape: StatementShape): readonly [string, string] | undefined {
  switch (shape.does) {
    case "create table":
    case "create virtual table":
      return among(schema, shape.table);
    case "create view":
      return among(schema, shape.view);
    case "create index":
      return among(schema, shape.index);
    case "rename table":
      return among(schema, shape.to);
    case "create trigger": {
      const other = schema.triggers.get(foldIdentifier(shape.trigger))?.name;
      return other !== undefined && differInCase(other, shape.trigger) ? [shape.trigger, other] : undefined;
    }
    case "add column":
    case "rename column": {
      const name = shape.does === "add column" ? shape.column.name : shape.to;
      const renamed = shape.does === "rename column" ? shape.column : undefined;
      const other = tableOf(schema, shape.table)?.shape?.columns.find((column) => differInCase(column.name, name))?.name;
      return other === undefined || (renamed !== undefined && foldIdentifier(other) === foldIdentifier(renamed))
        ? undefined
        : [name, other];
    }
    default:
      return undefined;
  }
}

/** Tables, views and indexes share one space of names. */
function among(schema: Schema, name: string): readonly [string, string] | undefined {
  const key = foldIdentifier(name);
  const other = (schema.tables.get(key) ?? schema.views.get(key) ?? schema.indexes.get(key))?.name;
  return other !== undefined && differInCase(other, name) ? [name, other] : undefined;
}

function differInCase(a: string, b: string): boolean {
  return a !== b && foldIdentifier(a) === foldIdentifier(b);
}
