// The backend `memory`: the database lives in one process, so a SQL script carries it from step to step.
import { join } from "node:path";
import { writeWhole } from "@libsql-actions/shared/files/whole-file";
import { line } from "@libsql-actions/shared/report/log";
import { ownFolder } from "../folders.ts";
import { ENGINE, installAddon } from "../install-addon.ts";
import type { Context, GrowingProvision } from "../provision.ts";
import { writeScriptFromTemplate } from "../template.ts";

/** Makes the script: empty, or what the template holds. */
export async function provideMemory(context: Context, provision: GrowingProvision): Promise<void> {
  const { inputs } = context;
  await installAddon(context, provision);
  if (!inputs.start) return;
  const started = performance.now();
  provision.dataDirectory = await ownFolder(context, context.step.temporary);
  provision.initSql = join(provision.dataDirectory, "init.sql");
  if (inputs.template === undefined) await writeWhole(provision.initSql, []);
  else await writeScriptFromTemplate(context, inputs.template, provision.initSql);
  const startMs = performance.now() - started;
  provision.databases = inputs.instances.map(({ name }) => ({
    name,
    url: ":memory:",
    version: ENGINE,
    startMs,
  }));
  line(`:memory: starts from ${provision.initSql}`);
}
