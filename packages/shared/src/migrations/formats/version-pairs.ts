// Puts the scripts of each version together: one that applies it, and where there is one, another that takes it back.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import { compareNumbers, type Migration, type Script } from "../migration.ts";
import type { SourceFile } from "../source-folder.ts";
import { badName, duplicateVersions } from "./file-findings.ts";

export interface VersionFile {
  /** A whole number, as it is written. */
  readonly version: string;
  readonly name: string;
  readonly direction: "up" | "down" | undefined;
  readonly source: SourceFile;
}

export interface VersionPair {
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

/** Puts the files of each version together, in the order of the versions as numbers. */
export function toPairs(files: readonly VersionFile[]): {
  readonly pairs: readonly VersionPair[];
  readonly findings: readonly FolderFinding[];
} {
  const sorted = files.filter((file) => !isTooLarge(file)).sort((a, b) => compareNumbers(a.version, b.version));
  const ups = sorted.filter(({ direction }) => direction !== "down");
  const downs = sorted.filter(({ direction }) => direction === "down");
  const downOf = new Map(downs.map((file) => [keyOf(file.version), file.source]));
  const upOf = new Set(ups.map((file) => keyOf(file.version)));
  const pairs = ups.map(({ version, name, source }): VersionPair => {
    const key = keyOf(version);
    return { version, key, name, up: source, down: downOf.get(key) };
  });
  const findings = [
    ...files
      .filter(isTooLarge)
      .map(({ source }) => badName(source, `The version of ${quote(source.path)} does not fit 64 bits. Give it a smaller one.`)),
    ...duplicateVersions(ups, BigInt),
    ...duplicateVersions(downs, BigInt),
    ...downs
      .filter(({ version }) => !upOf.has(keyOf(version)))
      .map(({ source }) => badName(source, `${quote(source.path)} has no \`.up.sql\`. Add it, or take this one out.`)),
  ];
  return { pairs, findings };
}

/** The migration of a pair whose files are one script each. @param scriptOf what the tool makes of a file */
export function pairMigration(
  { version, key, name, up, down }: VersionPair,
  scriptOf: (source: SourceFile) => Script,
  checksums: readonly string[] = [],
): Migration {
  return {
    version,
    name,
    key,
    kind: "versioned",
    up: scriptOf(up),
    down: down === undefined ? undefined : scriptOf(down),
    checksums,
  };
}

/** The script that a file is as a whole. */
export function wholeFile({ file, text }: SourceFile): Script {
  return { file, text, transaction: true };
}

/** The number without leading zeros. */
function keyOf(version: string): string {
  return BigInt(version).toString();
}

function isTooLarge({ version }: VersionFile): boolean {
  return BigInt(version) > MAX_VERSION;
}
