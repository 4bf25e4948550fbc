// The action as a whole: what it says of what it is given, and of local databases.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openClient } from "@libsql-actions/shared/database/client";
import { fileUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { describe, expect, it } from "vitest";
import { diagnose } from "./fault.ts";
import { directory, issuer, serve, useSteps, validate } from "./testing.ts";

useSteps();

describe("what is given", () => {
  it("all missing: every problem in one error, every output set", async () => {
    const { findings, outputs, error } = await validate(
      { secrets: "TURSO_DATABASE_URL\nTURSO_AUTH_TOKEN\nAPI_KEY" },
      { API_KEY: "" },
    );
    expect(findings).toEqual([
      "TURSO_DATABASE_URL presence failed missing",
      "TURSO_AUTH_TOKEN presence failed missing",
      "API_KEY presence failed empty",
      "TURSO_DATABASE_URL format not-checked missing",
      "TURSO_AUTH_TOKEN format not-checked missing",
      "API_KEY format not-checked empty",
      "TURSO_AUTH_TOKEN expiry not-checked missing",
      "TURSO_DATABASE_URL connect not-checked missing",
      "TURSO_DATABASE_URL read not-checked missing",
      "TURSO_DATABASE_URL write not-checked missing",
    ]);
    expect(outputs).toMatchObject({ valid: "false", skipped: "false", "server-version": "", access: "", "expires-at": "" });
    expect(error.split("\n")).toHaveLength(4);
    expect(error).toMatch(/^3 of 10 checks of secrets failed:\n- TURSO_DATABASE_URL \(presence\): /);
  });

  it("no database, and only `connect` wanted: that is not valid either", async () => {
    const { outputs, error } = await validate({ checks: "connect" });
    expect(outputs["valid"]).toBe("false");
    expect(error).toMatch(
      /^1 of 1 checks of secrets could not be made:\n- TURSO_DATABASE_URL \(connect\): There is no database to talk to: No database: give/,
    );
  });

  it.each([
    [{ TURSO_DATABASE_URL: "" }, "empty"],
    [{ TURSO_DATABASE_URL: "postgres://u:p@h/db" }, "wrong-scheme"],
    [{ DATABASE_URL: "postgres://u:p@h/db" }, "missing"],
    [{ TURSO_DATABASE_URL: issuer.token({}) }, "wrong-kind"],
    [{ TURSO_DATABASE_URL: "http://db.invalid" }, "plaintext-refused"],
    [{ TURSO_DATABASE_URL: "libsql:db" }, "malformed"],
  ])("no database for %j: `connect` has the reason of what stands in its way", async (environment, reason) => {
    const { findings } = await validate({ checks: "connect" }, environment);
    expect(findings).toEqual([`TURSO_DATABASE_URL connect not-checked ${reason}`]);
  });

  it("plaintext to another machine: refused, and nothing is sent", async () => {
    const { findings } = await validate({ "database-url": "http://db.invalid", "auth-token": issuer.token({}) });
    expect(findings.filter((finding) => !finding.endsWith("ok ok"))).toEqual([
      "database-url format failed plaintext-refused",
      "auth-token expiry warning no-expiry",
      "database-url connect not-checked plaintext-refused",
      "database-url read not-checked plaintext-refused",
      "database-url write not-checked plaintext-refused",
    ]);
  });

  it.each([
    "libsql://db.invalid\nTURSO_AUTH_TOKEN=canary-secret-91",
    "libsql://db.invalid canary-secret-91",
    "libsql://db.invalid:canary-secret-91",
    "libsql://[canary-secret-91]",
    "libsql://u:canary-secret-91@db.invalid",
    "libsql:canary-secret-91",
    "https://db.invalid#canary-secret-91",
  ])("a URL that cannot be read, with something secret in it: %j is not said back", async (url) => {
    const all = [
      await validate({}, { TURSO_DATABASE_URL: url }),
      await validate({ "database-url": url }),
      await validate({ secrets: `TURSO_DATABASE_URL=${url}` }),
    ];
    for (const { visible, outputs } of all) {
      expect(outputs["valid"]).toBe("false");
      expect(visible).not.toContain("canary-secret-91");
    }
  });

  it("only checks that send nothing send nothing", async () => {
    const server = await serve((_, response) => response.end());
    const { outputs } = await validate({ checks: "format\npresence, expiry" }, { TURSO_DATABASE_URL: server.url });
    expect(outputs["valid"]).toBe("true");
    expect(server.requests).toEqual([]);
  });

  it.each([
    [
      { checks: "presence, speed" },
      'The input `checks` is "speed", which is not valid: use any of `presence`, `format`, `expiry`, `connect`, `read`, `write`, ',
    ],
    [{ "allow-plaintext": "yes", checks: "::error::" }, "The inputs have 2 problems"],
    [{ secrets: "canary line" }, "neither a name nor `NAME=value`"],
  ])("wrong: %j", async (given, message) => await expect(validate(given)).rejects.toThrow(message));

  it("64 KiB of nonsense everywhere: short, and nothing of it acts", async () => {
    const noise = "::set-env name=A::b\u202e\r\n%0A|<b>".repeat(2_000);
    const environment = { TURSO_DATABASE_URL: noise, TURSO_AUTH_TOKEN: noise };
    const { findings, visible } = await validate({ secrets: `TURSO_DATABASE_URL\nTURSO_AUTH_TOKEN\nKEY=${noise}` }, environment);
    expect(findings).toContain("TURSO_DATABASE_URL format failed malformed");
    expect(visible.length).toBeLessThan(20_000);
    expect(visible).not.toContain("set-env");
  });
});

it("writes a summary that says what the outputs say", async () => {
  const { summary } = await validate({ checks: "presence" }, { TURSO_DATABASE_URL: "libsql://h" });
  expect(summary).toContain("### Database secrets: not valid");
  expect(summary).toContain("| <code>TURSO&#95;DATABASE&#95;URL</code> | presence | ok |");
  expect(summary).toContain("| <code>TURSO&#95;AUTH&#95;TOKEN</code> | presence | **failed** (missing) |");
});

describe("a local database", () => {
  const check = (url: string) => validate({ "database-url": url, checks: "connect, read" });
  it("that is a file", async () => {
    const name = "real %41#.db";
    const path = join(directory, name);
    const client = await openClient({ kind: "file", url: fileUrl(path), path }, testSettings());
    await client.execute("CREATE TABLE t(x)");
    client.close();
    const { findings, outputs } = await check(fileUrl(path));
    expect(findings).toEqual(["database-url connect ok ok", "database-url read ok ok"]);
    expect(outputs["server-version"]).toBe("");
  });

  it("that is no database", async () => {
    writeFileSync(join(directory, "text.db"), "this is text, and long enough to be one".repeat(50));
    const { findings, visible } = await check(`file:${join(directory, "text.db")}`);
    expect(visible).not.toContain("text.db");
    expect(findings).toEqual(["database-url connect failed not-libsql", "database-url read not-checked not-libsql"]);
  });

  it("that cannot be opened: a database in WAL mode with no place for its log", async () => {
    const path = join(directory, "wal.db");
    const client = await openClient({ kind: "file", url: fileUrl(path), path }, testSettings());
    await client.execute("CREATE TABLE t(x)");
    await client.execute("PRAGMA journal_mode = wal");
    client.close();
    const copy = join(directory, "copy.db");
    copyFileSync(path, copy);
    mkdirSync(`${copy}-wal`);
    const { findings, visible } = await check(fileUrl(copy));
    expect(findings[0]).toBe("database-url connect failed forbidden");
    expect(visible).not.toContain("copy.db");
  });

  it("that is not there is not made", async () => {
    const path = join(directory, "missing.db");
    expect((await check(`file:${path}`)).findings[0]).toBe("database-url connect failed wrong-database");
    expect(() => readFileSync(path)).toThrow("ENOENT");
    expect((await check(`file:${directory}`)).findings[0]).toBe("database-url connect failed wrong-database");
  });

  it("in memory, with and without its script", async () => {
    expect((await check(":memory:")).findings).toEqual(["database-url connect ok ok", "database-url read ok ok"]);
  });

  it("in memory whose script is gone", async () => {
    const environment = { DATABASE_URL: ":memory:", DATABASE_INIT_SQL: join(directory, "gone.sql") };
    const { findings, error } = await validate({ checks: "read" }, environment);
    expect(findings).toEqual(["DATABASE_URL read failed malformed"]);
    expect(error).toContain("The script of the in-memory database");
  });

  it("in memory whose script is broken", async () => {
    writeFileSync(join(directory, "broken.sql"), "CREATE TABLE t(x); INSERT INTO nowhere VALUES (1);");
    const environment = { DATABASE_URL: ":memory:", DATABASE_INIT_SQL: join(directory, "broken.sql") };
    const { findings, error } = await validate({ checks: "connect" }, environment);
    expect(findings).toEqual(["DATABASE_URL connect failed malformed"]);
    expect(error).toMatch(/no such table: nowhere[\s\S]*Correct the script that DATABASE_INIT_SQL names/);
  });

  it.each([
    ["SQLITE_CANTOPEN", "forbidden"],
    ["SQLITE_READONLY_CANTINIT", "forbidden"],
    ["EACCES", "forbidden"],
    ["SQLITE_NOTADB", "not-libsql"],
    ["SQLITE_CORRUPT", "corrupt"],
    ["SQLITE_BUSY", "timeout"],
    ["SQLITE_ERROR", "server-error"],
  ])("whose file fails with %s is %s, and no server is to blame", (code, reason) => {
    const diagnosis = diagnose(new Error("it failed", { cause: Object.assign(new Error(code), { code }) }), true);
    expect(diagnosis.reason).toBe(reason);
    expect(diagnosis.fix).not.toContain("server");
  });
});
