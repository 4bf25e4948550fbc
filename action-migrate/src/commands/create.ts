// `create`: makes the files of a new migration in the folder's format. Nothing is overwritten.
import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "@libsql-actions/shared/files/make-folder";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { readSourceFolder, type SourceFolder } from "@libsql-actions/shared/migrations/source-folder";
import { line } from "@libsql-actions/shared/report/log";
import { chooseFormat } from "../choose-format.ts";
import type { Context } from "../context.ts";
import { findFolder } from "../find-folder.ts";

/** @throws an `Error` that names the file that is there already, or the folder that cannot be written */
export async function createMigration({ inputs, step, now }: Context): Promise<void> {
  const directory = findFolder(inputs.directory, step.workspace);
  await makeFolder(resolve(step.workspace, directory)).catch((cause: unknown) => {
    throw new Error(`The folder of \`directory\`, ${quote(directory)}, cannot be made`, { cause });
  });
  const source: SourceFolder = await readSourceFolder(directory, step.workspace, "directory");
  const { format } = chooseFormat(source, inputs.format);
  for (const { path, text, replaces = false } of format.create(source, inputs.name ?? "", now())) {
    const file = join(resolve(step.workspace, directory), path);
    await makeFolder(dirname(file));
    await writeFile(file, text, { flag: replaces ? "w" : "wx" }).catch((cause: unknown) => {
      throw new Error(`${join(directory, path)} cannot be made; a file that is there already is not overwritten`, { cause });
    });
    line(`${replaces ? "changed" : "made"} ${join(directory, path)}`);
  }
}
