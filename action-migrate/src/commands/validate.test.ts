// What `validate` finds: each finding in a folder made for it, and none in a sound one.
import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { cloneOf, newFolder, newRepository } from "../base-ref/testing.ts";
import { foundIn, messagesOf, migrations, validateHere, WITH_SQLD } from "../replay/testing.ts";
import { workspace } from "../testing.ts";

const EXAMPLE = fileURLToPath(new URL("../../../examples/agent-memory/migrations", import.meta.url));

const made: string[] = [];
const keep = (path: string) => {
  made.push(path);
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

it("finds nothing in the example, and says what schema it makes; in memory too, where a notice says what is not found then", async () => {
  const path = keep(workspace({}));
  cpSync(EXAMPLE, join(path, "migrations"), { recursive: true });
  const step = await validateHere(path, {}, WITH_SQLD);
  expect([step.error, foundIn(step)]).toEqual([undefined, []]);
  expect(step.reports).toMatchObject([{ status: "ok", applied: [], pending: undefined, drift: undefined }]);
  expect(step.reports[0]?.schemaDigest).toMatch(/^[0-9a-f]{64}$/);
  expect(step.stdout).toContain("replayed 8 migrations (sqld)");
  expect(readdirSync(path).filter((name) => name.startsWith("scratch-"))).toEqual([]);
  const weaker = await validateHere(path);
  expect([weaker.error, foundIn(weaker)]).toEqual([undefined, []]);
  expect(weaker.stdout).toContain("no sqld on PATH");
  expect(weaker.reports[0]?.schemaDigest).toBe(step.reports[0]?.schemaDigest);
});

const PARENTS = `CREATE TABLE p(id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('x', 'y')), code TEXT NOT NULL CHECK (length(code) = 7));
CREATE TABLE c(id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES p ON DELETE CASCADE);
CREATE TABLE n(id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE SET NULL);`;
const REBUILD = `CREATE TABLE new_p(id INTEGER PRIMARY KEY, kind TEXT, code TEXT);
INSERT INTO new_p SELECT * FROM p;
DROP TABLE p;
ALTER TABLE new_p RENAME TO p;`;

describe("finds", () => {
  const cases: [string, Record<string, string>, string[], RegExp][] = [
    [
      "a statement that fails",
      {
        "1_a.sql": "CREATE TABLE a(id);",
        "2_b.sql": "CREATE TABLE b(id);\n  INSERT INTO nowhere VALUES (1);",
        "3_c.sql": "CREATE TABLE c(id);",
      },
      ["error replay-failed migrations/2_b.sql:2"],
      /^no such table: nowhere/,
    ],
    [
      "what the server refuses",
      { "1_a.sql": "CREATE TABLE a(id);\nCREATE THING b;" },
      ["error refused-by-server migrations/1_a.sql:2"],
      /The server cannot run this: .*THING/,
    ],
    [
      "rows that are lost without a word",
      { "1_a.sql": PARENTS, "2_b.sql": REBUILD },
      ["error row-loss migrations/2_b.sql", "error reference-loss migrations/2_b.sql"],
      /The table "c" has 0 rows after this migration and had 1 before/,
    ],
    [
      "foreign keys that are violated at the end",
      {
        "1_a.sql": "CREATE TABLE a(id INTEGER PRIMARY KEY); CREATE TABLE b(a REFERENCES a);",
        "2_b.sql": "-- libsql-actions: no-transaction\nPRAGMA foreign_keys=off;\nINSERT INTO b VALUES (7);",
      },
      ["error foreign-key-violation"],
      /The table "b" refers to rows of "a" that are not there \(rows: 1\)/,
    ],
    [
      "a foreign key to what is no key",
      { "1_a.sql": "CREATE TABLE a(x); CREATE TABLE b(a REFERENCES a(x));" },
      ["error foreign-key-mismatch"],
      /"b" refers to columns that are no key/,
    ],
    [
      "rows that break a rule they were given later",
      {
        "1_a.sql": "CREATE TABLE a(x TEXT); INSERT INTO a VALUES (NULL);",
        "2_b.sql": "ALTER TABLE a ALTER COLUMN x TO x TEXT NOT NULL;",
      },
      ["error integrity-check"],
      /The integrity check says: NULL value in a\.x/,
    ],
    [
      "a down script that leaves something",
      { "1_a.up.sql": "CREATE TABLE a(x); CREATE TABLE b(x);", "1_a.down.sql": "DROP TABLE a;" },
      ["error down-does-not-restore migrations/1_a.down.sql"],
      /the table "b" is in what it leaves and not in the schema before the migration: CREATE TABLE b/,
    ],
    [
      "a down script that loses something, behind one that is sound",
      {
        "1_a.up.sql": "CREATE TABLE a(x, y DEFAULT 5); CREATE INDEX i ON a(x);",
        "1_a.down.sql": "DROP TABLE a;",
        "2_b.up.sql": "ALTER TABLE a ADD COLUMN z;",
        "2_b.down.sql": "DROP INDEX i; ALTER TABLE a DROP COLUMN z;",
        "3_c.up.sql": "CREATE TABLE c(x);",
        "3_c.down.sql": "DROP TABLE c;",
      },
      ["error down-does-not-restore migrations/2_b.down.sql"],
      /the index "i" is in the schema before the migration and not in what it leaves/,
    ],
    [
      "a down script that fails",
      { "1_a.up.sql": "CREATE TABLE a(x);", "1_a.down.sql": "DROP TABLE a;\nDROP TABLE gone;" },
      ["error down-failed migrations/1_a.down.sql:2"],
      /no such table: gone/,
    ],
  ];
  it.each(cases)("%s", async (name, files, found, message) => {
    const environment = name === "what the server refuses" ? WITH_SQLD : {};
    const step = await validateHere(keep(migrations(files)), {}, environment);
    const codes = new Set(found.map((text) => text.split(" ")[1]));
    // What the rules of the lint say of these scripts besides is their tests' concern.
    expect(foundIn(step).filter((text) => codes.has(text.split(" ")[1]))).toEqual(found);
    expect(messagesOf(step)).toMatch(message);
    expect(step.reports).toMatchObject([{ status: "failed" }]);
    expect(step.error).toContain(found[0]?.split(" ")[2]?.split(":")[0] ?? "");
  });
});

it("takes no failure that only planted rows make for one, and watches on behind it", async () => {
  const path = keep(
    migrations({
      "1_a.sql": PARENTS,
      // With a row in `p` this violates the foreign key's NOT NULL; on an empty table it does nothing.
      "2_b.sql": "INSERT INTO c(p) SELECT NULL FROM p; DELETE FROM n;",
      "3_c.sql": `PRAGMA foreign_keys=off;\n${REBUILD}`,
      "4_d.sql": REBUILD,
    }),
  );
  const step = await validateHere(path, { lint: "off" }, WITH_SQLD);
  expect(foundIn(step)).toEqual(["error row-loss migrations/4_d.sql", "error reference-loss migrations/4_d.sql"]);
});

it("finds nothing wrong with a down script that writes the same schema in other words", async () => {
  const path = keep(
    migrations({
      "1_a.up.sql": "CREATE TABLE  a ( x  integer );",
      "1_a.down.sql": "DROP TABLE a;",
      "2_b.up.sql": "DROP TABLE a;",
      "2_b.down.sql": 'create table "a"(x integer);',
    }),
  );
  expect(foundIn(await validateHere(path, { lint: "off" }))).toEqual([]);
});

it("holds the schema file against the folder", async () => {
  const path = keep(migrations({ "1_a.sql": "CREATE TABLE a(id INTEGER PRIMARY KEY, t TEXT);\nCREATE INDEX i ON a(t);" }));
  const check = () => validateHere(path, { "schema-file": "db/schema.sql" });
  const code = "error schema-file-outdated db/schema.sql";
  expect(foundIn(await check())).toEqual([code]);

  cpSync(join(path, "migrations"), join(path, "db"), { recursive: true });
  writeFileSync(join(path, "db/schema.sql"), "create index i on a(t); create table a(id integer primary key, t text)");
  const unrunnable = await check();
  expect(foundIn(unrunnable)).toEqual([`${code}:1`]);
  expect(messagesOf(unrunnable)).toContain("no such table: main.a");

  writeFileSync(
    join(path, "db/schema.sql"),
    "create table a(id integer primary key, t TEXT);\r\n\r\nCREATE INDEX i ON a (t) -- the same\r\n",
  );
  expect(foundIn(await check())).toEqual([]);

  writeFileSync(
    join(path, "db/schema.sql"),
    "CREATE TABLE a(id INTEGER PRIMARY KEY, t TEXT DEFAULT 'x'); CREATE INDEX i ON a (t);",
  );
  const outdated = await check();
  expect(foundIn(outdated)).toEqual([code]);
  expect(messagesOf(outdated)).toContain(
    `the column "t" of the table "a" is t TEXT DEFAULT 'x' in the file, and t TEXT in the migrations`,
  );
  expect(outdated.stdout).toMatch(/^-\s+t TEXT$/m);
});

describe("against a base", () => {
  const folder = keep(newFolder());
  const base = newRepository(folder);
  // It fails when it is looked at: what is merged already is not.
  base.commit({
    "migrations/1_a.up.sql": "CREATE TABLE a(x);",
    "migrations/1_a.down.sql": "SELECT 1;",
    "migrations/2_b.up.sql": "CREATE TABLE b(x);",
  });
  const home = { HOME: folder };

  it("looks at what is new, and tells what was done to what is merged", async () => {
    const checkout = cloneOf(base, folder);
    checkout.git("checkout", "--quiet", "-b", "feature");
    checkout.commit({ "migrations/3_c.up.sql": "CREATE TABLE c(x);", "migrations/3_c.down.sql": "DROP TABLE c;" });
    const sound = await validateHere(checkout.path, { "base-ref": "main" }, home);
    expect([sound.error, foundIn(sound)]).toEqual([undefined, []]);
    checkout.commit({ "migrations/2_b.up.sql": "CREATE TABLE b(x, y);" });
    const edited = await validateHere(checkout.path, {}, { ...home, GITHUB_BASE_REF: "main" });
    expect(foundIn(edited)).toEqual(["error merged-migration-edited migrations/2_b.up.sql"]);
  });

  it("says so when it cannot be read: a warning, or an error where it was asked for", async () => {
    const path = keep(migrations({ "1_a.sql": "CREATE TABLE a(x);" }));
    const shallow = cloneOf(base, folder, "--depth=1");
    const asked = await validateHere(shallow.path, { "base-ref": "release" }, home);
    expect(foundIn(asked)).toContain("error base-ref-unreadable");
    expect(messagesOf(asked)).toContain("fetch-depth: 0");
    const found = await validateHere(path, {}, { ...home, GITHUB_BASE_REF: "main" });
    expect([found.error, foundIn(found)]).toEqual([undefined, ["warning base-ref-unreadable"]]);
  });
});

it("tells of everything in one report, and leaves the target alone", async () => {
  const path = keep(
    migrations({
      "1_a.up.sql": "CREATE TABLE a(x);",
      "1_a.down.sql": "SELECT 1;",
      "2_b.up.sql": "CREATE TABLE b(x);\nVACUUM;",
    }),
  );
  const url = `file:${path}/target.db`;
  const step = await validateHere(path, { "database-url": url });
  expect(foundIn(step)).toEqual(
    expect.arrayContaining(["error vacuum migrations/2_b.up.sql:2", "error down-does-not-restore migrations/1_a.down.sql"]),
  );
  expect(step.reports).toHaveLength(1);
  expect(step.reports[0]?.schemaDigest).toBeUndefined();
  expect(readdirSync(path)).not.toContain("target.db");
});
