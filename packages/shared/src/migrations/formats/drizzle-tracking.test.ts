// The table as drizzle-orm 0.45.4 and 1.0.0-rc.5 leave it, and as it is kept here.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadMigrations } from "../format.ts";
import { folderOf, openHistory } from "../testing.ts";
import type { Tracking } from "../tracking.ts";
import { drizzle } from "./drizzle.ts";
import { JOURNAL_TRACKING } from "./drizzle-tracking.ts";

const NAME = "__drizzle_migrations";
const TABLE = `"${NAME}"`;
const INIT = "CREATE TABLE `a` (\n\t`id` integer PRIMARY KEY NOT NULL\n);\n--> statement-breakpoint\nCREATE TABLE b(x)";
const SECOND = "CREATE TABLE c(x);\r\n";
/** What the two migrators wrote for these files. */
const HASHES = [
  "923b3a4bb6f94d9f5ff517086edcc3b4035cc9076264aa24e943293e6e06f022",
  "fe12be40f733372266956ac3a5cc83c8a22c06ee1c31c66c62d77edfcc5ff9db",
] as const;
const ROWS_0 = [
  [null, HASHES[0], 1_700_000_000_123n],
  [null, HASHES[1], 1_700_000_001_456n],
];
const OLD_TABLE = `CREATE TABLE ${TABLE} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`;
/** As the client of libSQL binds a number: as a real, which the column turns into an integer. */
const insert = (hash: string, when: number) => `INSERT INTO ${TABLE} ("hash", "created_at") VALUES ('${hash}', ${when}.0)`;

const withJournal = () =>
  drizzle.read(
    folderOf({
      "meta/_journal.json": `{"version":"7","dialect":"turso","entries":[{"idx":0,"when":1700000000123,"tag":"0000_init"},{"idx":1,"when":1700000001456,"tag":"0001_second"}]}`,
      "0000_init.sql": INIT,
      "0001_second.sql": SECOND,
    }),
  ).migrations;
const FOLDERS = { "20231114221320_init/migration.sql": INIT, "20231114221321_second/migration.sql": SECOND };
function withFolders(files: Readonly<Record<string, string>> = FOLDERS) {
  const { migrations, tracking } = drizzle.read(folderOf(files)) as ReadMigrations & { readonly tracking: Tracking };
  return { migrations, tracking };
}

describe("of a folder with a journal", () => {
  it("is kept as drizzle keeps it", async () => {
    const { run, rows } = await openHistory();
    await run(
      ...JOURNAL_TRACKING.create(TABLE, undefined),
      ...withJournal().flatMap((migration) => JOURNAL_TRACKING.apply(TABLE, migration)),
    );
    expect(await rows(`SELECT * FROM ${TABLE} ORDER BY rowid`)).toEqual(ROWS_0);
    expect(await rows(`SELECT sql FROM sqlite_schema WHERE type = 'table'`)).toEqual([[OLD_TABLE]]);
    expect(await rows(`SELECT ${JOURNAL_TRACKING.key}, max(${JOURNAL_TRACKING.mark}) FROM ${TABLE}`)).toEqual([
      ["1700000001456", 1_700_000_001_456n],
    ]);
  });

  it("is read as drizzle leaves it, in either shape", async () => {
    const old = await openHistory();
    await old.run(OLD_TABLE, insert(HASHES[0], 1_700_000_000_123), insert(HASHES[1], 1_700_000_001_456));
    const expected = withJournal().map(({ key, checksums: [checksum] }) => ({
      key,
      checksum,
      name: undefined,
      state: "applied",
    }));
    expect(await old.records(JOURNAL_TRACKING)).toEqual(expected);
    await old.run(`ALTER TABLE ${TABLE} ADD COLUMN name text`, `ALTER TABLE ${TABLE} ADD COLUMN applied_at TEXT`);
    expect(await old.records(JOURNAL_TRACKING)).toEqual(expected);
    expect(JOURNAL_TRACKING.create(TABLE, ["id", "hash", "created_at"])).toEqual([]);
  });

  it("forgets and accepts a migration", async () => {
    const { run, rows } = await openHistory();
    const [first, second] = withJournal() as [ReturnType<typeof withJournal>[number], ReturnType<typeof withJournal>[number]];
    await run(OLD_TABLE, insert("x", 1_700_000_000_123), insert("y", 1_700_000_001_456));
    await run(...(JOURNAL_TRACKING.accept?.(TABLE, first) ?? []), ...JOURNAL_TRACKING.revert(TABLE, second, first));
    expect(await rows(`SELECT hash FROM ${TABLE}`)).toEqual([[HASHES[0]]]);
  });
});

