// The backend `memory`: the database lives in one process, so a SQL script carries it from step to step.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureAddon } from "@libsql-actions/shared/database/addon";
import { ADDON_VERSION } from "@libsql-actions/shared/database/addon-releases";
import { line } from "@libsql-actions/shared/report/log";
import { databaseSettings } from "../database-settings.ts";
import { ownFolder } from "../folders.ts";
import { type Context, NOTHING, type Provision } from "../provision.ts";
import { scriptFromTemplate } from "../template.ts";

/** Makes the script: empty, or what the template holds. */
export async function provideMemory(context: Context): Promise<Provision> {
  const { inputs } = context;
  const started = performance.now();
  const { cached } = await ensureAddon(databaseSettings(context).addon);
  const installed = { ...NOTHING, libsqlVersion: ADDON_VERSION, cacheHit: cached };
  if (!inputs.start) return installed;
  const directory = await ownFolder(context, context.step.temporary);
  const initSql = join(directory, "init.sql");
  await writeFile(initSql, inputs.template === undefined ? "" : await scriptFromTemplate(context, inputs.template), {
    mode: 0o600,
  });
  line(`:memory: starts from ${initSql}`);
  const name = inputs.instances[0]?.name ?? "db-1";
  return {
    ...installed,
    databases: [{ name, url: ":memory:", version: `libSQL ${ADDON_VERSION}`, startMs: performance.now() - started }],
    initSql,
    dataDirectory: directory,
  };
}
