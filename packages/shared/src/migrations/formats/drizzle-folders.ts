// Reads folders of drizzle-kit 1.x: a folder for each migration, named by the second in which it was made, and no journal.
import { quote } from "../../inputs/quote.ts";
import type { ReadMigrations } from "../format.ts";
import type { Migration } from "../migration.ts";
import type { SourceFile, SourceFolder } from "../source-folder.ts";
import { endAtBreakpoints } from "./drizzle-breakpoints.ts";
import { type DrizzleFolder, folderTracking } from "./drizzle-tracking.ts";
import { badName } from "./file-findings.ts";
import { sha256, withLineEndings } from "./line-endings.ts";
import { scriptFolders } from "./script-folders.ts";
import { ignoredFiles } from "./sql-files.ts";

const NAME = /^(\d{14})(?:_(.*))?$/s;

/** Reads the migrations, in drizzle's order (`readMigrationFiles` of drizzle-orm/src/migrator.ts). */
export function readFolders(folder: SourceFolder): ReadMigrations {
  const scripts = scriptFolders(folder).sort((a, b) => a.folder.localeCompare(b.folder, "en"));
  const named = scripts.filter((script) => NAME.test(script.folder));
  const migrations = named.map(({ folder: name, source }) => toMigration(name, source));
  const taken = new Set(scripts.map(({ source }) => source));
  const known = migrations.map(({ key, checksums }): DrizzleFolder => ({ name: key, millis: millisOf(key), checksums }));
  return {
    migrations,
    ignored: ignoredFiles(folder, (file) => taken.has(file)),
    findings: scripts
      .filter((script) => !NAME.test(script.folder))
      .map(({ folder: name, source }) =>
        badName(
          source,
          `The folder ${quote(name)} is not named \`<14 digits>_<name>\`, the time in which drizzle-kit made it. Name it so.`,
        ),
      ),
    tracking: folderTracking(known),
  };
}

function toMigration(folder: string, { file, text }: SourceFile): Migration {
  return {
    version: folder,
    name: NAME.exec(folder)?.[2] ?? "",
    key: folder,
    kind: "versioned",
    up: { file, text: endAtBreakpoints(text), transaction: true },
    down: undefined,
    checksums: withLineEndings(text).map(sha256),
  };
}

/** The digits of a folder as milliseconds, in UTC; a day that no month has flows over, as with drizzle's `formatToMillis`. */
function millisOf(folder: string): number {
  const part = (start: number, end: number) => Number(folder.slice(start, end));
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14));
}
