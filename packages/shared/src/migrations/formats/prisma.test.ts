// What Prisma's schema engine reads, and the table as it leaves it (8.1, through its adapter for libSQL; times also as its own driver writes them).
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Migration } from "../migration.ts";
import { folderOf, found, openHistory } from "../testing.ts";
import { prisma } from "./prisma.ts";

const LOCK = { "migration_lock.toml": 'provider = "sqlite"\n' };
const script = (name: string, text = "SELECT 1;") => ({ [`${name}/migration.sql`]: text });
const sha256 = (text: string) => createHash("sha256").update(text);

describe("a folder", () => {
  it("has a migration for each folder, by name as text", () => {
    const read = prisma.read(
      folderOf({
        ...LOCK,
        ...script("20260102000000_b"),
        ...script("0_init"),
        ...script("20260101000000_a"),
        "x.sql": "",
        "0_init/down.sql": "",
      }),
    );
    expect(read.migrations.map(({ version, name, key }) => [version, name, key])).toEqual([
      ["0_init", "init", "0_init"],
      ["20260101000000_a", "a", "20260101000000_a"],
      ["20260102000000_b", "b", "20260102000000_b"],
    ]);
    expect(read.migrations[0]?.up).toEqual({ file: "m/0_init/migration.sql", text: "SELECT 1;", transaction: true });
    expect(read.ignored).toEqual(["0_init/down.sql", "x.sql"]);
    expect(found(read)).toEqual([]);
  });

  it("may have no folder without a script", () => {
    const read = prisma.read(folderOf({ ...LOCK, ...script("1_a") }, ["2_b/README.md", "README.md"]));
    expect(found(read)).toEqual(["error missing-script m/2_b"]);
    expect(read.findings[0]?.message).toContain("no migration.sql");
  });

  it.each([
    ['provider = "sqlite"', []],
    ['# x\r\nprovider = "sqlite"\r\n', []],
    ['# x\nprovider = "postgresql"', ["error dialect m/migration_lock.toml:2"]],
    ['provider = "<script>"', ["error dialect m/migration_lock.toml:1"]],
    ["provider =", ["error dialect m/migration_lock.toml:1"]],
    [' provider = "sqlite"', ["error dialect m/migration_lock.toml"]],
    ["", ["error dialect m/migration_lock.toml"]],
  ])("with the lock file %j gives %j", (text, findings) => {
    expect(found(prisma.read(folderOf({ "migration_lock.toml": text, ...script("1_a") })))).toEqual(findings);
  });

  it("has checksums with either line ending, and without the zeros that old engines left out", () => {
    const text = "A;\r\nB;\n";
    const [migration] = prisma.read(folderOf(script("1_a", text))).migrations;
    const variants = [text, "A;\nB;\n", "A;\r\nB;\r\n"];
    expect(migration?.checksums.slice(0, 3)).toEqual(variants.map((variant) => sha256(variant).digest("hex")));
    for (const variant of variants)
      expect(migration?.checksums).toContain([...sha256(variant).digest()].map((byte) => byte.toString(16)).join(""));
  });

  it.each([
    [["migration_lock.toml"], true],
    [["1_a/migration.sql"], false],
    [["prisma/migration_lock.toml"], false],
  ])("is known by %j: %s", (paths, is) => {
    expect(prisma.detect(folderOf({}, paths))).toBe(is);
  });
});

