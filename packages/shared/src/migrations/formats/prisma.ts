// The format of Prisma Migrate (https://github.com/prisma/prisma-engines, measured with its engine of 8.1): a folder for each migration, and a
// lock file.
import { createHash } from "node:crypto";
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { Format, ReadMigrations } from "../format.ts";
import type { Migration } from "../migration.ts";
import type { SourceFile, SourceFolder } from "../source-folder.ts";
import { withLineEndings } from "./line-endings.ts";
import { nextVersion } from "./next-version.ts";
import { PRISMA_TRACKING } from "./prisma-tracking.ts";
import { PRISMA_LOCK, scriptFolders } from "./script-folders.ts";
import { EMPTY_SCRIPT, ignoredFiles } from "./sql-files.ts";

/** The only one whose SQL a libSQL database runs; Prisma has none of its own for libSQL. */
const PROVIDER = "sqlite";

export const prisma: Format = {
  name: "prisma",
  detect: ({ paths }) => paths.includes(PRISMA_LOCK),
  read,
  tracking: PRISMA_TRACKING,
  create: (folder, name, now) => {
    const versions = folders(folder).filter((path) => /^\d{14}_/.test(path));
    const version = nextVersion(
      versions.map((path) => ({ version: path.slice(0, 14) })),
      now,
    );
    const lock = {
      path: PRISMA_LOCK,
      text: `# Prisma reads from here what its migrations are written for.\nprovider = "${PROVIDER}"\n`,
    };
    return [
      { path: `${version}_${name}/migration.sql`, text: EMPTY_SCRIPT },
      ...(folder.paths.includes(PRISMA_LOCK) ? [] : [lock]),
    ];
  },
  reversible: false,
};

/** The folders of a folder, in Prisma's order: by their names as text. */
function folders({ paths }: SourceFolder): string[] {
  const names = paths.flatMap((path) => (path.includes("/") ? [path.slice(0, path.indexOf("/"))] : []));
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));
}

function read(folder: SourceFolder): ReadMigrations {
  const scripts = new Map(scriptFolders(folder).map(({ folder: name, source }) => [name, source]));
  const taken = new Set(scripts.values());
  const found = folders(folder).map((name) => ({ name, source: scripts.get(name) }));
  const lock = folder.files.find(({ path }) => path === PRISMA_LOCK);
  return {
    migrations: found.flatMap(({ name, source }) => (source === undefined ? [] : [toMigration(name, source)])),
    ignored: ignoredFiles(folder, (file) => taken.has(file)),
    findings: [
      ...(lock === undefined ? [] : lockFindings(lock)),
      ...found.flatMap(({ name, source }) => (source === undefined ? [withoutScript(folder, name)] : [])),
    ],
  };
}

/** Any name is one for Prisma; `0_init` is what its documentation calls the first. */
function toMigration(folder: string, { file, text }: SourceFile): Migration {
  return {
    version: folder,
    name: folder.replace(/^\d+_/, ""),
    key: folder,
    kind: "versioned",
    up: { file, text, transaction: true },
    down: undefined,
    checksums: checksums(text),
  };
}

/** Those that Prisma takes for the same (`script_matches_checksum` of checksum.rs): old engines wrote bytes below 16 with one digit. */
function checksums(text: string): string[] {
  const digests = withLineEndings(text).map((variant) => createHash("sha256").update(variant).digest());
  const padded = digests.map((digest) => digest.toString("hex"));
  const unpadded = digests.map((digest) => [...digest].map((byte) => byte.toString(16)).join(""));
  return [...new Set([...padded, ...unpadded])];
}

/** As the engine reads the file: the line that begins with `provider` (`read_provider_from_lock_file` of migrations_directory.rs). */
function lockFindings({ file, text }: SourceFile): FolderFinding[] {
  const lines = text.split(/\r?\n/);
  const line = lines.findIndex((candidate) => candidate.startsWith("provider"));
  const provider = /^provider\s*=\s*"?([^"]*)"?/.exec(lines[line] ?? "")?.[1];
  if (provider === PROVIDER) return [];
  const what =
    provider === undefined ? "It has no line `provider = …`" : `The provider is ${quote(provider)}, whose SQL is not libSQL's`;
  const place = line === -1 ? {} : { line: line + 1 };
  return [
    { code: "dialect", severity: "error", file, ...place, message: `${what}. Only \`provider = "${PROVIDER}"\` can be applied.` },
  ];
}

/** Prisma refuses the whole folder then (P3015). */
function withoutScript({ folder }: SourceFolder, name: string): FolderFinding {
  return {
    code: "missing-script",
    severity: "error",
    file: folder === "" ? name : `${folder}/${name}`,
    message: `The folder ${quote(name)} has no migration.sql. Bring it back, or take the folder out.`,
  };
}
