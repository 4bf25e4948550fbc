// The backend `file`: one libSQL file per instance.
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileUrl } from "@libsql-actions/shared/database/url";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { line } from "@libsql-actions/shared/report/log";
import { dataFolder, makeFolder, ownFolder } from "../folders.ts";
import { ENGINE, installAddon } from "../install-addon.ts";
import type { Context, GrowingProvision } from "../provision.ts";
import { fillFile } from "../template.ts";

/** Makes the files, from the template where there is one; a file that exists is kept as it is. */
export async function provideFile(context: Context, provision: GrowingProvision): Promise<void> {
  const { inputs } = context;
  await installAddon(context, provision);
  if (!inputs.start) return;
  const started = performance.now();
  provision.dataDirectory =
    inputs.databaseFile === undefined
      ? await dataFolder(context, await ownFolder(context, context.step.temporary))
      : await makeFolder(dirname(inputs.databaseFile), "database-file");
  for (const { name } of inputs.instances) {
    const path = inputs.databaseFile ?? join(provision.dataDirectory, `${name}.db`);
    if (inputs.template === undefined) await makeFile(path);
    else await fillFile(context, inputs.template, path);
    const database = { name, url: fileUrl(path), version: ENGINE, startMs: performance.now() - started };
    provision.databases = [...provision.databases, database];
    line(`${name}: ${database.url}`);
  }
}

/** An empty file is an empty database. */
async function makeFile(path: string): Promise<void> {
  const file = await open(path, "a").catch((problem: NodeJS.ErrnoException) => {
    throw new Error(`The database file ${quote(path)} cannot be written (${problem.code}). Name another \`database-file\`.`);
  });
  await file.close();
}
