// The format of Atlas (https://atlasgo.io, after ariga.io/atlas v0.32.1): a file for each version, and atlas.sum, which no file may differ from.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { Format, NewFile, ReadMigrations } from "../format.ts";
import type { Migration } from "../migration.ts";
import type { SourceFile, SourceFolder } from "../source-folder.ts";
import { readDirectives } from "./atlas-directives.ts";
import { checkSum, formatSum, hashFiles, SUM, withoutSum } from "./atlas-sum.ts";
import { ATLAS_TRACKING } from "./atlas-tracking.ts";
import { badName, duplicateVersions } from "./file-findings.ts";
import { nextVersion } from "./next-version.ts";
import { EMPTY_SCRIPT, ignoredFiles } from "./sql-files.ts";
import { isDirected } from "./version-files.ts";

const SCRIPT = /^[^/]*\.sql$/;

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
      text: formatSum(hashFiles([...files, { path, text: EMPTY_SCRIPT }].sort(byName))),
      replaces: true,
    };
    return [{ path, text: EMPTY_SCRIPT }, sum];
  },
  reversible: false,
  limits:
    "The hashes that Atlas records cover all files before too, so a row cannot tell whether its own file was edited after it was applied; " +
    "atlas.sum tells it of the folder.",
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
    ignored: ignoredFiles(folder, ({ path }) => SCRIPT.test(path)),
    findings: [...sumFindings, ...versionFindings(files), ...read.flatMap(({ findings }) => findings)],
  };
}

function versionFindings(files: readonly SourceFile[]): FolderFinding[] {
  const named = files.map((source) => ({ source, version: versionOf(source.path) }));
  const unnamed = named.filter(({ version }) => version === "");
  return [
    ...duplicateVersions(named.filter(({ version }) => version !== "")),
    ...unnamed.map(({ source }) =>
      badName(source, `${quote(source.path)} has no version before its underscore. Name it \`<version>_<name>.sql\`.`),
    ),
  ];
}
