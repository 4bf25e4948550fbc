// Writes a result as a JSON file: whole or not at all, so that nobody reads half of one.
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { makeFolder } from "../files/make-folder.ts";
import { SHARED_MODE, writeWhole } from "../files/whole-file.ts";
import { quote } from "../inputs/quote.ts";

export interface ReportFile {
  /** The input that names the file, for errors. */
  readonly input: string;
  /** As given: relative to the workspace, or absolute. */
  readonly path: string;
  readonly workspace: string;
}

/** A value as it is written to a file: indented, with a line break at its end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/**
 * Writes a value as JSON, makes the folders above the file, and replaces a file that is there.
 * @returns the absolute path
 * @throws an error that names the input, when the path is a folder or cannot be written
 */
export async function writeReportFile({ input, path, workspace }: ReportFile, value: unknown): Promise<string> {
  const target = resolve(workspace, path);
  try {
    if ((await stat(target).catch(unlessMissing))?.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
    await makeFolder(dirname(target));
    await writeWhole(target, [jsonText(value)], SHARED_MODE);
  } catch (cause) {
    throw unwritable(input, path, cause);
  }
  return target;
}

function unlessMissing(problem: NodeJS.ErrnoException): undefined {
  if (problem.code !== "ENOENT") throw problem;
}

function unwritable(input: string, path: string, cause: unknown): Error {
  const code = cause instanceof Error ? ("code" in cause ? String(cause.code) : cause.name) : "";
  const advice = ADVICE[code] ?? "Check the permissions of its folder, and the space on the disk.";
  // The cause's own words would only say the path again.
  return new Error(`The file of \`${input}\`, ${quote(path)}, cannot be written (${code}). ${advice}`);
}

const ADVICE: Readonly<Record<string, string>> = {
  EISDIR: "It is a folder: name a file in it.",
  EEXIST: "A part of the path is a file: name a path through folders only.",
  ENOTDIR: "A part of the path is a file: name a path through folders only.",
  ENOENT: "No folder can be made there: name another path.",
  ENAMETOOLONG: "Name a shorter path.",
};
