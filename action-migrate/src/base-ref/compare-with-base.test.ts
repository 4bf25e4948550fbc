import type { ReadMigrations } from "@libsql-actions/shared/migrations/format";
import { pair } from "@libsql-actions/shared/migrations/formats/pair";
import { plain } from "@libsql-actions/shared/migrations/formats/plain";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import type { SourceFolder } from "@libsql-actions/shared/migrations/source-folder";
import { expect, test } from "vitest";
import { compareWithBase } from "./compare-with-base.ts";
import type { BaseFolder } from "./read-base-folder.ts";

type Texts = Readonly<Record<string, string>>;

function folderOf(texts: Texts): SourceFolder {
  const paths = Object.keys(texts).sort();
  return {
    folder: "migrations",
    paths,
    files: paths.map((path) => ({ path, file: `migrations/${path}`, text: texts[path] ?? "" })),
  };
}

interface Change {
  readonly fork?: Texts | "unknown";
  readonly tip: Texts;
  readonly head: Texts;
  readonly skipped?: readonly string[];
}

/** Compares, and shows findings as `code severity file`. The fork is the tip where it is not given. */
function compare({ fork, tip, head, skipped = [] }: Change, read: (folder: SourceFolder) => ReadMigrations = plain.read) {
  const base: BaseFolder = {
    ref: "main",
    tip: folderOf(tip),
    fork: fork === "unknown" ? undefined : folderOf(fork ?? tip),
    skipped,
  };
  const { findings, added } = compareWithBase(base, folderOf(head), read);
  return {
    findings: findings.map(
      ({ code, severity, file }) => `${code.replace("merged-migration-", "")} ${severity} ${file?.slice(11)}`,
    ),
    added: added.map(({ up }) => up.file.slice(11)),
    messages: findings.map(({ message }) => message),
  };
}

const A = { "0001_a.sql": "CREATE TABLE a(x);\n" };
const B = { "0002_b.sql": "CREATE TABLE b(x);\n" };
const C = { "0003_c.sql": "CREATE TABLE c(x);\n" };

test.each<[string, Change, string[], string[]]>([
  ["nothing changed", { tip: { ...A, ...B }, head: { ...A, ...B } }, [], []],
  ["a new one at the end", { tip: A, head: { ...A, ...B } }, [], ["0002_b.sql"]],
  ["a base without the folder", { tip: {}, head: { ...A, ...B } }, [], ["0001_a.sql", "0002_b.sql"]],
  ["edited", { tip: A, head: { "0001_a.sql": "CREATE TABLE a(y);\n" } }, ["edited error 0001_a.sql"], []],
  ["other line endings and a byte order mark", { tip: A, head: { "0001_a.sql": "\ufeffCREATE TABLE a(x);\r\n" } }, [], []],
  ["renamed", { tip: A, head: { "0001_z.sql": A["0001_a.sql"] } }, ["renamed error 0001_z.sql"], []],
  ["given another version", { tip: A, head: { "0009_a.sql": A["0001_a.sql"] } }, ["renamed error 0009_a.sql"], []],
  [
    "renamed and edited",
    { tip: A, head: { "0001_z.sql": "CREATE TABLE z(x);\n" } },
    ["renamed error 0001_z.sql", "edited error 0001_z.sql"],
    [],
  ],
  ["deleted", { tip: { ...A, ...B }, head: B }, ["deleted error 0001_a.sql"], []],
  ["deleted, with a new one", { tip: A, head: B }, ["deleted error 0001_a.sql"], ["0002_b.sql"]],
  ["overtaken", { tip: { ...A, ...C }, head: { ...A, ...B, ...C } }, ["overtaken error 0002_b.sql"], ["0002_b.sql"]],
  ["overtaken meanwhile", { fork: A, tip: { ...A, ...C }, head: { ...A, ...B } }, ["overtaken error 0002_b.sql"], ["0002_b.sql"]],
  ["the base went on", { fork: A, tip: { ...A, ...B }, head: { ...A, ...C } }, [], ["0003_c.sql"]],
  ["the base went on, and was merged", { fork: A, tip: { ...A, ...B }, head: { ...A, ...B, ...C } }, [], ["0003_c.sql"]],
  ["edited on the base", { fork: A, tip: { "0001_a.sql": "other" }, head: A }, [], []],
  ["edited on the base, and merged", { fork: A, tip: { "0001_a.sql": "other" }, head: { "0001_a.sql": "other" } }, [], []],
  [
    "edited on both sides",
    { fork: A, tip: { "0001_a.sql": "other" }, head: { "0001_a.sql": "own" } },
    ["edited error 0001_a.sql"],
    [],
  ],
  ["deleted on the base", { fork: { ...A, ...B }, tip: A, head: { ...A, "0002_b.sql": "edited" } }, [], []],
  [
    "two new ones, one early",
    { tip: B, head: { ...A, ...B, ...C } },
    ["overtaken error 0001_a.sql"],
    ["0001_a.sql", "0003_c.sql"],
  ],
  ["not text on the base", { tip: C, head: { ...A, ...C }, skipped: ["migrations/0001_a.sql"] }, [], []],
  ["no history, edited", { fork: "unknown", tip: A, head: { "0001_a.sql": "own" } }, ["edited error 0001_a.sql"], []],
  ["no history, absent", { fork: "unknown", tip: { ...A, ...B }, head: A }, ["deleted warning 0002_b.sql"], []],
  [
    "no history, overtaken",
    { fork: "unknown", tip: { ...A, ...C }, head: { ...A, ...B } },
    ["deleted warning 0003_c.sql", "overtaken error 0002_b.sql"],
    ["0002_b.sql"],
  ],
])("%s", (_, change, findings, added) => {
  expect(compare(change)).toMatchObject({ findings, added });
});

