// A backup gives back a database with every odd feature, from and to every kind of database, and says so when it would not.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { type Backup, restoreBackup, verifyBackup, writeBackup } from "./backup.ts";
import { readChecksum, readText, writeChecksum } from "./backup-file.ts";
import { contentDigest } from "./content-digest.ts";
import { ODD_DATABASE, WIDE_TABLE } from "./dump-fixture.ts";
import { withSnapshot } from "./dump-snapshot.ts";
import { openDatabase, type StepDatabase } from "./memory.ts";
import { parseDatabaseUrl } from "./url.ts";

const settings = testSettings();
const TO_REPLACE = { replace: true };
let folder: string;
let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "backup-"));
  return () => rmSync(folder, { recursive: true });
});

const open = (url: string) => openDatabase(parseDatabaseUrl(url, "/"), settings, undefined);
async function make(url: string, statements: readonly string[]): Promise<StepDatabase> {
  const db = await open(url);
  const transaction = await db.beginWrite();
  expect(await transaction.run(statements)).toBeUndefined();
  await transaction.commit();
  await transaction.end();
  return db;
}
const backUp = (db: StepDatabase, name = "backup.sql"): Promise<Backup> =>
  withSnapshot(db, settings, (read) => writeBackup(read, join(folder, name)));
const digest = (db: StepDatabase) => withSnapshot(db, settings, (read) => contentDigest(read));

describe("a database with every odd feature", () => {
  it("is the same in memory, in a file and on a server: bytes of the script, digest, definitions", async () => {
    const source = await make(":memory:", ODD_DATABASE);
    const first = await backUp(source);
    await verifyBackup(first, settings, folder);
    const text = readFileSync(first.path, "utf8");
    expect(text).not.toMatch(/_shadow"|_docsize|_node/);
    for (const url of [`file:${join(folder, "copy.db")}`, sqld.url, ":memory:"]) {
      const copy = await open(url);
      expect(await restoreBackup(first.path, copy.beginWrite, TO_REPLACE)).toMatchObject({
        transactions: 1,
        violations: "",
        checked: true,
      });
      const again = await backUp(copy, "again.sql");
      expect(again).toMatchObject({
        sha256: first.sha256,
        bytes: first.bytes,
        content: first.content,
        definitions: first.definitions,
      });
      expect(await digest(copy)).toEqual(first.content);
      expect((await copy.query("SELECT id FROM vector_top_k('near', vector('[1,2,3]'), 1)")).rows[0]?.[0]).toBe(1n);
      expect((await copy.query("SELECT rowid FROM own WHERE own MATCH 'run'")).rows[0]?.[0]).toBe(12n);
      expect((await copy.query("PRAGMA integrity_check")).rows[0]?.[0]).toBe("ok");
      copy.close();
    }
    source.close();
    expect(readdirSync(folder).filter((name) => name.includes("verify"))).toEqual([]);
  });
});

it("holds a table of 2,000 columns", async () => {
  const source = await make(":memory:", WIDE_TABLE);
  const backup = await backUp(source);
  const copy = await open(sqld.url);
  await restoreBackup(backup.path, copy.beginWrite, TO_REPLACE);
  expect(await digest(copy)).toEqual(backup.content);
  const all = "SELECT rowid, count(*) FROM wide GROUP BY rowid HAVING rowid > 0";
  expect((await copy.query(all)).rows).toEqual((await source.query(all)).rows);
  source.close();
  copy.close();
});

describe("a backup's file", () => {
  it("is private, and has a checksum that sha256sum takes", async () => {
    const db = await make(":memory:", ["CREATE TABLE t(a)"]);
    const { path, sha256, bytes } = await backUp(db, "a \\ name\nof two lines.sql");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(path).size).toBe(bytes);
    expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(sha256);
    expect(await readChecksum(path)).toBe(sha256);
    expect(execFileSync("sha256sum", ["--check", `${basename(path)}.sha256`], { cwd: folder, encoding: "utf8" })).toContain("OK");
    const plain = await backUp(db);
    expect(readFileSync(`${plain.path}.sha256`, "utf8")).toBe(`${plain.sha256}  backup.sql\n`);
    db.close();
  });

  it("is left as it was when the backup cannot be made", async () => {
    const db = await make(":memory:", ["CREATE TABLE t(a)", "CREATE VIRTUAL TABLE f USING fts5(a, content='')"]);
    writeFileSync(join(folder, "backup.sql"), "before");
    await expect(backUp(db)).rejects.toThrow('the contentless table "f" cannot be dumped');
    expect(readdirSync(folder)).toEqual(["backup.sql"]);
    expect(readFileSync(join(folder, "backup.sql"), "utf8")).toBe("before");
    db.close();
  });

  it("is held against its checksum before anything is done", async () => {
    const db = await make(":memory:", ["CREATE TABLE t(a)"]);
    const { path, sha256 } = await backUp(db);
    const target = await make(":memory:", ["CREATE TABLE kept(a)"]);
    writeFileSync(path, readFileSync(path, "utf8").replace("CREATE TABLE t", "CREATE TABLE u"));
    await expect(restoreBackup(path, target.beginWrite, TO_REPLACE)).rejects.toThrow(`${sha256} is expected`);
    expect((await target.query("SELECT name FROM sqlite_schema")).rows[0]?.[0]).toBe("kept");
    writeFileSync(`${path}.sha256`, "not a checksum");
    await expect(restoreBackup(path, target.beginWrite, TO_REPLACE)).rejects.toThrow("holds no sha256");
    rmSync(`${path}.sha256`);
    expect(await restoreBackup(path, target.beginWrite, TO_REPLACE)).toMatchObject({ checked: false });
    await expect(Array.fromAsync(readText(path, sha256))).rejects.toThrow("damaged or another file");
    writeFileSync(path, Buffer.from([0x2d, 0xff]));
    await expect(restoreBackup(path, target.beginWrite, TO_REPLACE)).rejects.toThrow("is not text in UTF-8");
  });
});

