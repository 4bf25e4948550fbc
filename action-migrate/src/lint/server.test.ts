// What rules claim of a server is true of a real one: it refuses what they say cannot run, loses what they say is lost, and runs what passes.
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { foreignKeysOf, prepareScript } from "@libsql-actions/shared/sql/script";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { documentedRules } from "./testing.ts";

let sqld: Sqld;
let db: Connection;
beforeAll(async () => {
  sqld = await startSqld();
  db = await openConnection(parseDatabaseUrl(sqld.url, "/"), testSettings());
});
afterAll(async () => {
  db.close();
  await sqld.stop();
});
afterEach(async () => {
  const { rows } = await db.query(
    "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_shadow' AND name NOT LIKE '%_shadow%'",
  );
  const drops = rows.map((row) => ({ sql: `DROP ${row["type"]} "${row["name"]}"` }));
  if (drops.length > 0) expect(await db.transaction(drops, { foreignKeys: "off" })).toMatchObject({ ok: true });
});

/** Applies a script as `up` does. */
async function apply(text: string) {
  const script = prepareScript(text, "a.sql");
  return script.statements.length === 0 ? { ok: true } : db.transaction(script.statements, foreignKeysOf(script));
}

const sections = documentedRules();
const examples = (which: "fails" | "passes", codes?: readonly string[]) =>
  sections
    .filter(({ code }) => codes?.includes(code) ?? true)
    .flatMap(({ code, before, ...section }) =>
      section[which].map((sql, index) => [`${code} ${index + 1}`, before, sql] as const),
    );

it.each(examples("passes"))("runs what passes: %s", async (_, before, sql) => {
  expect(await apply(before)).toMatchObject({ ok: true });
  expect(await apply(sql)).toMatchObject({ ok: true });
});

/** Sent as they stand, without what `prepareScript` keeps from being sent. */
const REFUSED = [
  "placeholder",
  "bare-parameter",
  "vacuum",
  "attach",
  "temporary-object",
  "refused-pragma",
  "analyze",
  "reserved-table",
];

it.each([
  ...examples("fails", REFUSED),
  ...examples("fails", ["unsupported-syntax", "add-column-refused", "drop-column-in-use", "rebuild-under-view"]),
  ...examples("fails", ["double-quoted-string", "drop-vector-indexed-table"]),
  ...examples("fails", ["case-only-names", "alter-column-misread"]).filter(([name]) => !/^(case|alter).* 1$/.test(name)),
])("refuses what cannot run: %s", async (_, before, sql) => {
  expect(await apply(before)).toMatchObject({ ok: true });
  expect(await db.transaction(splitScript(sql).statements)).toMatchObject({ ok: false });
});

it("has no function that is said to be missing, and all that are named in its place", async () => {
  for (const call of ["pow(2, 3)", "mod(5, 3)", "log2(8)", "trunc(1.5)", "unistr('a')", "if(1, 2, 3)"])
    await expect(db.query(`SELECT ${call}`)).rejects.toThrow("no such function");
  const { rows } = await db.query("SELECT power(2, 3), 5 % 3, ln(8) / ln(2), CAST(1.5 AS INTEGER), iif(1, 2, 3)");
  expect(Array.from(rows[0] ?? [], Number)).toEqual([8, 2, expect.closeTo(3), 1, 2]);
});

it.each([
  ["drop-referenced-table", "INSERT INTO users VALUES (1); INSERT INTO posts VALUES (1, 1);"],
  ["not-null-without-default", "INSERT INTO users VALUES (1)"],
  ["add-column-to-rows", "INSERT INTO users VALUES (1)"],
  ["unique-index-on-existing-table", "INSERT INTO users (email) VALUES ('a'), ('a')"],
  ["alter-column-references", "INSERT INTO posts VALUES (1, 99)"],
])("fails where there are rows, and only there: %s", async (code, rows) => {
  for (const [, before, sql] of examples("fails", [code])) {
    expect(await apply(before)).toMatchObject({ ok: true });
    expect(await apply(rows)).toMatchObject({ ok: true });
    expect(await apply(sql)).toMatchObject({ ok: false });
    await apply("DELETE FROM users WHERE true");
    if (before.includes("posts")) await apply("DELETE FROM posts WHERE true");
    if (code === "drop-referenced-table") await apply("DELETE FROM users WHERE true");
    expect(await apply(sql)).toMatchObject({ ok: true });
    await db.transaction([{ sql: "DROP TABLE IF EXISTS posts" }, { sql: "DROP TABLE IF EXISTS users" }]);
  }
});

