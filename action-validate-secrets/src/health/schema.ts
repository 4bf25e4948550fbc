// The check `schema`: that it can be read, what is in it, and its digest, which tells whether two databases have the same one.
import { schemaDigest } from "@libsql-actions/shared/schema/canonical";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { MIGRATION_TABLES } from "@libsql-actions/shared/schema/migration-tables";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { HealthResult, HealthSession } from "../health-seam.ts";
import type { Target } from "../target.ts";
import { askOver } from "./ask.ts";
import { sound, stopped } from "./finding.ts";

const DIGITS_SHOWN = 12;

/** The digest is the one of action-migrate's output `schema-digest`: the tables of migration tools are left out. */
export async function checkSchema(target: Target, session: HealthSession): Promise<HealthResult> {
  try {
    const schema = await introspect(askOver(session, session.send), (name) => MIGRATION_TABLES.has(foldIdentifier(name)));
    const digest = schemaDigest(schema);
    const counts = countsOf(schema);
    const list = Object.entries(counts).map(([kind, count]) => `${count} ${kind.replace("-", " ")}`);
    return sound(target, "schema", `${list.join(", ")}; digest ${digest.slice(0, DIGITS_SHOWN)}….`, { ...counts, digest });
  } catch (fault) {
    return stopped(target, "schema", fault, "See what else the server does, and run again.");
  }
}

/** Indexes are those that were created by themselves, not those that SQLite makes for keys. */
function countsOf({ tables, virtualTables, views, triggers }: Schema) {
  const indexes = tables.flatMap((table) => table.indexes).filter(({ sql }) => sql !== undefined);
  return {
    tables: tables.length,
    "virtual-tables": virtualTables.length,
    indexes: indexes.length,
    views: views.length,
    triggers: triggers.length,
  };
}
