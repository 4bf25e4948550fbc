// The format of Atlas (https://atlasgo.io, after ariga.io/atlas v0.32.1): a file for each version, and atlas.sum, which no file may differ from.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Finding } from "@libsql-actions/shared/report/finding";
import type { SourceFile, SourceFolder } from "../folder/source-folder.ts";
import { readDirectives } from "./atlas-directives.ts";
import { checkSum, formatSum, hashFiles, SUM, withoutSum } from "./atlas-sum.ts";
import { ATLAS_TRACKING } from "./atlas-tracking.ts";
import type { Format, NewFile, ReadMigrations } from "./format.ts";
import type { Migration } from "./migration.ts";
import { nextVersion } from "./next-version.ts";
import { badName, duplicateVersion, isDirected } from "./version-files.ts";

const SCRIPT = /^[^/]*\.sql$/;
const EMPTY = "-- Write the migration here.\n";

export const atlas: Format = {
  name: "atlas",
  // Folders of other tools may be held by an atlas.sum too. Read as Atlas's own, what takes a migration back would be applied.
  detect: ({ paths }) => paths.includes(SUM) && !paths.some(isDirected),
  read,
  tracking: ATLAS_TRACKING,
  create: (folder, name, now) => {
    const files = scriptsOf(folder);
    const timestamps = files.map(({ path }) => versionOf(path)).filter((version) => /^\d{14}$/.test(version));
    const path = `${nextVersion(
      timestamps.map((version) => ({ version })),
      now,
    )}_${name}.sql`;
    const sum: NewFile & { readonly replaces: true } = {
      path: SUM,
      text: formatSum(hashFiles([...files, { path, text: EMPTY }].sort(byName))),
      replaces: true,
    };
    return [{ path, text: EMPTY }, sum];
  },
  reversible: false,
  limits:
    "The hashes that Atlas records cover all files before too, so a row cannot tell whether its own file was edited after it was applied; atlas.sum tells it of the folder.",
};

/** Every SQL file of the folder itself, as Atlas takes them: by name, character by character. */
function scriptsOf({ files }: SourceFolder): SourceFile[] {
  return files.filter(({ path }) => SCRIPT.test(path)).sort(byName);
}

function byName(a: { readonly path: string }, b: { readonly path: string }): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));
}

function versionOf(path: string): string {
  return path.replace(/\.sql$/, "").split("_", 1)[0] ?? "";
}

function read(folder: SourceFolder): ReadMigrations {
  const files = scriptsOf(folder);
  const sum = folder.files.find(({ path }) => path === SUM);
  const hashed = hashFiles(files);
  const hashes = new Map(hashed.map(({ name, hash }) => [name, hash]));
  const read = files.map((source) => ({ source, ...readDirectives(source) }));
  const [first] = files;
  const sumFindings = sum !== undefined ? checkSum(sum, hashed, files) : first === undefined ? [] : [withoutSum(first)];
  return {
    migrations: read.map(({ source, script, isCheckpoint }): Migration => {
      const version = versionOf(source.path);
      const hash = hashes.get(source.path);
      return {
        version,
        name: source.path.slice(version.length, -".sql".length).replace(/^_/, ""),
        key: version,
        kind: isCheckpoint ? "checkpoint" : "versioned",
        up: script,
        down: undefined,
        checksums: hash === undefined ? [] : [hash],
      };
    }),
    ignored: folder.files.filter(({ path }) => /\.sql$/i.test(path) && !SCRIPT.test(path)).map(({ path }) => path),
    findings: [...sumFindings, ...versionFindings(files), ...read.flatMap(({ findings }) => findings)],
  };
}

function versionFindings(files: readonly SourceFile[]): Finding[] {
  const seen = new Map<string, SourceFile>();
  return files.flatMap((source) => {
    const version = versionOf(source.path);
    if (version === "")
      return [badName(source, `${quote(source.path)} has no version before its underscore. Name it \`<version>_<name>.sql\`.`)];
    const first = seen.get(version);
    seen.set(version, first ?? source);
    return first === undefined ? [] : [duplicateVersion(first, source, version)];
  });
}