describe("of folders", () => {
  it("is kept as drizzle keeps it", async () => {
    const { run, rows, records } = await openHistory();
    const { migrations, tracking } = withFolders();
    await run(...tracking.create(TABLE, undefined), ...migrations.flatMap((migration) => tracking.apply(TABLE, migration)));
    expect(await rows(`SELECT id, hash, created_at, name, applied_at GLOB '20??-??-??T??:??:??.???Z' FROM ${TABLE}`)).toEqual([
      [1n, HASHES[0], 1_700_000_000_000n, "20231114221320_init", 1n],
      [2n, HASHES[1], 1_700_000_001_000n, "20231114221321_second", 1n],
    ]);
    expect((await records(tracking)).map(({ key }) => key)).toEqual(migrations.map(({ key }) => key));
    expect(await rows(`SELECT ${tracking.key} FROM ${TABLE}`)).toEqual(migrations.map(({ key }) => [key]));
  });

  it("is brought up to date from 0.x as drizzle does it", async () => {
    const { run, rows, records } = await openHistory();
    const { tracking } = withFolders();
    const columns = ["id", "hash", "created_at"];
    await run(OLD_TABLE, insert(HASHES[0], 1_700_000_000_123), insert(HASHES[1], 1_700_000_001_456));
    const before = await records(tracking);
    await run(...tracking.create(TABLE, columns));
    expect(await rows(`SELECT * FROM ${TABLE}`)).toEqual([
      [...(ROWS_0[0] ?? []), "20231114221320_init", null],
      [...(ROWS_0[1] ?? []), "20231114221321_second", null],
    ]);
    expect(await records(tracking)).toEqual(before);
    expect(before.map(({ key }) => key)).toEqual(["20231114221320_init", "20231114221321_second"]);
    // Once it is, nothing changes any more.
    await run(...tracking.create(TABLE, [...columns, "name", "applied_at"]));
    expect(tracking.create(TABLE, [])).toEqual([]);
    expect(await rows(`SELECT name FROM ${TABLE}`)).toEqual([["20231114221320_init"], ["20231114221321_second"]]);
  });

  it("matches rows without a name by their second, among several of one by hash, and else by hash", async () => {
    const files = {
      "20231114221320_a/migration.sql": "A",
      "20231114221320_b/migration.sql": "B",
      "20231114221321_c/migration.sql": "C",
      "20231114221322_d/migration.sql": "D",
    };
    const { migrations, tracking } = withFolders(files);
    const hashes = migrations.map(({ checksums: [hash = ""] }) => hash);
    const hash = fc.constantFrom(...hashes, "unknown");
    const when = fc.integer({ min: 1_699_999_999_000, max: 1_700_000_003_999 });
    const { run, rows, records } = await openHistory();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(hash, when), { minLength: 1, maxLength: 8 }), async (list) => {
        await run(`DROP TABLE IF EXISTS ${TABLE}`, OLD_TABLE, ...list.map((row) => insert(...row)));
        const read = await records(tracking);
        await run(...tracking.create(TABLE, ["id", "hash", "created_at"]));
        // What is read before and what is written agree.
        const written = await rows(`SELECT name, created_at FROM ${TABLE} ORDER BY rowid`);
        expect(written.map(([name, time]) => name ?? String(time))).toEqual(read.map(({ key }) => key));
        for (const [index, [rowHash, time]] of list.entries()) {
          const expected = [
            { 1700000001: "20231114221321_c", 1700000002: "20231114221322_d" }[Math.floor(time / 1000)],
            time >= 1_700_000_000_000 && time < 1_700_000_001_000
              ? ["20231114221320_a", "20231114221320_b"][hashes.indexOf(rowHash)]
              : migrations[hashes.indexOf(rowHash)]?.key,
          ].find((name) => name !== undefined);
          expect(read[index]?.key).toBe(expected ?? String(time));
        }
      }),
      { numRuns: 60 },
    );
  });
});

it.each([
  [["id", "hash", "created_at"], true],
  [["id", "hash", "created_at", "name", "applied_at"], true],
  [["id", "name"], false],
])("with the columns %j is drizzle's: %s", (columns, is) => {
  expect(drizzle.tracking.matches(columns)).toBe(is);
  expect(withFolders().tracking.matches(columns)).toBe(is);
});
