// Holds a folder of migrations against the base: what was merged there is part of databases' histories and must stay as it is.
//
// What somebody did to a merged migration is told from the commit at which the checkout left the base: what the base has got since then is not
// missing in the checkout. What comes too early is told from the base's tip: a migration that was merged meanwhile counts, whoever wrote it.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Format } from "@libsql-actions/shared/migrations/format";
import { checksumOf, type Migration } from "@libsql-actions/shared/migrations/migration";
import type { SourceFolder } from "@libsql-actions/shared/migrations/source-folder";
import type { CodedFinding } from "../finding-rules.ts";
import type { BaseFolder } from "./read-base-folder.ts";

export interface BaseComparison {
  /** In the order of the base's migrations, then of the new ones. */
  readonly findings: readonly CodedFinding[];
  /** The migrations that the base does not have, in the order in which they are applied. */
  readonly added: readonly Migration[];
}

/**
 * What was done to the migrations of the base, and which are new.
 * @param head the folder as it is on the disk
 * @param read of the folder's format; what it finds wrong with the base is nobody's concern now
 */
export function compareWithBase(base: BaseFolder, head: SourceFolder, read: Format["read"]): BaseComparison {
  const own = read(head).migrations;
  const tip = read(base.tip).migrations;
  const fork = base.fork === undefined ? tip : read(base.fork).migrations;
  const [onTip, atFork, here] = [byKey(tip), byKey(fork), byKey(own)];
  const skipped = new Set(base.skipped);
  const unknown = own.filter(({ key, up }) => !onTip.has(key) && !atFork.has(key) && !skipped.has(up.file));
  const renamed = new Set<Migration>();
  const findings = fork.flatMap((merged): CodedFinding[] => {
    const newest = onTip.get(merged.key);
    // What the base itself has taken back since then is no part of it any more.
    if (newest === undefined || skipped.has(merged.up.file)) return [];
    const now = here.get(merged.key);
    if (now !== undefined) return changed(merged, newest, now, base.ref);
    const moved = unknown.find((migration) => !renamed.has(migration) && isSame(migration, merged));
    if (moved === undefined) return [deleted(merged, base)];
    renamed.add(moved);
    return [renaming(merged, moved, base.ref)];
  });
  const added = unknown.filter((migration) => !renamed.has(migration));
  const order = read(united(head, base)).migrations;
  return { findings: [...findings, ...overtaken(added, order, onTip, base.ref)], added };
}

function byKey(migrations: readonly Migration[]): ReadonlyMap<string, Migration> {
  return new Map(migrations.map((migration) => [migration.key, migration]));
}

/** @param newest the merged migration as the base has it now: to be like that is right, too */
function changed(merged: Migration, newest: Migration, now: Migration, ref: string): CodedFinding[] {
  const findings: CodedFinding[] = [];
  if (now.up.file !== merged.up.file && now.up.file !== newest.up.file) findings.push(renaming(merged, now, ref));
  if (now.kind !== "repeatable" && !isSame(now, merged) && !isSame(now, newest))
    findings.push({
      code: "merged-migration-edited",
      severity: "error",
      file: now.up.file,
      message:
        `This migration is on ${quote(ref)} already, and was edited: a database that has applied it will not run it again. ` +
        "Bring its text back, and put the change into a new migration.",
    });
  return findings;
}

function renaming(merged: Migration, now: Migration, ref: string): CodedFinding {
  return {
    code: "merged-migration-renamed",
    severity: "error",
    file: now.up.file,
    message:
      `This migration is on ${quote(ref)} as ${quote(merged.up.file)}, and was renamed: ` +
      "a database that has applied it knows it by that name. Give it its name back.",
  };
}

function deleted(merged: Migration, { ref, fork }: BaseFolder): CodedFinding {
  const finding = { code: "merged-migration-deleted", file: merged.up.file } as const;
  if (fork !== undefined)
    return {
      ...finding,
      severity: "error",
      message:
        `This migration is on ${quote(ref)}, and was deleted: databases have applied it, and new ones will lack what it does. ` +
        "Bring the file back, and undo it in a new migration.",
    };
  return {
    ...finding,
    severity: "warning",
    message:
      `This migration is on ${quote(ref)} and not here: it was deleted, or merged there after this branch was made, ` +
      "which the history in this checkout does not tell. Check out with `fetch-depth: 0`, or bring the branch up to date.",
  };
}

/** The folder as it will be once it is merged: with what the base has got meanwhile, so that the format puts both in one order. */
function united(head: SourceFolder, { tip, fork }: BaseFolder): SourceFolder {
  const known = new Set([...head.paths, ...(fork?.paths ?? [])]);
  const files = tip.files.filter(({ path }) => !known.has(path));
  return {
    ...head,
    files: [...head.files, ...files].sort((a, b) => (a.path < b.path ? -1 : 1)),
    paths: [...head.paths, ...files.map(({ path }) => path)].sort(),
  };
}

function overtaken(
  added: readonly Migration[],
  order: readonly Migration[],
  onTip: ReadonlyMap<string, Migration>,
  ref: string,
): CodedFinding[] {
  const isMerged = ({ kind, key }: Migration) => kind === "versioned" && onTip.has(key);
  const last = order.findLastIndex(isMerged);
  const newest = order[last];
  const early = new Set(order.slice(0, Math.max(0, last)).map(({ up }) => up.file));
  if (newest === undefined) return [];
  return added
    .filter(({ kind, up }) => kind === "versioned" && early.has(up.file))
    .map(({ up }) => ({
      code: "merged-migration-overtaken",
      severity: "error",
      file: up.file,
      message:
        `This migration is new, and comes before ${quote(newest.up.file)}, which is on ${quote(ref)} already: ` +
        `a database that has applied that one would get it out of order, or never. Give it a version above ${quote(newest.version)}.`,
    }));
}

/** Whether a script does the same as it did: other line endings are no edit, nor is what the format's own checksum does not see. */
function isSame(a: Migration, b: Migration): boolean {
  if (a.checksums.some((checksum) => b.checksums.includes(checksum))) return true;
  if (checksumOf(a.up.text) === checksumOf(b.up.text)) return true;
  // A file that holds other scripts too has them blanked out, and these may have grown.
  return a.checksums.length === 0 && b.checksums.length === 0 && withoutBlanks(a.up.text) === withoutBlanks(b.up.text);
}

function withoutBlanks(text: string): string {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n?|\n/);
  return lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .join("\n");
}
