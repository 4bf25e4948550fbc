// The action on real servers, with every kind of token.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directory, expectNoTrace, goneUrl, HASTY, issuer, seconds, useSteps, validate } from "./testing.ts";

useSteps();

describe("a server with authentication", () => {
  let sqld: Sqld;
  beforeAll(async () => {
    const keyFile = join(directory, "key.pem");
    writeFileSync(keyFile, issuer.publicKey);
    sqld = await startSqld({ authJwtKeyFile: keyFile });
  });
  afterAll(() => sqld.stop());

  const connect = (verdict: string) => `TURSO_AUTH_TOKEN connect ${verdict}`;
  const connected = ["TURSO_DATABASE_URL connect ok ok", connect("ok ok"), "TURSO_DATABASE_URL read ok ok"];
  const works = [...connected, "TURSO_AUTH_TOKEN write ok ok"];
  const fails = (reason: string) => [
    connect(`failed ${reason}`),
    `TURSO_DATABASE_URL read not-checked ${reason}`,
    `TURSO_DATABASE_URL write not-checked ${reason}`,
  ];
  const inAYear = seconds(365 * 86_400);
  /** What is stored, what `format` and `expiry` say of it, what comes of it on the server, and `access`. */
  const TOKENS: [string, string, string, string, string[], string][] = [
    ["full access", issuer.token({ a: "rw", exp: inAYear }), "ok ok", "ok ok", works, "full-access"],
    ["no claims at all", issuer.token({}), "ok ok", "warning no-expiry", works, "full-access"],
    ["read-only", issuer.token({ a: "ro", exp: inAYear }), "ok ok", "ok ok", works, "read-only"],
    ["read-only by grant", issuer.token({ p: { ro: { ns: ["default"] } }, exp: inAYear }), "ok ok", "ok ok", works, "read-only"],
    [
      "full access by grant",
      issuer.token({ p: { rw: { ns: ["default"] } }, exp: inAYear }),
      "ok ok",
      "ok ok",
      works,
      "full-access",
    ],
    ["about to expire", issuer.token({ exp: seconds(3_600) }), "ok ok", "warning expires-soon", works, "full-access"],
    ["expired", issuer.token({ exp: seconds(-3_600) }), "ok ok", "failed expired", fails("expired"), ""],
    ["expired within the server's leeway", issuer.token({ exp: seconds(-20) }), "ok ok", "failed expired", works, "full-access"],
    [
      "not yet valid",
      issuer.token({ nbf: seconds(3_600), exp: inAYear }),
      "ok ok",
      "warning not-yet-valid",
      works,
      "full-access",
    ],
    ["milliseconds", issuer.token({ exp: inAYear * 1_000 }), "ok ok", "warning exp-in-milliseconds", works, "full-access"],
    ["an expiry before 1970", issuer.token({ exp: -5 }), "ok ok", "failed negative-exp", works, "full-access"],
    ["microseconds", issuer.token({ exp: inAYear * 1_000_000 }), "ok ok", "failed malformed", fails("rejected"), ""],
    ["an expiry of null", issuer.token({ exp: null }), "ok ok", "warning no-expiry", works, "full-access"],
    ["claims of null", issuer.token({ a: null, aud: null, id: null, exp: inAYear }), "ok ok", "ok ok", works, "full-access"],
    ["an id that is no text", issuer.token({ id: 5, exp: inAYear }), "failed malformed", "ok ok", fails("rejected"), ""],
    ["grants that are none", issuer.token({ p: "x", exp: inAYear }), "failed malformed", "ok ok", fails("rejected"), ""],
    ["an expiry with a fraction", issuer.token({ exp: inAYear + 0.5 }), "ok ok", "failed malformed", fails("rejected"), ""],
    ["another key's", tokenIssuer().token({ a: "rw", exp: inAYear }), "ok ok", "ok ok", fails("rejected"), ""],
    [
      "another namespace's",
      issuer.token({ p: { rw: { ns: ["other"] } }, exp: inAYear }),
      "ok ok",
      "ok ok",
      fails("wrong-database"),
      "",
    ],
    ["another database's", issuer.token({ id: "other", exp: inAYear }), "ok ok", "ok ok", fails("wrong-database"), ""],
    ["an audience", issuer.token({ aud: "x", exp: inAYear }), "failed wrong-kind", "ok ok", fails("rejected"), ""],
    ["an unknown access", issuer.token({ a: "all", exp: inAYear }), "failed bad-access-claim", "ok ok", fails("rejected"), ""],
    ["HS256", issuer.token({ exp: inAYear }, { alg: "HS256" }), "failed malformed", "ok ok", fails("rejected"), ""],
    ["no algorithm", issuer.token({ exp: inAYear }, { alg: "none" }), "failed malformed", "ok ok", fails("rejected"), ""],
    ["cut off", issuer.token({ exp: inAYear }).slice(0, -9), "failed malformed", "ok ok", fails("rejected"), ""],
    ["padded", `${issuer.token({ exp: inAYear })}==`, "failed padded", "ok ok", fails("rejected"), ""],
    ["in quotes", `"${issuer.token({ exp: inAYear })}"`, "failed quoted", "not-checked quoted", fails("rejected"), ""],
    ["garbage", "garbage-garbage-garbage", "failed malformed", "not-checked malformed", fails("rejected"), ""],
  ];
  it.each(TOKENS)("and a token: %s", async (_, token, format, expiry, live, access) => {
    const { findings, outputs, error, visible } = await validate({}, { TURSO_DATABASE_URL: sqld.url, TURSO_AUTH_TOKEN: token });
    expect(findings).toEqual([
      "TURSO_DATABASE_URL presence ok ok",
      "TURSO_AUTH_TOKEN presence ok ok",
      "TURSO_DATABASE_URL format ok ok",
      `TURSO_AUTH_TOKEN format ${format}`,
      `TURSO_AUTH_TOKEN expiry ${expiry}`,
      ...live,
    ]);
    const isGood = ![format, expiry].some((one) => /^(failed|not-checked)/.test(one)) && live === works;
    expect(outputs).toMatchObject({
      ...{ valid: String(isGood), skipped: "false", access },
      "server-version": "sqld 0.24.32 (40c272de 2025-02-14)",
    });
    expect(error === "").toBe(isGood);
    for (const { verdict, message, fix } of JSON.parse(outputs["results"] ?? "[]")) {
      expect(message).toMatch(/^\S.*[.?]$/);
      if (verdict === "failed" || verdict === "warning") expect(fix).toMatch(/`[^`]+`|https:|until then/);
    }
    expectNoTrace(visible, token);
  });

  it("and the URL in the place of the token", async () => {
    const environment = { TURSO_DATABASE_URL: issuer.token({ exp: inAYear }), TURSO_AUTH_TOKEN: sqld.url };
    const { findings, visible } = await validate({ checks: "format, connect" }, environment);
    expect(findings).toEqual([
      "TURSO_DATABASE_URL format failed wrong-kind",
      "TURSO_AUTH_TOKEN format failed wrong-kind",
      "TURSO_DATABASE_URL connect not-checked wrong-kind",
    ]);
    expectNoTrace(visible, environment.TURSO_DATABASE_URL);
  });

  it("and a token that is empty: the server says what is missing", async () => {
    const { findings, error } = await validate({}, { TURSO_DATABASE_URL: sqld.url, TURSO_AUTH_TOKEN: " \n" });
    expect(findings).toEqual([
      "TURSO_DATABASE_URL presence ok ok",
      "TURSO_AUTH_TOKEN presence not-checked not-needed",
      "TURSO_DATABASE_URL format ok ok",
      "TURSO_AUTH_TOKEN format not-checked not-needed",
      "TURSO_AUTH_TOKEN expiry not-checked not-needed",
      "TURSO_AUTH_TOKEN connect failed missing",
      "TURSO_DATABASE_URL read not-checked missing",
      "TURSO_DATABASE_URL write not-checked missing",
    ]);
    expect(error).toContain("Store a token for this database and hand it to this step");
  });

  it("and a token that belongs to another host: it is not sent, which is said", async () => {
    const token = issuer.token({ exp: inAYear });
    const environment = { TURSO_DATABASE_URL: "libsql://home.test", TURSO_AUTH_TOKEN: token };
    const { findings, error, visible } = await validate({ "database-url": sqld.url, checks: "connect" }, environment);
    expect(findings).toEqual(["TURSO_AUTH_TOKEN connect failed missing"]);
    expect(error).toContain("TURSO_AUTH_TOKEN was not sent: it belongs to the host of the environment's own URL");
    expectNoTrace(visible, token);
  });

  it("and a token that the step does not name: its form and its end are looked at too", async () => {
    const environment = { TURSO_DATABASE_URL: sqld.url, TURSO_AUTH_TOKEN: issuer.token({ exp: seconds(3_600) }), OTHER: "x" };
    const { findings, outputs } = await validate({ secrets: "OTHER", checks: "format, expiry, connect" }, environment);
    expect(findings).toEqual([
      "OTHER format ok ok",
      "TURSO_AUTH_TOKEN format ok ok",
      "TURSO_AUTH_TOKEN expiry warning expires-soon",
      "TURSO_DATABASE_URL connect ok ok",
      "TURSO_AUTH_TOKEN connect ok ok",
    ]);
    expect(outputs["days-left"]).toBe("0");
  });

  it("and a token that is empty where one is needed", async () => {
    const { findings } = await validate({}, { TURSO_DATABASE_URL: "libsql://db.invalid", TURSO_AUTH_TOKEN: " " });
    expect(findings.slice(0, 5)).toEqual([
      "TURSO_DATABASE_URL presence ok ok",
      "TURSO_AUTH_TOKEN presence failed empty",
      "TURSO_DATABASE_URL format ok ok",
      "TURSO_AUTH_TOKEN format not-checked empty",
      "TURSO_AUTH_TOKEN expiry not-checked empty",
    ]);
  });

  it.each(["ws://HOST", "libsql://HOST?tls=0", "http://HOST/"])("is reached by %s", async (url) => {
    const given = { "database-url": url.replace("HOST", new URL(sqld.url).host), "auth-token": issuer.token({ exp: inAYear }) };
    const { outputs, error } = await validate(given);
    expect({ error, valid: outputs["valid"], access: outputs["access"] }).toEqual({
      error: "",
      valid: "true",
      access: "full-access",
    });
  });

  it("is asked for its health where that is wanted, and only where it can be read", async () => {
    const checks = "connect, schema, integrity, replication";
    const health = (findings: string[]) => findings.filter((one) => /schema|integrity|replication/.test(one));
    const good = await validate({ "database-url": sqld.url, "auth-token": issuer.token({ exp: inAYear }), checks });
    expect(health(good.findings).map((one) => one.split(" ").slice(0, 2).join(" "))).toEqual([
      "database-url integrity",
      "database-url schema",
      "database-url replication",
    ]);
    expect(good.error).toBe("");
    const bad = await validate({ "database-url": sqld.url, "auth-token": tokenIssuer().token({}), checks });
    expect(health(bad.findings)).toEqual([
      "database-url integrity not-checked rejected",
      "database-url schema not-checked rejected",
      "database-url replication not-checked rejected",
    ]);
  });

  it("says how long the token lives, and what it may do", async () => {
    const { outputs } = await validate({ "database-url": sqld.url, "auth-token": issuer.token({ exp: seconds(90_000) }) });
    expect(outputs["expires-at"]).toBe(`${new Date(seconds(90_000) * 1_000).toISOString().slice(0, 19)}Z`);
    expect(outputs["days-left"]).toBe("1");
    expect(Object.keys(JSON.parse(outputs["latency-ms"] ?? ""))).toEqual(["connect", "read", "write"]);
  });

  it("and no token: the server's words are kept, and say what is missing", async () => {
    const { findings, error } = await validate({ checks: "connect" }, { TURSO_DATABASE_URL: sqld.url });
    expect(findings).toEqual(["TURSO_AUTH_TOKEN connect failed missing"]);
    expect(error).toContain("Expected authorization header but none given");
  });

  it("and a token with a line break behind it: it works, with a warning", async () => {
    const environment = { TURSO_DATABASE_URL: `${sqld.url}\n`, TURSO_AUTH_TOKEN: `${issuer.token({})}\n` };
    const { findings, error, log } = await validate({}, environment);
    expect(findings.filter((finding) => !finding.endsWith("ok ok"))).toEqual([
      "TURSO_DATABASE_URL format warning newline-around",
      "TURSO_AUTH_TOKEN format warning newline-around",
      "TURSO_AUTH_TOKEN expiry warning no-expiry",
    ]);
    expect(error).toBe("");
    expect(log).toContain("::warning::TURSO_AUTH_TOKEN: It has a line break before or behind it");
  });

  it("and everything given as lines", async () => {
    const token = issuer.token({ a: "ro" });
    const { outputs, visible } = await validate({
      secrets: `TURSO_DATABASE_URL=${sqld.url}\nTURSO_AUTH_TOKEN=${token}\nOTHER_KEY=canary-other\n`,
    });
    expect(outputs["valid"]).toBe("true");
    expectNoTrace(visible, token);
    expect(visible).not.toContain("canary-other");
  });
});

describe("a server without authentication", () => {
  let sqld: Sqld;
  beforeAll(async () => {
    sqld = await startSqld();
  });
  afterAll(() => sqld.stop());

  it("needs no token", async () => {
    const { findings, outputs } = await validate({}, { TURSO_DATABASE_URL: sqld.url });
    expect(findings.filter((finding) => finding.startsWith("TURSO_AUTH_TOKEN"))).toEqual([
      "TURSO_AUTH_TOKEN presence not-checked not-needed",
      "TURSO_AUTH_TOKEN format not-checked not-needed",
      "TURSO_AUTH_TOKEN expiry not-checked not-needed",
      "TURSO_AUTH_TOKEN connect ok ok",
    ]);
    expect(outputs["valid"]).toBe("true");
  });

  it("takes any token, which is said", async () => {
    const { findings, error } = await validate(
      { checks: "connect" },
      { TURSO_DATABASE_URL: sqld.url, TURSO_AUTH_TOKEN: issuer.token({}) },
    );
    expect(findings).toEqual(["TURSO_DATABASE_URL connect ok ok", "TURSO_AUTH_TOKEN connect warning unprotected"]);
    expect(error).toBe("");
  });

  it("one of several that are reported each", async () => {
    const { findings } = await validate(
      { "database-url": `${sqld.url}\n${await goneUrl()}`, checks: "connect, read" },
      {},
      HASTY,
    );
    expect(findings).toEqual([
      "database-url (line 1) connect ok ok",
      "TURSO_AUTH_TOKEN connect ok ok",
      "database-url (line 1) read ok ok",
      "database-url (line 2) connect failed unreachable",
      "database-url (line 2) read not-checked unreachable",
    ]);
  });
});
