// sqld gives the write lock to another writer who has waited for 5 seconds. A restore is then as good as not begun, or is done in several transactions.
import { afterAll, beforeAll, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { openDatabase, type StepDatabase } from "./memory.ts";
import { type RestoreOptions, restore } from "./restore.ts";
import type { BeginWrite } from "./restore-target.ts";
import { parseDatabaseUrl } from "./url.ts";

let sqld: Sqld;
let db: StepDatabase;
beforeAll(async () => {
  sqld = await startSqld();
  db = await openDatabase(parseDatabaseUrl(sqld.url, "/"), testSettings(), undefined);
});
afterAll(async () => {
  db.close();
  await sqld.stop();
});

const OPTIONS: RestoreOptions = { file: "backup.sql", replace: false };
const tables = async () => (await db.query("SELECT name FROM sqlite_schema ORDER BY name")).rows.map((row) => String(row[0]));
/** Longer than what goes to the server at once, so the transaction has begun when the script is asked for more. */
const FIRST_PART = `CREATE TABLE a(b); INSERT INTO a VALUES (1);\n\nINSERT INTO a VALUES ('${"x".repeat(260_000)}');`;

/** The script of a restore that is in somebody's way at its first attempt: it goes on when `meanwhile` has an end. */
function script(lastPart: string, meanwhile: () => Promise<void>) {
  let attempts = 0;
  return async function* () {
    yield FIRST_PART;
    if (attempts++ === 0) await meanwhile();
    yield lastPart;
  };
}

/** The first transaction ends as sqld ends one: what it runs from the second request on fails, and so does COMMIT. */
function endedEarly(begin: BeginWrite): BeginWrite {
  let transactions = 0;
  return async () => {
    const transaction = await begin();
    if (transactions++ > 0) return transaction;
    let requests = 0;
    return {
      ...transaction,
      run: async (statements) =>
        // The first empties the database, the second holds the first part.
        requests++ < 2
          ? transaction.run(statements)
          : { index: 0, code: "TRANSACTION_TIMEOUT", message: "Transaction timed-out" },
    };
  };
}

const nothing = () => Promise.resolve();

it("fills an empty database in several transactions when a writer has waited on a server", async () => {
  const anotherWriter = async () => {
    const other = await db.transaction([{ sql: "PRAGMA user_version=1" }, { sql: "PRAGMA user_version=0" }]);
    expect(other.ok).toBe(true);
  };
  const restored = await restore(script("CREATE TABLE c(d); INSERT INTO c VALUES (1);", anotherWriter), db.beginWrite, OPTIONS);
  expect(restored).toEqual({ statements: 5, transactions: 2, violations: "" });
  expect(await tables()).toEqual(["a", "c"]);
  expect((await db.query("SELECT count(*) FROM a")).rows[0]?.[0]).toBe(2n);
}, 20_000);

it("leaves a database that was to be replaced as it is", async () => {
  const outcome = restore(script("CREATE TABLE e(f);", nothing), endedEarly(db.beginWrite), { ...OPTIONS, replace: true });
  await expect(outcome).rejects.toThrow(
    "another writer waited for too long, so the server ended the restore, and nothing was changed",
  );
  expect(await tables()).toEqual(["a", "c"]);
});

it("says how far it came when one of several transactions fails", async () => {
  await db.transaction([{ sql: "DROP TABLE a" }, { sql: "DROP TABLE c" }]);
  const outcome = restore(
    script("CREATE TABLE g(h); INSERT INTO missing VALUES (1);", nothing),
    endedEarly(db.beginWrite),
    OPTIONS,
  );
  await expect(outcome).rejects.toThrow("the database now holds a part of the script, up to backup.sql:3; restore again");
  expect(await tables()).toEqual(["a"]);
});

it("says how far it came when the script turns out to be cut off in one of several transactions", async () => {
  await db.transaction([{ sql: "DROP TABLE a" }]);
  const cutOff = async function* () {
    yield `BEGIN; ${FIRST_PART}`;
    yield `INSERT INTO a VALUES ('${"x".repeat(260_000)}'); CREATE TABLE g(h);`;
  };
  const outcome = restore(cutOff, endedEarly(db.beginWrite), OPTIONS);
  await expect(outcome).rejects.toMatchObject({
    message: expect.stringContaining("the database now holds a part of the script, up to backup.sql:3"),
    cause: { message: expect.stringContaining("backup.sql:1:1: the transaction that begins here") },
  });
  expect(await tables()).toEqual(["a"]);
});
