// Finds the migrations of a tool by the names of their files, where the version is a whole number in front of an underscore.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Finding } from "@libsql-actions/shared/report/finding";
import type { SourceFile, SourceFolder } from "../folder/source-folder.ts";
import { compareNumbers } from "./migration.ts";
import { badName, duplicateVersion, topFiles } from "./version-files.ts";

export interface ToolFile {
  /** As it is written. */
  readonly version: string;
  readonly name: string;
  readonly direction: "up" | "down" | undefined;
  readonly source: SourceFile;
}

export interface ToolPair {
  readonly version: string;
  /** The version as a number, without leading zeros: what the tools record. */
  readonly key: string;
  readonly name: string;
  /** The script that applies it, also where the tool has only one for each version. */
  readonly up: SourceFile;
  readonly down: SourceFile | undefined;
}

/** The tools keep versions as signed integers of 64 bits. */
const MAX_VERSION = 2n ** 63n - 1n;

/**
 * Sorts the SQL files of a folder by whether their names are those of a tool.
 * @param pattern with the groups `version`, `name` and, where there is one, `direction`; the tools know the case of letters apart
 */
export function readToolFiles(folder: SourceFolder, pattern: RegExp) {
  const files: ToolFile[] = [];
  const others: SourceFile[] = [];
  for (const source of topFiles(folder)) {
    const { version, name, direction } = pattern.exec(source.path)?.groups ?? {};
    if (version === undefined || name === undefined) others.push(source);
    else files.push({ version, name, direction: direction as ToolFile["direction"], source });
  }
  const taken = new Set(files.map(({ source }) => source));
  const ignored = folder.files.filter((source) => /\.sql$/i.test(source.path) && !taken.has(source)).map(({ path }) => path);
  return { files, others, ignored };
}

/** Puts the files of each version together, in the order of the versions as numbers. */
export function toPairs(files: readonly ToolFile[]): { readonly pairs: readonly ToolPair[]; readonly findings: Finding[] } {
  const sorted = files.filter((file) => !isTooLarge(file)).sort((a, b) => compareNumbers(a.version, b.version));
  const ups = sorted.filter(({ direction }) => direction !== "down");
  const downs = sorted.filter(({ direction }) => direction === "down");
  const downOf = new Map(downs.map((file) => [keyOf(file.version), file.source]));
  const upOf = new Set(ups.map((file) => keyOf(file.version)));
  const pairs = ups.map(({ version, name, source }): ToolPair => {
    const key = keyOf(version);
    return { version, key, name, up: source, down: downOf.get(key) };
  });
  const findings = [
    ...files
      .filter(isTooLarge)
      .map(({ source }) => badName(source, `The version of ${quote(source.path)} does not fit 64 bits. Give it a smaller one.`)),
    ...duplicates(ups),
    ...duplicates(downs),
    ...downs
      .filter(({ version }) => !upOf.has(keyOf(version)))
      .map(({ source }) => badName(source, `${quote(source.path)} has no \`.up.sql\`. Add it, or take this one out.`)),
  ];
  return { pairs, findings };
}

/** Tells of SQL files that begin with a number as if they were migrations, and that their tool silently passes over. */
export function passedOver(others: readonly SourceFile[], tool: string, form: string): Finding[] {
  return others
    .filter(({ path }) => /^\d/.test(path))
    .map((source) => ({
      ...badName(source, `${quote(source.path)} is not applied: ${tool} reads only ${form}. Name it so, or take it out.`),
      severity: "warning",
    }));
}

/** The number without leading zeros. */
function keyOf(version: string): string {
  return BigInt(version).toString();
}

function isTooLarge({ version }: ToolFile): boolean {
  return BigInt(version) > MAX_VERSION;
}

function duplicates(sorted: readonly ToolFile[]): Finding[] {
  return sorted.flatMap((file, index) => {
    const first = sorted[index - 1];
    if (first === undefined || compareNumbers(first.version, file.version) !== 0) return [];
    return [duplicateVersion(first.source, file.source, file.version)];
  });
}
