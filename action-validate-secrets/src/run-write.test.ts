// The check `write` on real databases: what is expected of a token, what the probes leave, and that the default one waits for nobody.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openClient } from "@libsql-actions/shared/database/client";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { contentDigest } from "@libsql-actions/shared/database/content-digest";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { fileUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directory, issuer, seconds, useSteps, validate } from "./testing.ts";

useSteps();

const EXP = seconds(90 * 86_400);
const FULL = issuer.token({ a: "rw", exp: EXP });
const READ_ONLY = issuer.token({ a: "ro", exp: EXP });
const TABLE = `CREATE TABLE "a ""b" ("x y" INTEGER PRIMARY KEY AUTOINCREMENT, z TEXT)`;

async function run(database: Database, ...statements: string[]): Promise<void> {
  const connection = await openConnection(database, testSettings());
  const outcome = await connection.transaction(statements.map((sql) => ({ sql })));
  connection.close();
  if (!outcome.ok) throw new Error(outcome.message);
}

/** Everything that a probe could leave: the schema, the rows, the counters, and how often the schema was changed. */
async function traces(database: Database): Promise<unknown[]> {
  const connection = await openConnection(database, testSettings());
  const query = async (sql: string) => (await connection.query(sql)).rows.map((row) => Array.from(row));
  const left = [
    await query("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid"),
    await query("SELECT * FROM pragma_schema_version"),
    await contentDigest(connection.query),
  ];
  connection.close();
  return left;
}

describe("a server with authentication", () => {
  let sqld: Sqld;
  let database: Database;
  beforeAll(async () => {
    const keyFile = join(directory, "key.pem");
    writeFileSync(keyFile, issuer.publicKey);
    sqld = await startSqld({ authJwtKeyFile: keyFile });
    const host = new URL(sqld.url).host;
    database = { kind: "remote", url: sqld.url, host, loopback: true, encrypted: false, token: FULL };
    await run(database, TABLE, `INSERT INTO "a ""b"(z) VALUES ('one'), ('two')`, "CREATE VIEW v AS SELECT 1");
  });
  afterAll(() => sqld.stop());

  const write = async (token: string, given: Record<string, string> = {}) => {
    const { findings, outputs, error } = await validate({
      ...{ "database-url": sqld.url, "auth-token": token, checks: "write" },
      ...given,
    });
    expect(findings).toHaveLength(1);
    return { finding: findings[0], access: outputs["access"], error };
  };

  it.each([
    [FULL, "any", "auth-token write ok ok", "full-access"],
    [FULL, "full-access", "auth-token write ok ok", "full-access"],
    [FULL, "read-only", "auth-token write failed over-privileged", "full-access"],
    [READ_ONLY, "any", "auth-token write ok ok", "read-only"],
    [READ_ONLY, "full-access", "auth-token write failed read-only", "read-only"],
    [READ_ONLY, "read-only", "auth-token write ok ok", "read-only"],
  ])("is held to what is expected (%#)", async (token, expected, finding, access) => {
    for (const probe of ["permission", "schema", 'table:A "b'])
      expect(await write(token, { "expect-access": expected, "write-probe": probe })).toMatchObject({ finding, access });
  });

  it("is left as it was by every probe", async () => {
    const before = await traces(database);
    for (const probe of ["permission", "schema", 'table:a "b']) await write(FULL, { "write-probe": probe });
    expect(await traces(database)).toEqual(before);
  });

  it("without the table of the probe", async () => {
    for (const table of ["nowhere", "v", "sqlite_schema"]) {
      const { finding, error } = await write(FULL, { "write-probe": `table:${table}` });
      expect(finding).toBe("database-url write failed wrong-database");
      expect(error).toContain("There is no table");
    }
  });

  it("is asked while another writer's transaction is open: at once, and that one commits", async () => {
    const client = await openClient(database, testSettings());
    const transaction = await client.transaction("write");
    await transaction.execute(`INSERT INTO "a ""b"(z) VALUES ('three')`);
    const started = performance.now();
    // The probes that take the lock wait 5 s here, and sqld ends the transaction for them.
    expect(await write(FULL)).toMatchObject({ finding: "auth-token write ok ok" });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await write(READ_ONLY)).toMatchObject({ access: "read-only" });
    await transaction.commit();
    const { rows } = await client.execute(`SELECT count(*) FROM "a ""b" WHERE z = 'three'`);
    client.close();
    expect(rows[0]?.[0]).toBe(1n);
  });
});

describe("a server without authentication", () => {
  let sqld: Sqld;
  beforeAll(async () => {
    sqld = await startSqld();
  });
  afterAll(() => sqld.stop());

  it("lets everybody write, whatever a token says", async () => {
    const given = { "database-url": sqld.url, "auth-token": READ_ONLY, checks: "connect, write", "expect-access": "read-only" };
    const { findings, error, outputs } = await validate(given);
    expect(findings).toEqual([
      "database-url connect ok ok",
      "auth-token connect warning unprotected",
      "auth-token write failed over-privileged",
    ]);
    expect(error).toContain("The server asks for no token, so that everybody may write.");
    expect(outputs["access"]).toBe("full-access");
  });
});

describe("a server whose database is blocked", () => {
  it("says so, and why", async () => {
    const adminPort = 30_000 + Math.floor(Math.random() * 2_000);
    const sqld = await startSqld({ args: ["--admin-listen-addr", `127.0.0.1:${adminPort}`] });
    const block = (config: Record<string, unknown>) =>
      fetch(`http://127.0.0.1:${adminPort}/v1/namespaces/default/config`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ block_reads: false, block_writes: false, ...config }),
      });
    try {
      const { ok } = await block({ block_reads: true, block_writes: true, block_reason: "do you need to upgrade your plan?" });
      expect(ok).toBe(true);
      const { findings, error } = await validate({ "database-url": sqld.url, checks: "connect" });
      expect(findings).toEqual(["database-url connect failed quota"]);
      expect(error).toContain("upgrade your plan");
      await block({ block_writes: true, block_reason: "moving house" });
      const given = { "database-url": sqld.url, checks: "connect, write", "write-probe": "schema" };
      expect((await validate(given)).findings).toEqual([
        "database-url connect ok ok",
        "TURSO_AUTH_TOKEN connect ok ok",
        "database-url write failed blocked",
      ]);
    } finally {
      await sqld.stop();
    }
  });
});

describe("a file", () => {
  const path = join(directory, "written.db");
  const database: Database = { kind: "file", url: fileUrl(path), path };
  const write = (given: Record<string, string>) => validate({ "database-url": fileUrl(path), checks: "write", ...given });
  beforeAll(() => run(database, TABLE));

  it("takes every probe, and is left as it was", async () => {
    const before = await traces(database);
    for (const probe of ["permission", "schema", 'table:a "b']) {
      const { findings, outputs } = await write({ "write-probe": probe });
      expect(findings).toEqual(["database-url write ok ok"]);
      expect(outputs["access"]).toBe("full-access");
    }
    expect(await traces(database)).toEqual(before);
  });

  it.skipIf(process.getuid?.() === 0)("that may not be written to", async () => {
    chmodSync(path, 0o444);
    const { findings } = await write({ "expect-access": "full-access" });
    expect(findings).toEqual(["database-url write failed read-only"]);
  });

  it("is expected to be read only", async () => {
    expect((await write({ "expect-access": "read-only" })).findings).toEqual(["database-url write failed over-privileged"]);
  });

  it("in memory takes every probe", async () => {
    for (const probe of ["permission", "schema"])
      expect((await write({ "database-url": ":memory:", "write-probe": probe })).findings).toEqual(["database-url write ok ok"]);
  });
});
