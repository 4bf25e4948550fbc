// The backend `file`: one libSQL file per instance.
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ensureAddon } from "@libsql-actions/shared/database/addon";
import { ADDON_VERSION } from "@libsql-actions/shared/database/addon-releases";
import { fileUrl } from "@libsql-actions/shared/database/url";
import { line } from "@libsql-actions/shared/report/log";
import { databaseSettings } from "../database-settings.ts";
import { dataFolder, ownFolder } from "../folders.ts";
import { type Context, NOTHING, type Provision } from "../provision.ts";
import { fillFile } from "../template.ts";

/** Makes the files, from the template where there is one; a file that exists is kept as it is. */
export async function provideFile(context: Context): Promise<Provision> {
  const { inputs } = context;
  const started = performance.now();
  const { cached } = await ensureAddon(databaseSettings(context).addon);
  const installed = { ...NOTHING, libsqlVersion: ADDON_VERSION, cacheHit: cached };
  if (!inputs.start) return installed;
  const directory =
    inputs.databaseFile === undefined
      ? await dataFolder(context, await ownFolder(context, context.step.temporary))
      : dirname(inputs.databaseFile);
  const databases = [];
  for (const { name } of inputs.instances) {
    const path = inputs.databaseFile ?? join(directory, `${name}.db`);
    await mkdir(dirname(path), { recursive: true });
    if (inputs.template === undefined) await (await open(path, "a")).close();
    else await fillFile(context, inputs.template, path);
    databases.push({ name, url: fileUrl(path), version: `libSQL ${ADDON_VERSION}`, startMs: performance.now() - started });
    line(`${name}: ${fileUrl(path)}`);
  }
  return { ...installed, databases, dataDirectory: directory };
}
