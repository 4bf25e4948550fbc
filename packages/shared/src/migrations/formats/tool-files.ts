// Finds the migrations of a tool by the names of their files, where the version is a whole number in front of an underscore.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { SourceFile, SourceFolder } from "../source-folder.ts";
import { badName } from "./file-findings.ts";
import { ignoredFiles, topFiles } from "./sql-files.ts";
import type { VersionFile } from "./version-pairs.ts";

/**
 * Sorts the SQL files of a folder by whether their names are those of a tool.
 * @param pattern with the groups `version`, `name` and, where there is one, `direction`; the tools know the case of letters apart
 */
export function readToolFiles(folder: SourceFolder, pattern: RegExp) {
  const files: VersionFile[] = [];
  const others: SourceFile[] = [];
  for (const source of topFiles(folder)) {
    const { version, name, direction } = pattern.exec(source.path)?.groups ?? {};
    if (version === undefined || name === undefined) others.push(source);
    else files.push({ version, name, direction: direction as VersionFile["direction"], source });
  }
  const taken = new Set(files.map(({ source }) => source));
  return { files, others, ignored: ignoredFiles(folder, (file) => taken.has(file)) };
}

/** Tells of SQL files that begin with a number as if they were migrations, and that their tool silently passes over. */
export function passedOver(others: readonly SourceFile[], tool: string, form: string): FolderFinding[] {
  return others
    .filter(({ path }) => /^\d/.test(path))
    .map((source) => ({
      ...badName(source, `${quote(source.path)} is not applied: ${tool} reads only ${form}. Name it so, or take it out.`),
      severity: "warning",
    }));
}
