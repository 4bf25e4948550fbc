// The action on real servers, with every kind of token.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directory, expectNoTrace, goneUrl, issuer, seconds, useSteps, validate } from "./testing.ts";

useSteps();

describe("a server with authentication", () => {
  let sqld: Sqld;
  beforeAll(async () => {
    const keyFile = join(directory, "key.pem");
    writeFileSync(keyFile, issuer.publicKey);
    sqld = await startSqld({ authJwtKeyFile: keyFile });
  });
  afterAll(() => sqld.stop());

  const connected = ["TURSO_DATABASE_URL connect ok ok", "TURSO_AUTH_TOKEN connect ok ok", "TURSO_DATABASE_URL read ok ok"];
  const noRead = "TURSO_DATABASE_URL read not-checked not-connected";
  it.each([
    ["full access", issuer.token({ a: "rw", exp: seconds(3_600) }), "ok ok", connected],
    ["no claims at all", issuer.token({}), "ok ok", connected],
    ["read-only", issuer.token({ a: "ro" }), "ok ok", connected],
    ["expired", issuer.token({ exp: seconds(-3_600) }), "failed expired", ["TURSO_AUTH_TOKEN connect failed expired", noRead]],
    ["expired within the server's leeway", issuer.token({ exp: seconds(-20) }), "failed expired", connected],
    ["another key's", tokenIssuer().token({ a: "rw" }), "ok ok", ["TURSO_AUTH_TOKEN connect failed rejected", noRead]],
    ["another database's", issuer.token({ id: "other" }), "ok ok", ["TURSO_AUTH_TOKEN connect failed wrong-database", noRead]],
    [
      "with an audience, which sqld refuses",
      issuer.token({ aud: "x" }),
      "ok ok",
      ["TURSO_AUTH_TOKEN connect failed rejected", noRead],
    ],
    ["HS256", issuer.token({}, { alg: "HS256" }), "failed malformed", ["TURSO_AUTH_TOKEN connect failed rejected", noRead]],
    ["garbage", "garbage-garbage-garbage", "failed malformed", ["TURSO_AUTH_TOKEN connect failed rejected", noRead]],
  ])("and a token: %s", async (_, token, format, live) => {
    const { findings, outputs, error, visible } = await validate({}, { TURSO_DATABASE_URL: sqld.url, TURSO_AUTH_TOKEN: token });
    expect(findings).toEqual([
      "TURSO_DATABASE_URL presence ok ok",
      "TURSO_AUTH_TOKEN presence ok ok",
      "TURSO_DATABASE_URL format ok ok",
      `TURSO_AUTH_TOKEN format ${format}`,
      ...live,
    ]);
    const isValid = format === "ok ok" && live === connected;
    expect(outputs["valid"]).toBe(String(isValid));
    expect(outputs["server-version"]).toBe(live === connected ? "sqld 0.24.32 (40c272de 2025-02-14)" : "");
    expect(error === "").toBe(isValid);
    expectNoTrace(visible, token);
  });

  it("and no token: the server's words are kept, and say what is missing", async () => {
    const { findings, error } = await validate({ checks: "connect" }, { TURSO_DATABASE_URL: sqld.url });
    expect(findings).toEqual(["TURSO_AUTH_TOKEN connect failed no-token"]);
    expect(error).toContain("Expected authorization header but none given");
  });

  it("and a token with a line break behind it: it works, with a warning", async () => {
    const environment = { TURSO_DATABASE_URL: `${sqld.url}\n`, TURSO_AUTH_TOKEN: `${issuer.token({})}\n` };
    const { findings, error, log } = await validate({}, environment);
    expect(findings.filter((finding) => !finding.endsWith("ok ok"))).toEqual([
      "TURSO_DATABASE_URL format warning newline-around",
      "TURSO_AUTH_TOKEN format warning newline-around",
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
    const { findings } = await validate({ "database-url": `${sqld.url}\n${await goneUrl()}`, checks: "connect, read" });
    expect(findings).toEqual([
      "database-url (line 1) connect ok ok",
      "TURSO_AUTH_TOKEN connect ok ok",
      "database-url (line 1) read ok ok",
      "database-url (line 2) connect failed unreachable",
      "database-url (line 2) read not-checked not-connected",
    ]);
  });
});
