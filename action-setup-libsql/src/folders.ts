// Makes the folders a backend works in, and remembers which of them are the action's own to remove.
import { constants } from "node:fs";
import { access, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder as makeWithParents } from "@libsql-actions/shared/files/make-folder";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { note } from "@libsql-actions/shared/report/log";
import type { Context } from "./provision.ts";
import { rememberState } from "./state.ts";

const RAM_DIRECTORY = "/dev/shm";

/** A new private folder that the post step removes. */
export async function ownFolder(context: Context, parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, "libsql-")).catch((problem: NodeJS.ErrnoException) => {
    throw new Error(
      `No folder can be made in ${quote(parent)} (${problem.code}), where RUNNER_TEMP or \`storage\` puts the databases.`,
    );
  });
  context.state.leftovers.push(folder);
  rememberState(context.state);
  return folder;
}

/** The folder of the databases: the one that was given, else one in memory or on disk as asked. */
export async function dataFolder(context: Context, own: string): Promise<string> {
  const { dataDirectory, storage } = context.inputs;
  if (dataDirectory !== undefined) return makeFolder(dataDirectory, "data-directory");
  if (storage === "ram") {
    if (await isWritable(RAM_DIRECTORY)) return ownFolder(context, RAM_DIRECTORY);
    note(`\`storage: ram\` needs a writable ${RAM_DIRECTORY}, which this runner does not have. The databases are on disk.`);
  }
  return makeFolder(join(own, "data"), "data-directory");
}

/** Makes a folder that an input names, with an error that names the input. */
export async function makeFolder(path: string, input: string): Promise<string> {
  try {
    await makeWithParents(path);
    await access(path, constants.W_OK);
    return path;
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    if (code === "EEXIST" || code === "ENOTDIR")
      throw new Error(`The folder of \`${input}\`, ${quote(path)}, cannot be made: there is a file in its place.`);
    throw new Error(
      `The folder of \`${input}\`, ${quote(path)}, cannot be written (${code}). Name another folder, or change its permissions.`,
    );
  }
}

function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
