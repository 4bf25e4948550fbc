// What Flyway reads out of the names of files (`ResourceNameParser` and `MigrationVersion` of flyway-core, measured with 11.8.2).
import type { SourceFile, SourceFolder } from "../source-folder.ts";
import { isSql } from "./sql-files.ts";

export interface FlywayFile {
  readonly kind: "versioned" | "undo" | "baseline" | "repeatable";
  /** As Flyway shows it: with dots, and with the zeros that are written. Empty for a repeatable one. */
  readonly version: string;
  /** With spaces for underscores. */
  readonly description: string;
  readonly source: SourceFile;
}

const VERSIONED = /^([VUB])(\d+(?:[._]\d+)*)(?:__(.*))?\.sql$/is;
const REPEATABLE = /^R__(.*)\.sql$/is;
/** Files that somebody meant to be migrations, but that Flyway passes over without a word. */
const NEARLY = /^(?:[VUBR]\d|[VUBR]_)/i;
const CALLBACK = /^(?:before|after)[A-Z]\w*\.sql$/;
const KINDS = { V: "versioned", U: "undo", B: "baseline" } as const;

/** Sorts the SQL files of a folder, and of the folders in it, by their names. */
export function readNames(folder: SourceFolder) {
  const scripts = folder.files.filter(({ path }) => isSql(path));
  const named = scripts.map((source) => ({ source, file: parseName(source), base: baseOf(source) }));
  const others = named.filter(({ file }) => file === undefined);
  return {
    files: named.flatMap(({ file }) => file ?? []),
    ignored: others.map(({ source }) => source.path),
    nearly: others.filter(({ base }) => NEARLY.test(base)).map(({ source }) => source),
    callbacks: others.filter(({ base }) => CALLBACK.test(base)).map(({ source }) => source),
  };
}

/** Prefixes are capital letters, the suffix may be of any. */
function parseName(source: SourceFile): FlywayFile | undefined {
  const name = baseOf(source);
  const [, prefix, version, description = ""] = VERSIONED.exec(name) ?? [];
  if (prefix !== undefined && version !== undefined && prefix in KINDS)
    return {
      kind: KINDS[prefix as keyof typeof KINDS],
      version: version.replaceAll("_", "."),
      description: spaced(description),
      source,
    };
  const repeatable = name.startsWith("R") ? REPEATABLE.exec(name)?.[1] : undefined;
  return repeatable === undefined ? undefined : { kind: "repeatable", version: "", description: spaced(repeatable), source };
}

function baseOf({ path }: SourceFile): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function spaced(text: string): string {
  return text.replaceAll("_", " ");
}

/** Part by part, as numbers: 1.10 is above 1.9, and 1.0 is the same as 001. */
export function compareFlywayVersions(a: string, b: string): number {
  const [left, right] = [a.split("."), b.split(".")];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = BigInt(left[index] ?? 0) - BigInt(right[index] ?? 0);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** The same for all ways of writing a version. */
export function sameVersion(version: string): string {
  const parts = version.split(".").map((part) => BigInt(part).toString());
  return parts.join(".").replace(/(?:\.0)+$/, "");
}
