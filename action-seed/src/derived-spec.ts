// Writes the spec that follows from a database's schema, for a team to start from.
import { dirname, resolve } from "node:path";
import type { Connection } from "@libsql-actions/shared/database/connection";
import { makeFolder } from "@libsql-actions/shared/files/make-folder";
import { SHARED_MODE, writeWhole } from "@libsql-actions/shared/files/whole-file";
import { line } from "@libsql-actions/shared/report/log";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { chooseTables, describeTables, isLeftOut } from "./choose-tables.ts";
import type { Context } from "./context.ts";
import { deriveSpec } from "./derive/derive-spec.ts";
import { specJson, writeSpec } from "./spec/write-spec.ts";

/** @returns the absolute path of the spec */
export async function writeDerivedSpec(db: Pick<Connection, "query">, { inputs, step }: Context): Promise<string> {
  const schema = await introspect(db, isLeftOut);
  const wanted = chooseTables(schema, inputs, undefined);
  if (wanted.size === 0) throw new Error(`There is no table to derive a spec from. ${describeTables(schema)}`);
  const spec = deriveSpec(schema, new Map([...wanted].map(([name, { rows }]) => [name, rows])));
  const path = resolve(step.workspace, inputs.deriveSpec ?? "");
  await makeFolder(dirname(path));
  await writeWhole(path, [/\.json$/i.test(path) ? `${specJson(spec)}\n` : writeSpec(spec)], SHARED_MODE);
  line(`The spec is in ${path}.`);
  return path;
}
