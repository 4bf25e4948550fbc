// What drizzle-kit 0.31 and 1.0 leave in folders, and what their migrators make of it.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { folderOf, found } from "../testing.ts";
import { drizzle } from "./drizzle.ts";

const journal = (...entries: readonly unknown[]) => JSON.stringify({ version: "7", dialect: "sqlite", entries });
const entry = (idx: number, tag: string, when: unknown = 1_700_000_000_000 + idx) => ({
  idx,
  version: "6",
  when,
  tag,
  breakpoints: true,
});
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const J = "meta/_journal.json";

describe("a folder with a journal", () => {
  it("has the migrations that the journal lists, in its order", () => {
    const text = "CREATE TABLE a(x)\r\n--> statement-breakpoint\r\nCREATE TABLE b(x)\n";
    const read = drizzle.read(
      folderOf({
        [J]: journal(entry(0, "0000_init", 1_700_000_000_123), entry(1, "0010_b"), entry(2, "0002_c", 1_800_000_000_000)),
        "0000_init.sql": text,
        "0002_c.sql": "",
        "0010_b.sql": "\ufeffSELECT 1",
        "seed.sql": "DROP TABLE a",
        "old/0000_init.sql": "x",
      }),
    );
    expect(read.migrations.map(({ version, name, key, kind }) => [version, name, key, kind])).toEqual([
      ["0000_init", "init", "1700000000123", "versioned"],
      ["0010_b", "b", "1700000000001", "versioned"],
      ["0002_c", "c", "1800000000000", "versioned"],
    ]);
    expect(read.ignored).toEqual(["old/0000_init.sql", "seed.sql"]);
    expect(read.migrations[0]?.up.text).toBe(text.replace("--> statement-breakpoint", `;${" ".repeat(23)}`));
    expect(read.migrations[0]?.checksums).toEqual([
      sha256(text),
      sha256(text.replaceAll("\r", "")),
      sha256(text.replaceAll("\r", "").replaceAll("\n", "\r\n")),
    ]);
    // drizzle hashes what it reads, a byte order mark too.
    expect(read.migrations[1]?.checksums).toEqual([sha256("\ufeffSELECT 1")]);
    expect(found(read)).toEqual([`error journal-order m/${J}`]);
  });

  it.each<[name: string, entries: unknown[], findings: string[]]>([
    ["in order", [entry(0, "a", 1), entry(1, "b", 2)], []],
    [
      "with an older one behind",
      [entry(0, "a", 5), entry(1, "b", 3), entry(2, "c", 4), entry(3, "d", 6)],
      ["journal-order", "journal-order"],
    ],
    ["with the same time twice", [entry(0, "a", 5), entry(1, "b", 5)], ["journal-order"]],
    ["with a file that is not there", [entry(0, "a"), entry(1, "../../x")], ["missing-script"]],
    ["with a tag twice", [entry(0, "a", 1), entry(1, "a", 2)], ["duplicate-version"]],
    ["without entries", [], []],
  ])("that is %s", (_, entries, codes) => {
    const read = drizzle.read(folderOf({ [J]: journal(...entries), "a.sql": "", "b.sql": "", "c.sql": "", "d.sql": "" }));
    expect(found(read)).toEqual(codes.map((code) => `error ${code} m/${J}`));
  });

  it.each<[text: string, message: string]>([
    ["", "It is no JSON"],
    ["{", "It is no JSON"],
    [`\ufeff${journal()}`, "It is no JSON"],
    ["[".repeat(100_000), "It is no JSON"],
    ["null", "no list `entries`"],
    ["[]", "no list `entries`"],
    ['{"entries":{}}', "no list `entries`"],
    ['{"__proto__":{"entries":[]}}', "no list `entries`"],
    ['{"entries":[null]}', "Entry 1 needs"],
    [
      journal(entry(0, "a"), { tag: "b" }),
      'Entry 2 needs a `tag`, the name of its file without `.sql`, and a `when` in whole milliseconds; it has "b" and undefined.',
    ],
    [journal({ tag: "", when: 1 }), "Entry 1 needs"],
    [journal({ tag: ["a"], when: 1 }), "it has a list and 1."],
    [journal({ tag: "a", when: "1" }), 'it has "a" and "1".'],
    [journal({ tag: "a", when: 1.5 }), "Entry 1 needs"],
    [journal({ tag: "a", when: -1 }), "Entry 1 needs"],
    ['{"entries":[{"tag":"a","when":1e300}]}', "Entry 1 needs"],
    ['{"dialect":"postgresql","entries":[]}', 'The dialect is "postgresql"'],
    ['{"dialect":7,"entries":[]}', "The dialect is 7"],
  ])("is refused for the journal %j", (text, message) => {
    const read = drizzle.read(folderOf({ [J]: text, "a.sql": "" }));
    expect(read.findings).toHaveLength(1);
    expect(read.findings[0]).toMatchObject({ severity: "error", file: `m/${J}`, message: expect.stringContaining(message) });
    expect(read.findings[0]?.message.length).toBeLessThan(300);
    expect(read.migrations).toEqual([]);
  });
});