const ROWS = "INSERT INTO users VALUES (1, 'a'); INSERT INTO posts VALUES (1, 1);";
const FOREIGN_KEYS = examples("fails", ["foreign-keys-in-transaction"])[0];

it.each(["CASCADE", "SET NULL", "SET DEFAULT"])("loses rows by a rebuild with foreign keys on, ON DELETE %s", async (action) => {
  const [, before = "", sql = ""] = FOREIGN_KEYS ?? [];
  const passes = examples("passes", ["foreign-keys-in-transaction"])[0]?.[2] ?? "";
  const left = async () => (await db.query("SELECT count(*) FROM posts WHERE author_id = 1")).rows[0]?.[0];
  await apply(before.replace("ON DELETE CASCADE", `ON DELETE ${action}`));
  await apply(ROWS);
  expect(await apply(passes)).toMatchObject({ ok: true });
  expect(await left()).toBe(1n);
  expect(await apply(sql)).toMatchObject({ ok: true });
  expect(await left()).toBe(0n);
  expect((await db.query("SELECT * FROM pragma_foreign_key_check")).rows).toEqual([]);
});

it("leaves tables that cannot be written to, and takes rows along by REPLACE", async () => {
  const [, before = "", sql = ""] = examples("fails", ["dangling-reference"])[0] ?? [];
  await apply(before);
  await apply(sql);
  expect(await apply("INSERT INTO posts VALUES (1, NULL)")).toMatchObject({
    ok: false,
    message: expect.stringContaining("no such table"),
  });
  const [, made = "", replace = ""] = examples("fails", ["replace-cascades"])[0] ?? [];
  await apply(made);
  await apply("INSERT INTO plans VALUES (1, 'pro'); INSERT INTO customers VALUES (1, 1);");
  expect(await apply(replace)).toMatchObject({ ok: true });
  expect((await db.query("SELECT plan_id FROM customers")).rows[0]?.[0]).toBeNull();
});

it("takes a text in double quotes for DEFAULT, and makes nothing by IF NOT EXISTS under another case", async () => {
  await apply('CREATE TABLE jobs (id INTEGER, state TEXT DEFAULT "queued"); INSERT INTO jobs (id) VALUES (1);');
  expect((await db.query("SELECT state FROM jobs")).rows[0]?.[0]).toBe("queued");
  expect(await apply("CREATE TABLE IF NOT EXISTS Jobs (other TEXT)")).toMatchObject({ ok: true });
  await expect(db.query("SELECT other FROM jobs")).rejects.toThrow("no such column");
});

it("keeps rows that ALTER COLUMN does not allow", async () => {
  const [, before = "", sql = ""] = examples("fails", ["alter-column-unchecked"])[0] ?? [];
  await apply(before);
  await apply("INSERT INTO users VALUES (1, NULL)");
  expect(await apply(sql)).toMatchObject({ ok: true });
  expect((await db.query("PRAGMA integrity_check")).rows[0]?.[0]).toBe("NULL value in users.name");
});

it("leaves a column behind where ALTER COLUMN misreads a comment", async () => {
  const [, before = "", sql = ""] = examples("fails", ["alter-column-misread"])[0] ?? [];
  await apply(before);
  expect(await apply(sql)).toMatchObject({ ok: true });
  const { rows } = await db.query("SELECT name, type FROM pragma_table_info('jobs')");
  expect(rows.map((row) => Array.from(row))).toEqual([
    ["id", "INTEGER"],
    ["state", "TEXT"],
    ["tries", "INTEGER"],
    ["later", "more"],
  ]);
});
