// The format of Flyway (https://documentation.red-gate.com/flyway, measured with flyway-core 11.8.2): what a file is stands in its name.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { Format } from "../format.ts";
import type { Migration, Script } from "../migration.ts";
import type { SourceFile, SourceFolder } from "../source-folder.ts";
import { badName, duplicatesBy, duplicateVersion } from "./file-findings.ts";
import { compareFlywayVersions, type FlywayFile, readNames, sameVersion } from "./flyway-names.ts";
import { checksumOfScript, readScript } from "./flyway-script.ts";
import { type FlywayRow, flywayTracking, keyOf } from "./flyway-tracking.ts";
import { nextVersion } from "./next-version.ts";
import { EMPTY_SCRIPT } from "./sql-files.ts";

export const flyway: Format = {
  name: "flyway",
  detect: (folder) => readNames(folder).files.some(({ kind, description }) => kind !== "undo" && description !== ""),
  read,
  tracking: flywayTracking([]),
  create: (folder, name, now) => [{ path: `V${newVersion(versionsOf(folder), now)}__${name}.sql`, text: EMPTY_SCRIPT }],
  reversible: false,
  limits:
    "What flyway.toml or flyway.conf says is not read: placeholders, other prefixes and other folders. Java migrations and callbacks are not run.",
};

const typeOf = ({ kind }: FlywayFile) => (kind === "baseline" ? "SQL_BASELINE" : "SQL");
const fileKey = (file: FlywayFile) => keyOf(typeOf(file), file.kind === "repeatable" ? null : file.version, file.description);

/** A file with what Flyway makes of its text. */
type ReadFile = FlywayFile & ReturnType<typeof readScript>;

/**
 * The versioned ones in order, a baseline after the script of its version, since it stands for that one too; then the repeatable ones by description.
 */
function inOrder(a: FlywayFile, b: FlywayFile): number {
  if (a.kind === "repeatable" && b.kind === "repeatable") return a.description < b.description ? -1 : 1;
  if (a.kind === "repeatable" || b.kind === "repeatable") return a.kind === "repeatable" ? 1 : -1;
  return compareFlywayVersions(a.version, b.version) || Number(a.kind === "baseline") - Number(b.kind === "baseline");
}

function read(folder: SourceFolder) {
  const { files: named, ignored, nearly, callbacks } = readNames(folder);
  const byPath = new Map(folder.files.map((file) => [file.path, file]));
  const files = named.map((file): ReadFile => ({ ...file, ...readScript(file.source, byPath.get(`${file.source.path}.conf`)) }));
  const sorted = files.filter(({ kind }) => kind !== "undo").sort(inOrder);
  const undos = files.filter(({ kind }) => kind === "undo").sort(inOrder);
  const undoOf = new Map(undos.map((undo) => [sameVersion(undo.version), undo.script]));
  const rows = sorted.map(
    (file): FlywayRow => ({
      key: fileKey(file),
      version: file.kind === "repeatable" ? null : file.version,
      description: file.description,
      type: typeOf(file),
      script: file.source.path,
    }),
  );
  const versioned = sorted.filter(({ kind }) => kind === "versioned");
  const known = new Set(versioned.map(({ version }) => sameVersion(version)));
  return {
    migrations: sorted.map((file) => toMigration(file, undoOf)),
    ignored,
    findings: [
      ...files.flatMap(({ findings }) => findings),
      ...duplicates(sorted),
      ...duplicates(undos),
      ...undos.filter(({ version }) => !known.has(sameVersion(version))).map(withoutVersion),
      ...nearly.map(passedOver),
      ...callbacks.map(callback),
    ],
    tracking: flywayTracking(
      rows,
      (version) => versioned.findLast((file) => compareFlywayVersions(file.version, version) <= 0)?.version,
    ),
  };
}

function toMigration(file: ReadFile, undoOf: ReadonlyMap<string, Script>): Migration {
  const { kind, version, description, source, script } = file;
  return {
    version: kind === "repeatable" ? fileKey(file) : version,
    name: description,
    key: fileKey(file),
    kind: kind === "baseline" ? "checkpoint" : kind === "repeatable" ? "repeatable" : "versioned",
    up: script,
    down: kind === "versioned" ? undoOf.get(sameVersion(version)) : undefined,
    checksums: [checksumOfScript(source.text)],
  };
}

function duplicates(files: readonly FlywayFile[]): FolderFinding[] {
  return duplicatesBy(
    files,
    ({ kind, version, description }) => `${kind} ${kind === "repeatable" ? description : sameVersion(version)}`,
    (first, { kind, version, source }) =>
      kind === "repeatable"
        ? badName(source, `${quote(first.source.path)} and ${quote(source.path)} have the same description. Rename one of them.`)
        : duplicateVersion(first.source, source, version),
  );
}

function withoutVersion({ source, version }: FlywayFile): FolderFinding {
  return warning(
    source,
    `${quote(source.path)} takes back version ${version}, which no script applies. Take it out, or bring the other back.`,
  );
}

function passedOver(source: SourceFile): FolderFinding {
  return warning(
    source,
    `${quote(source.path)} is not applied: Flyway reads only \`V<version>__<description>.sql\`, and \`R__\`, \`U\` and \`B\` likewise. ` +
      "Name it so, or take it out.",
  );
}

function callback(source: SourceFile): FolderFinding {
  return {
    ...warning(source, `${quote(source.path)} is a callback, which is not run. Run it by itself where it is needed.`),
    code: "callback",
  };
}

function warning(source: SourceFile, message: string): FolderFinding {
  return { ...badName(source, message), severity: "warning" };
}

function versionsOf(folder: SourceFolder): string[] {
  const { files } = readNames(folder);
  return files
    .flatMap(({ kind, version }) => (kind === "versioned" || kind === "baseline" ? [version] : []))
    .sort(compareFlywayVersions);
}

/** A version with dots goes on in its last part. */
function newVersion(versions: readonly string[], now: Date): string {
  const newest = versions.at(-1);
  const dot = newest?.lastIndexOf(".") ?? -1;
  if (newest === undefined || dot === -1)
    return nextVersion(
      versions.map((version) => ({ version })),
      now,
    );
  return `${newest.slice(0, dot + 1)}${BigInt(newest.slice(dot + 1)) + 1n}`;
}
