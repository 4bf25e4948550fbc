// Writes the rows of a plan to the files that `output` names.
import { dirname, extname, resolve } from "node:path";
import type { ClientSettings } from "@libsql-actions/shared/database/client";
import type { Read } from "@libsql-actions/shared/database/read";
import { makeFolder } from "@libsql-actions/shared/files/make-folder";
import { SHARED_MODE, writeWhole } from "@libsql-actions/shared/files/whole-file";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { line, warn } from "@libsql-actions/shared/report/log";
import type { Schema } from "@libsql-actions/shared/schema/table";
import type { SeedPlan } from "../plan/seed-table.ts";
import { jsonPieces, ndjsonPieces, sqlPieces } from "./text-rows.ts";
import { writeDatabase } from "./write-database.ts";

export interface Outputs {
  /** As given, relative to the workspace. */
  readonly paths: readonly string[];
  readonly workspace: string;
  /** Of all that the database has. */
  readonly schema: Schema;
  readonly settings: ClientSettings;
  /** The database with the schema, where it has rows that the rows of the plan may refer to. */
  readonly base?: Read;
}

const PIECES = { ".json": jsonPieces, ".ndjson": ndjsonPieces, ".sql": sqlPieces };

/** @param written gets the absolute path of each file @throws an `Error` that names the file that cannot be written */
export async function writeOutputs(
  plan: SeedPlan,
  { paths, workspace, schema, settings, base }: Outputs,
  written: string[],
): Promise<void> {
  if (paths.length > 0 && plan.tables.length === 0)
    return warn("No rows were generated, since every table was left as it is: nothing is written to `output`.");
  for (const given of paths) {
    const path = resolve(workspace, given);
    const kind = extname(path).toLowerCase();
    try {
      await makeFolder(dirname(path));
      if (kind === ".json" || kind === ".ndjson" || kind === ".sql") await writeWhole(path, PIECES[kind](plan), SHARED_MODE);
      else await writeDatabase(path, plan, schema, settings, base);
    } catch (cause) {
      throw new Error(`The file of \`output\`, ${quote(given)}, cannot be written`, { cause });
    }
    line(`The rows are in ${path}.`);
    written.push(path);
  }
}
