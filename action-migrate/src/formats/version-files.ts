// Reads folders in which every migration is a file, or a pair of files, named by its version: what is common to plain folders and many tools.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Finding } from "@libsql-actions/shared/report/finding";
import type { SourceFile, SourceFolder } from "../folder/source-folder.ts";
import { compareNumbers, type Script } from "./migration.ts";

export interface VersionFile {
  /** As it is written. */
  readonly version: string;
  readonly name: string;
  readonly source: SourceFile;
}

export interface VersionPair {
  readonly version: string;
  readonly name: string;
  readonly up: SourceFile;
  readonly down: SourceFile | undefined;
}

/** 18 digits always fit 64 bits; a timestamp has 14. */
const VERSIONED = /^(\d{1,18})[_-](.+?)(\.up|\.down)?\.sql$/i;

/** The script that a file is as a whole. */
export function wholeFile({ file, text }: SourceFile): Script {
  return { file, text, transaction: true };
}

/** The SQL files that lie in the folder itself. */
export function topFiles(folder: SourceFolder): SourceFile[] {
  return folder.files.filter(({ path }) => !path.includes("/") && /\.sql$/i.test(path));
}

/** True when a name is that of a script that applies or takes back. */
export function isDirected(path: string): boolean {
  return VERSIONED.exec(path)?.[3] !== undefined && !path.includes("/");
}

interface Named extends VersionFile {
  readonly direction: "up" | "down" | undefined;
}

/** The files of a folder by what their names say. SQL files whose names begin with no digit, or that lie deeper, are `ignored`. */
function readNames(folder: SourceFolder): { named: Named[]; ignored: string[]; findings: Finding[] } {
  const [named, ignored, findings]: [Named[], string[], Finding[]] = [[], [], []];
  for (const source of folder.files.filter(({ path }) => /\.sql$/i.test(path))) {
    const match = source.path.includes("/") ? null : VERSIONED.exec(source.path);
    const [, version, name, direction] = match ?? [];
    if (version !== undefined && name !== undefined)
      named.push({ version, name, source, direction: direction?.slice(1).toLowerCase() as Named["direction"] });
    else if (/^\d[^/]*$/.test(source.path))
      findings.push(
        badName(
          source,
          `${quote(source.path)} is not named \`<digits>_<name>.sql\` (at most 18 digits). Name it so, or take it out.`,
        ),
      );
    else ignored.push(source.path);
  }
  return { named: named.sort((a, b) => compareNumbers(a.version, b.version)), ignored, findings };
}

/** Reads a folder with one file a version, in the order of the versions. */
export function readVersionFiles(folder: SourceFolder) {
  const { named, ignored, findings } = readNames(folder);
  const [directed, files] = [named.filter((file) => file.direction), named.filter((file) => !file.direction)];
  const strays = directed.map(({ source }) =>
    badName(source, `${quote(source.path)} is one of a pair of scripts, in a folder of single ones.`),
  );
  return { files: files as readonly VersionFile[], ignored, findings: [...findings, ...strays, ...duplicates(files)] };
}

/** Reads a folder with `.up.sql` and `.down.sql` files, in the order of the versions. */
export function readVersionPairs(folder: SourceFolder) {
  const { named, ignored, findings } = readNames(folder);
  const [ups, downs] = [
    named.filter(({ direction }) => direction === "up"),
    named.filter(({ direction }) => direction === "down"),
  ];
  const downOf = new Map(downs.map((file) => [BigInt(file.version), file.source]));
  const upOf = new Set(ups.map((file) => BigInt(file.version)));
  const singles = named.filter(({ direction }) => direction === undefined);
  return {
    pairs: ups.map(
      ({ version, name, source }): VersionPair => ({ version, name, up: source, down: downOf.get(BigInt(version)) }),
    ),
    ignored,
    findings: [
      ...findings,
      ...singles.map(({ source }) =>
        badName(source, `${quote(source.path)} is neither an \`.up.sql\` nor a \`.down.sql\` file, in a folder of pairs.`),
      ),
      ...duplicates(ups),
      ...duplicates(downs),
      ...downs
        .filter((down) => !upOf.has(BigInt(down.version)))
        .map(({ source }) => badName(source, `${quote(source.path)} has no \`.up.sql\`. Add it, or take this one out.`)),
    ],
  };
}

function duplicates(files: readonly VersionFile[]): Finding[] {
  const seen = new Map<bigint, SourceFile>();
  return files.flatMap(({ version, source }) => {
    const first = seen.get(BigInt(version));
    seen.set(BigInt(version), first ?? source);
    return first === undefined ? [] : [duplicateVersion(first, source, version)];
  });
}

/** Two files that claim one version. */
export function duplicateVersion(first: SourceFile, second: SourceFile, version: string): Finding {
  return {
    code: "duplicate-version",
    severity: "error",
    file: second.file,
    message: `${quote(first.path)} and ${quote(second.path)} have the same version ${version}. Give the newer one a version of its own.`,
  };
}

/** A file whose name does not fit its folder. */
export function badName({ file }: SourceFile, message: string): Finding {
  return { code: "file-name", severity: "error", file, message };
}