test("versions are compared as the format compares them", () => {
  const tip = { "9_a.sql": "a" };
  expect(compare({ tip, head: { ...tip, "10_b.sql": "b" } }).findings).toEqual([]);
  expect(compare({ tip, head: { ...tip, "08_b.sql": "b" } }).findings).toEqual(["overtaken error 08_b.sql"]);
});

test("what takes a merged migration back may still be written", () => {
  const up = { "0001_a.up.sql": "CREATE TABLE a(x);" };
  const change = { tip: { ...up, "0001_a.down.sql": "DROP TABLE b;" }, head: { ...up, "0001_a.down.sql": "DROP TABLE a;" } };
  expect(compare(change, pair.read).findings).toEqual([]);
});

test("messages say what to do, and name the other file", () => {
  const { messages } = compare({ tip: { ...A, ...C }, head: { ...B, ...C } });
  expect(messages).toEqual([
    expect.stringMatching(/is on "main", and was deleted.*Bring the file back/),
    expect.stringMatching(/comes before "migrations\/0003_c\.sql", which is on "main".*version above "0003"/),
  ]);
});

/** A format like those of tools that keep no checksums, with repeatable scripts and several scripts in a file. */
function readBare(folder: SourceFolder): ReadMigrations {
  const migrations = folder.files.map(({ path, file, text }): Migration => {
    const repeatable = path.startsWith("R__");
    const up = { file, text: text.replace(/-- down.*/s, (down) => down.replace(/[^\n]/g, " ")), transaction: true };
    return {
      version: path,
      name: path,
      key: path,
      kind: repeatable ? "repeatable" : "versioned",
      up,
      down: undefined,
      checksums: [],
    };
  });
  return { migrations, ignored: [], findings: [] };
}

test("a repeatable migration may be edited, but not renamed or deleted, and is never too early", () => {
  const tip = { "R__view.sql": "one", "V2.sql": "two" };
  const findings = (head: Texts) => compare({ tip, head }, readBare).findings;
  expect(findings({ ...tip, "R__view.sql": "another" })).toEqual([]);
  expect(findings({ ...tip, "A__new.sql": "new" })).toEqual(["overtaken error A__new.sql"]);
  expect(findings({ ...tip, "R__a.sql": "new" })).toEqual([]);
  expect(findings({ "V2.sql": "two", "R__vue.sql": "one" })).toEqual(["renamed error R__vue.sql"]);
  expect(findings({ "V2.sql": "two" })).toEqual(["deleted error R__view.sql"]);
});

test("of a file that holds more, only the script that applies counts", () => {
  const tip = { "1.sql": "CREATE TABLE a(x);\n-- down\nDROP TABLE a;\n" };
  const findings = (text: string) => compare({ tip, head: { "1.sql": text } }, readBare).findings;
  expect(findings("CREATE TABLE a(x);\n-- down\nDROP TABLE a;\nDROP TABLE b;\n")).toEqual([]);
  expect(findings("CREATE TABLE a(y);\n-- down\nDROP TABLE a;\n")).toEqual(["edited error 1.sql"]);
});
