// The digest of a schema, and the file that a repository keeps of it.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FORMATS } from "@libsql-actions/shared/migrations/formats";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterAll, expect, it } from "vitest";
import { byHand, foundIn, migrations, validateHere } from "./replay/testing.ts";
import { runHere } from "./testing.ts";

const made: string[] = [];
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

const FOLDER = {
  "1_a.up.sql":
    "CREATE TABLE b(a INTEGER REFERENCES a); CREATE TABLE a(id INTEGER PRIMARY KEY, t TEXT);\nCREATE VIEW v AS SELECT t FROM a;",
  "1_a.down.sql": "DROP VIEW v; DROP TABLE b; DROP TABLE a;",
  "2_c.up.sql": "CREATE TRIGGER tr INSTEAD OF INSERT ON v BEGIN INSERT INTO a(t) VALUES (NEW.t); END;\nCREATE INDEX i ON a(t);",
  "2_c.down.sql": "DROP INDEX i; DROP TRIGGER tr;",
};

function folder(files: Readonly<Record<string, string>> = FOLDER) {
  const path = migrations(files);
  made.push(path);
  const step = (inputs: Record<string, string> = {}, name = "a.db") =>
    runHere(path, { "database-url": `file:${path}/${name}`, ...inputs });
  return { path, step };
}

it("is the same whatever records the migrations, and is told of failures too", async () => {
  const { path, step } = folder();
  const digest = async (...args: Parameters<typeof step>) => (await step(...args)).reports[0]?.schemaDigest;
  const first = await digest();
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await digest({ table: "my_history" }, "b.db")).toBe(first);
  const tables = FORMATS.map(({ tracking }) => tracking.table).filter((name) => !name.startsWith("_libsql_actions_"));
  await byHand(
    `file:${path}/a.db`,
    ...[...new Set(tables)].map((name) => `CREATE TABLE "${name}"(x)`),
    "CREATE TABLE _litestream_seq(x)",
  );
  expect(await digest({ command: "status" })).toBe(first);

  write(path, { "migrations/3_d.up.sql": "CREATE TABLE d(x);", "migrations/4_e.up.sql": "INSERT INTO nowhere VALUES (1);" });
  const failed = await step();
  expect(failed.error).toContain("no such table: nowhere");
  expect(failed.reports[0]?.schemaDigest).not.toBe(first);
  expect(failed.reports[0]?.schemaDigest).toBe(await digest({ command: "status" }));
});

it("writes a schema file that makes the schema when it is run, and always the same one", async () => {
  const { path, step } = folder();
  const file = join(path, "db/schema.sql");
  expect((await step({ "schema-file": "db/schema.sql" })).error).toBeUndefined();
  const text = readFileSync(file, "utf8");
  expect(text).toMatch(/^-- .*\n\nCREATE TABLE a \(\n[\s\S]*[^\n]\n$/);
  expect(text).not.toContain("_libsql_actions");
  await byHand(`file:${path}/made.db`, ...splitScript(text).statements.map(({ sql }) => sql));
  rmSync(join(path, "migrations"), { recursive: true });
  mkdirSync(join(path, "migrations"));
  const remade = await step({ command: "status" }, "made.db");
  write(path, Object.fromEntries(Object.entries(FOLDER).map(([name, sql]) => [`migrations/${name}`, sql])));
  expect(remade.reports[0]?.schemaDigest).toBe((await step()).reports[0]?.schemaDigest);

  expect(foundIn(await validateHere(path, { "schema-file": "db/schema.sql", lint: "off" }))).toEqual([]);
  await step({ command: "down", "schema-file": "db/schema.sql" });
  expect(readFileSync(file, "utf8")).not.toContain("TRIGGER");
  await step({ "schema-file": "db/schema.sql" });
  expect(readFileSync(file, "utf8")).toBe(text);
  expect(readdirSync(join(path, "db"))).toEqual(["schema.sql"]);
});

it("names the input when the schema file cannot be written", async () => {
  const { step } = folder();
  const failed = await step({ "schema-file": "a.db/schema.sql" });
  expect(failed.error).toMatch(/^The file of `schema-file`, "a\.db\/schema\.sql", cannot be written/);
  expect(failed.reports).toMatchObject([{ applied: [{}, {}], pending: [] }]);
});

it.skipIf(!existsSync("/proc/self"))("names the input when no folder can be made for the schema file", async () => {
  const { step } = folder();
  const failed = await step({ "schema-file": "/proc/nope/schema.sql" });
  expect(failed.error).toMatch(/^The file of `schema-file`, "\/proc\/nope\/schema\.sql", cannot be written/);
});

it("takes nothing away from what was done when the schema cannot be read", async () => {
  const { path, step } = folder({ "1_a.sql": "CREATE TABLE a(x);" });
  await step();
  // Text that is no UTF-8, which only a corrupt or a hostile database has.
  const broken = `file:${path}/a.db`;
  await byHand(broken, "CREATE VIEW v AS SELECT 'XYZ'");
  const bytes = readFileSync(join(path, "a.db"));
  bytes.write("\xff", bytes.indexOf("XYZ"), "latin1");
  write(path, { "a.db": bytes });
  const status = await step({ command: "status" });
  expect(status.error).toBeUndefined();
  expect(status.reports).toMatchObject([{ status: "ok", currentVersion: "1", schemaDigest: undefined }]);
  expect(status.stdout).toMatch(/::warning::.*the schema cannot be read, so there is no `schema-digest`/);
});
