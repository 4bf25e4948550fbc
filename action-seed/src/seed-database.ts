// Seeds one database: looks at it, plans all rows, and writes them.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { SeedInputs } from "./inputs.ts";
import { encodeTables } from "./load/encode.ts";
import { existingParents, tablesWithRows } from "./load/survey.ts";
import { countRows, writeRows } from "./load/write.ts";
import type { Outcome, TableOutcome } from "./outcome.ts";
import { planRows } from "./plan/plan.ts";
import { isLeftOut, wantedRows } from "./row-counts.ts";

/** Fills the tables that hold no rows. Nothing is written unless all of it can be. */
export async function seedDatabase(db: Connection, { seed, rows }: Pick<SeedInputs, "seed" | "rows">): Promise<Outcome> {
  const schema = await introspect(db, isLeftOut);
  const wanted = wantedRows(schema, rows);
  const held = await tablesWithRows(db, schema);
  const counts = new Map([...wanted].filter(([name, count]) => count > 0 && !held.has(name)));
  const existing = await existingParents(db, schema, new Set(counts.keys()), held);
  const encoded = encodeTables(planRows({ schema, seed, counts, existing }));
  if (encoded.length > 0) await writeRows(db, encoded);

  const counted = await countRows(db, encoded);
  const tables = schema.tables.map(({ name }): TableOutcome => {
    const generated = counts.get(name) ?? 0;
    if (generated === 0) return { name, written: 0, reason: wanted.get(name) === 0 ? "was to get none" : "held rows already" };
    const written = counted.get(name) ?? 0;
    return written < generated ? { name, written, generated } : { name, written };
  });
  return { seed, tables };
}