describe("verification", () => {
  /** Changes the script and what is known of the file, as a bug in the dump would. */
  async function altered(backup: Backup, from: string, to: string): Promise<Backup> {
    const text = readFileSync(backup.path, "utf8");
    expect(text).toContain(from);
    chmodSync(backup.path, 0o600);
    writeFileSync(backup.path, text.replace(from, to));
    const sha256 = createHash("sha256").update(readFileSync(backup.path)).digest("hex");
    await writeChecksum(backup.path, sha256);
    return { ...backup, sha256 };
  }

  it.each([
    ["a real that is off by a bit", "1.0000000000000001e-1", "1.0000000000000002e-1", 'the rows of "t"'],
    ["an integer for a real", "(2.0)", "(2)", 'the rows of "t"'],
    ["text for a blob", "(X'61')", "('a')", 'the rows of "t"'],
    ["a row that is not there", ",\n(NULL)", "", 'the rows of "t"'],
    ["another rowid", "(9,'r')", "(8,'r')", 'the rows of "plain"'],
    ["another counter", "'counted',5", "'counted',4", 'the rows of "sqlite_sequence"'],
    ["another definition", "CREATE INDEX i ON t(a)", "CREATE INDEX i ON t(a DESC)", "the schema"],
  ])("finds %s", async (_, from, to, expected) => {
    const db = await make(":memory:", [
      "CREATE TABLE t(a)",
      "CREATE INDEX i ON t(a)",
      "CREATE TABLE plain(a)",
      "CREATE TABLE counted(id INTEGER PRIMARY KEY AUTOINCREMENT)",
      "INSERT INTO t VALUES (0.1), (2.0), (X'61'), (NULL)",
      "INSERT INTO plain(rowid, a) VALUES (9, 'r')",
      "INSERT INTO counted VALUES (5)",
    ]);
    // The rows of `t` have rowids of their own; those are not what is changed here.
    const backup = await backUp(db);
    await verifyBackup(backup, settings, folder);
    const pattern = from.startsWith("(") && !from.includes(",") ? from.replace("(", ",") : from.replace("\n(NULL)", "\n(4,NULL)");
    const wrong = await altered(backup, pattern, from.startsWith("(") && !from.includes(",") ? to.replace("(", ",") : to);
    await expect(verifyBackup(wrong, settings, folder)).rejects.toThrow(`does not give back ${expected}`);
    db.close();
  });
});