describe("a folder of folders", () => {
  const SNAPSHOT = "20240101000000_b/snapshot.json";
  it("has a migration for each, in drizzle's order", () => {
    const read = drizzle.read(
      folderOf(
        {
          "20240101000000_b/migration.sql": "A--> statement-breakpoint\nB",
          "20240101000000_B2/migration.sql": "",
          "20231231235959_/migration.sql": "",
          "20240101000000/migration.sql": "",
          "notes/migration.sql": "",
          "20240101000000_b/other.sql": "",
          "x.sql": "",
        },
        [SNAPSHOT],
      ),
    );
    expect(read.migrations.map(({ version, name, key }) => [version, name, key])).toEqual([
      ["20231231235959_", "", "20231231235959_"],
      ["20240101000000", "", "20240101000000"],
      ["20240101000000_b", "b", "20240101000000_b"],
      ["20240101000000_B2", "B2", "20240101000000_B2"],
    ]);
    expect(read.migrations[2]?.up.text).toBe(`A;${" ".repeat(23)}\nB`);
    expect(read.ignored).toEqual(["20240101000000_b/other.sql", "x.sql"]);
    expect(found(read)).toEqual(["error file-name m/notes/migration.sql"]);
  });

  it("is refused beside a journal, as drizzle refuses it", () => {
    const read = drizzle.read(
      folderOf({ [J]: journal(entry(0, "a")), "a.sql": "", "20240101000000_b/migration.sql": "" }, [SNAPSHOT]),
    );
    expect(found(read)).toEqual([`error journal-and-folders m/${J}`]);
  });
});

it("says so when nothing lists the scripts of a folder", () => {
  expect(found(drizzle.read(folderOf({ "0000_init.sql": "" })))).toEqual(["error journal m/0000_init.sql"]);
  expect(found(drizzle.read(folderOf({})))).toEqual([]);
});

it.each<[paths: string[], is: boolean]>([
  [[J], true],
  [["_journal.json"], false],
  [["20240101000000_b/migration.sql", "20240101000000_b/snapshot.json"], true],
  [["20240101000000_b/migration.sql"], false],
  [["20240101000000_b/migration.sql", "20240101000000_b/snapshot.json", "migration_lock.toml"], false],
  [["0000_init.sql"], false],
])("knows a folder by %j: %s", (paths, is) => {
  expect(drizzle.detect(folderOf(Object.fromEntries(paths.map((path) => [path, "{}"]))))).toBe(is);
});

it("leaves the making of migrations to drizzle-kit", () => {
  expect(() => drizzle.create(folderOf({}), "add_users", new Date(0))).toThrow(
    "npx drizzle-kit generate --custom --name=add_users",
  );
});
