// The backend `memory`: the database lives in one process, so a SQL script carries it from step to step.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { line } from "@libsql-actions/shared/report/log";
import { ownFolder } from "../folders.ts";
import { ENGINE, installAddon } from "../install-addon.ts";
import type { Context, GrowingProvision } from "../provision.ts";
import { scriptFromTemplate } from "../template.ts";

/** Makes the script: empty, or what the template holds. */
export async function provideMemory(context: Context, provision: GrowingProvision): Promise<void> {
  const { inputs } = context;
  await installAddon(context, provision);
  if (!inputs.start) return;
  const started = performance.now();
  provision.dataDirectory = await ownFolder(context, context.step.temporary);
  provision.initSql = join(provision.dataDirectory, "init.sql");
  const text = inputs.template === undefined ? "" : await scriptFromTemplate(context, inputs.template);
  await writeFile(provision.initSql, text, { mode: 0o600 });
  const startMs = performance.now() - started;
  provision.databases = inputs.instances.map(({ name }) => ({
    name,
    url: ":memory:",
    version: ENGINE,
    startMs,
  }));
  line(`:memory: starts from ${provision.initSql}`);
}
