// Tells the tables of an application from those of the tools that look after its database.
import { FORMATS } from "@libsql-actions/shared/migrations/formats";
import { isInternalTable } from "@libsql-actions/shared/schema/introspect";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Context } from "./context.ts";

/**
 * Says of a table's name whether it is no part of an application's schema: SQLite's and libSQL's own, and those in which a migration tool records
 * what is applied.
 */
export function isToolTable({ inputs }: Pick<Context, "inputs">): (name: string) => boolean {
  const names = [...FORMATS.map(({ tracking }) => tracking.table), ...(inputs.table === undefined ? [] : [inputs.table])];
  const folded = new Set(names.map(foldIdentifier));
  return (name) => isInternalTable(name) || folded.has(foldIdentifier(name));
}