describe("the table", () => {
  const TABLE = '"_prisma_migrations"';
  const { tracking } = prisma;
  /** These files were applied by the engine, the third failed at its second statement and was then resolved. */
  const FILES = {
    ...script("20260101000000_init", "CREATE TABLE a(x);\n"),
    ...script("20260102000000_second", "CREATE TABLE b(x);\r\n"),
    ...script("20260103000000_bad", "CREATE TABLE c(x);\nINSERT INTO nope VALUES (1);\n"),
  };
  const CHECKSUMS = [
    "d89afa701da71c81c35b234f040ec570c47f1ef405559e016be5780cae90ddf7",
    "11a6c69cbb465425c0321204ed307f9510545d87255228cd79c13885547c0c7f",
    "fc421cb843f1c5459efdb1e3346450f3b2f19c2716d10e16eccc0260f01eccc4",
  ];
  const [first, second, bad] = prisma.read(folderOf(FILES)).migrations as [Migration, Migration, Migration];
  const row = (
    id: number,
    checksum: string | undefined,
    finished: string,
    name: string,
    logs: string,
    rolledBack: string,
    started: string,
    steps: number,
  ) =>
    `INSERT INTO ${TABLE} VALUES ('${id}', '${checksum}', ${finished}, '${name}', ${logs}, ${rolledBack}, ${started}, ${steps})`;
  const shapes = "SELECT checksum, migration_name, logs, applied_steps_count, finished_at IS NULL, rolled_back_at IS NULL";
  const create = tracking.create(TABLE, undefined);

  it("is read as Prisma leaves it, also after a failure that was resolved", async () => {
    const { run, records } = await openHistory();
    await run(
      ...create,
      row(1, CHECKSUMS[0], "'2026-11-21T16:08:32.393+00:00'", first.key, "NULL", "NULL", "'2026-11-21T16:08:32.361+00:00'", 1),
      row(2, CHECKSUMS[1], "1795277313955", second.key, "NULL", "NULL", "1795277313945", 1),
      row(3, CHECKSUMS[2], "NULL", bad.key, "'no such table'", "NULL", "1795277313958", 0),
    );
    const states = async () =>
      (await records(tracking)).map(({ key, state, checksum }) => [key, state, CHECKSUMS.indexOf(String(checksum))]);
    expect(await states()).toEqual([
      [first.key, "applied", 0],
      [second.key, "applied", 1],
      [bad.key, "failed", 2],
    ]);
    await run(
      `UPDATE ${TABLE} SET rolled_back_at = '2026-11-21T16:08:33.412+00:00' WHERE id = '3'`,
      row(4, CHECKSUMS[2], "1795277313958", bad.key, "''", "NULL", "1795277313958", 0),
    );
    // The attempt that counts for nothing stands first, whichever was recorded first.
    expect(await states()).toEqual([
      [bad.key, "void", 2],
      [first.key, "applied", 0],
      [second.key, "applied", 1],
      [bad.key, "applied", 2],
    ]);
  });

  it("is kept as Prisma keeps it", async () => {
    const { run, rows } = await openHistory();
    await run(...create);
    for (const migration of [first, second])
      await run(...tracking.apply(TABLE, migration), ...(tracking.finish?.(TABLE, migration) ?? []));
    expect(await rows(`${shapes} FROM ${TABLE}`)).toEqual([
      [CHECKSUMS[0], first.key, null, 1n, 0n, 1n],
      [CHECKSUMS[1], second.key, null, 1n, 0n, 1n],
    ]);
    const times = await rows(`SELECT id, started_at, finished_at, typeof(started_at) FROM ${TABLE}`);
    for (const [id, started, finished, type] of times) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Math.abs(Number(started) - Date.now())).toBeLessThan(60_000);
      expect([Number(finished) >= Number(started), type]).toEqual([true, "integer"]);
    }
    expect(new Set(times.map(([id]) => id)).size).toBe(2);
  });

  it("goes on in text where it has text, since numbers would sort before it", async () => {
    const { run, rows } = await openHistory();
    await run(
      ...create,
      row(1, CHECKSUMS[0], "'2026-11-21T16:08:32.393+00:00'", first.key, "NULL", "NULL", "'2026-11-21T16:08:32.361+00:00'", 1),
    );
    await run(...tracking.apply(TABLE, second), ...(tracking.finish?.(TABLE, second) ?? []));
    const [[started, finished] = []] = await rows(`SELECT started_at, finished_at FROM ${TABLE} WHERE id <> '1'`);
    for (const time of [started, finished]) expect(time).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
  });

  it("tells a migration that began, failed, and was accepted", async () => {
    const { run, rows, records } = await openHistory();
    const state = async () => (await records(tracking)).map((record) => record.state);
    await run(...create, ...(tracking.begin?.(TABLE, bad) ?? []));
    expect(await state()).toEqual(["failed"]);
    const failed = { statement: 2, total: 2, message: "no such table: nope", sql: "INSERT INTO nope VALUES (1)" };
    await run(...(tracking.fail?.(TABLE, bad, failed) ?? []));
    expect(await rows(`${shapes} FROM ${TABLE}`)).toEqual([
      [CHECKSUMS[2], bad.key, "Statement 2 of 2 failed: no such table: nope", 0n, 1n, 1n],
    ]);
    await run(...(tracking.accept?.(TABLE, bad) ?? []));
    expect(await state()).toEqual(["void", "applied"]);
    // As `migrate resolve --applied` leaves it.
    expect((await rows(`${shapes} FROM ${TABLE} ORDER BY rowid`))[1]).toEqual([CHECKSUMS[2], bad.key, "", 0n, 0n, 1n]);
    expect(await rows(`SELECT started_at = finished_at FROM ${TABLE} WHERE finished_at IS NOT NULL`)).toEqual([[1n]]);
    // Only the row that counts has its key.
    expect(await rows(`SELECT ${tracking.key} FROM ${TABLE} ORDER BY rowid`)).toEqual([[null], [bad.key]]);
    await run(...tracking.revert(TABLE, bad, second));
    expect(await state()).toEqual(["void"]);
  });

  it("accepts an edited migration in its row", async () => {
    const { run, rows } = await openHistory();
    await run(...create, ...tracking.apply(TABLE, { ...first, checksums: ["old"] }), ...(tracking.accept?.(TABLE, first) ?? []));
    expect(await rows(`SELECT checksum, migration_name FROM ${TABLE}`)).toEqual([[CHECKSUMS[0], first.key]]);
  });
});

it.each([
  [{}, ["20260102030405_add/migration.sql", "migration_lock.toml"]],
  [{ ...LOCK, ...script("0_init"), ...script("20250101000000_a") }, ["20260102030405_add/migration.sql"]],
  [{ ...LOCK, ...script("20270101000000_a") }, ["20270101000001_add/migration.sql"]],
])("makes the files of a migration beside %j", (files, paths) => {
  const made = prisma.create(folderOf(files), "add", new Date("2026-01-02T03:04:05Z"));
  expect(made.map(({ path }) => path)).toEqual(paths);
  const after = prisma.read(folderOf({ ...files, ...Object.fromEntries(made.map(({ path, text }) => [path, text])) }));
  expect(found(after)).toEqual([]);
  expect(after.migrations.at(-1)?.name).toBe("add");
});
