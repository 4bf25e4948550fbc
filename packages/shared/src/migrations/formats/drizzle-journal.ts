// Reads folders of drizzle-kit 0.x: a file for each migration, and meta/_journal.json, which says which of them count and in which order.
import { quote } from "../../inputs/quote.ts";
import type { FolderCode, FolderFinding } from "../folder-rules.ts";
import type { ReadMigrations } from "../format.ts";
import type { Migration } from "../migration.ts";
import type { SourceFile, SourceFolder } from "../source-folder.ts";
import { endAtBreakpoints } from "./drizzle-breakpoints.ts";
import { duplicatesBy } from "./file-findings.ts";
import { sha256, withLineEndings } from "./line-endings.ts";
import { ignoredFiles } from "./sql-files.ts";

export const JOURNAL = "meta/_journal.json";

interface Entry {
  readonly tag: string;
  /** When it was generated, in milliseconds: what the database knows it by. */
  readonly when: number;
}

/** The dialects whose SQL a libSQL database runs. */
const DIALECTS: readonly unknown[] = ["sqlite", "turso"];

/** Reads the migrations that the journal lists, in its order. */
export function readJournalFolder(folder: SourceFolder, journal: SourceFile): ReadMigrations {
  const files = new Map(folder.files.map((file) => [file.path, file]));
  const { entries, findings } = parseJournal(journal);
  const sources = entries.map(({ tag, when }) => ({ tag, when, source: files.get(`${tag}.sql`) }));
  const taken = new Set(sources.map(({ source }) => source));
  return {
    migrations: sources.flatMap(({ tag, when, source }) => (source === undefined ? [] : [toMigration(tag, when, source)])),
    ignored: ignoredFiles(folder, (file) => taken.has(file)),
    findings: [
      ...findings,
      ...sources.flatMap(({ tag, source }) => (source === undefined ? [withoutFile(journal, tag)] : [])),
      ...orderFindings(journal, entries),
      ...duplicateTags(journal, entries),
    ],
  };
}

function toMigration(tag: string, when: number, { file, text }: SourceFile): Migration {
  return {
    version: tag,
    name: tag.replace(/^\d+[_-]/, ""),
    key: String(when),
    kind: "versioned",
    up: { file, text: endAtBreakpoints(text), transaction: true },
    down: undefined,
    checksums: withLineEndings(text).map(sha256),
  };
}

/** Takes nothing for granted: the file may come from a pull request. */
function parseJournal(journal: SourceFile): { readonly entries: readonly Entry[]; readonly findings: readonly FolderFinding[] } {
  const wrong = (message: string, code: FolderCode = "journal") => ({
    entries: [],
    findings: [finding(code, journal, message)],
  });
  let value: unknown;
  try {
    value = JSON.parse(journal.text);
  } catch (problem) {
    return wrong(
      `It is no JSON: ${quote(problem instanceof Error ? problem.message : String(problem))}. Bring it back from the repository.`,
    );
  }
  const dialect = member(value, "dialect");
  const list = member(value, "entries");
  if (!Array.isArray(list)) return wrong("It has no list `entries`. Bring it back from the repository.");
  if (dialect !== undefined && !DIALECTS.includes(dialect))
    return wrong(
      `The dialect is ${shown(dialect)}, whose SQL is not libSQL's. Only "sqlite" and "turso" can be applied.`,
      "dialect",
    );
  const entries: Entry[] = [];
  for (const [index, entry] of list.entries()) {
    const [tag, when] = [member(entry, "tag"), member(entry, "when")];
    if (typeof tag !== "string" || tag === "" || typeof when !== "number" || !Number.isSafeInteger(when) || when < 0)
      return wrong(
        `Entry ${index + 1} needs a \`tag\`, the name of its file without \`.sql\`, and a \`when\` in whole milliseconds; ` +
          `it has ${shown(tag)} and ${shown(when)}.`,
      );
    entries.push({ tag, when });
  }
  return { entries, findings: [] };
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as { readonly [key: string]: unknown })[name]
    : undefined;
}

function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "string" ? quote(value) : String(value);
}

/** drizzle's migrator applies what is above the newest `when` of the database, and nothing else. */
function orderFindings(journal: SourceFile, entries: readonly Entry[]): FolderFinding[] {
  let newest: Entry | undefined;
  return entries.flatMap((entry) => {
    const before = newest;
    if (before === undefined || entry.when > before.when) newest = entry;
    if (before === undefined || entry.when > before.when) return [];
    return [
      finding(
        "journal-order",
        journal,
        `${quote(entry.tag)} has the \`when\` ${entry.when}, which is not above ${before.when} of ${quote(before.tag)} before it. ` +
          "drizzle's own migrator silently passes over it in every database that has that one. Give it a later `when`, or generate it anew.",
      ),
    ];
  });
}

function duplicateTags(journal: SourceFile, entries: readonly Entry[]): FolderFinding[] {
  return duplicatesBy(
    entries,
    ({ tag }) => tag,
    ({ tag }) => finding("duplicate-version", journal, `${quote(tag)} is listed twice. Take one of the two out.`),
  );
}

function withoutFile(journal: SourceFile, tag: string): FolderFinding {
  return finding(
    "missing-script",
    journal,
    `${quote(tag)} is listed, but there is no ${quote(`${tag}.sql`)}. Bring the file back, or take the entry out.`,
  );
}

function finding(code: FolderCode, { file }: SourceFile, message: string): FolderFinding {
  return { code, severity: "error", file, message };
}
