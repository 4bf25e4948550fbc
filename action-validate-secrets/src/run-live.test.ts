// The action over servers as a whole: how many requests it sends, what it does when a host is down, the clock, TLS, the platform token, the report.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeCertificate } from "@libsql-actions/shared/testing/certificate";
import { type HttpFixture, type HttpHandler, sendJson, startHttp } from "@libsql-actions/shared/testing/http";
import { describe, expect, it } from "vitest";
import { directory, goneUrl, HASTY, issuer, seconds, serve, stopAfterwards, useSteps, validate } from "./testing.ts";

useSteps();

const TOKEN = issuer.token({ a: "rw", exp: seconds(90 * 86_400) });
const OK = { type: "ok", response: { result: { step_results: [null], step_errors: [null] } } };

/** A server with authentication that finds everything fine. */
const fine: HttpHandler = ({ headers, path }, response) => {
  if (path === "/version") response.end("sqld 9.9.9");
  else if (headers.authorization === undefined) sendJson(response, 401, { error: "none given" });
  else sendJson(response, 200, { results: [OK, OK] });
};
const shown = ({ requests }: HttpFixture) =>
  requests.map(({ method, path, headers }) => `${method} ${path}${headers.authorization === undefined ? "" : " token"}`);

describe("what is sent", () => {
  it("by default is five requests, the first without the token", async () => {
    const server = await serve(fine);
    const { error } = await validate({ "database-url": server.url, "auth-token": TOKEN });
    expect(error).toBe("");
    const [first, ...others] = shown(server);
    expect(first).toBe("POST /v2/pipeline");
    expect(others.sort()).toEqual([
      "GET /version",
      "POST /v2/pipeline token",
      "POST /v2/pipeline token",
      "POST /v2/pipeline token",
    ]);
  });

  it("to a server without a token to send is one less", async () => {
    const server = await serve((request, response) =>
      fine({ ...request, headers: { ...request.headers, authorization: "x" } }, response, 0),
    );
    await validate({ "database-url": server.url });
    expect(server.requests).toHaveLength(4);
  });
});

describe("a host that is down", () => {
  it("is found out once: the rest fails at once and says so", async () => {
    const server = await serve((_, response) => response.writeHead(503, { "retry-after": "3600" }).end("maintenance"));
    const url = `${server.url}/dev/a\n${server.url}/dev/b`;
    const { findings, error } = await validate({ "database-url": url, "auth-token": TOKEN, checks: "connect, read" });
    expect(findings).toEqual([
      "database-url (line 1) connect failed server-error",
      "database-url (line 1) read not-checked server-error",
      "database-url (line 2) connect failed server-error",
      "database-url (line 2) read not-checked server-error",
    ]);
    expect(error).toContain("was not asked again, since it failed before: ");
    expect(server.requests).toHaveLength(1);
  });

  it("keeps no other host waiting", async () => {
    const server = await serve(fine);
    const given = { "database-url": `${await goneUrl()}\n${server.url}`, "auth-token": TOKEN, checks: "connect" };
    const { findings } = await validate(given, {}, HASTY);
    expect(findings).toEqual([
      "database-url (line 1) connect failed unreachable",
      "database-url (line 2) connect ok ok",
      "auth-token connect ok ok",
    ]);
  });

  it.each([401, 403, 404])("is asked once where it says %d", async (status) => {
    const server = await serve((_, response) => sendJson(response, status, { error: "no" }));
    await validate({ "database-url": server.url, "auth-token": TOKEN, checks: "connect" });
    expect(shown(server).sort()).toEqual(["GET /version", "POST /v2/pipeline", "POST /v2/pipeline token"]);
  });
});

describe("the clock of the server", () => {
  const at =
    (skewS: number): HttpHandler =>
    (request, response, index) => {
      response.setHeader("date", new Date(Date.now() + skewS * 1_000).toUTCString());
      fine(request, response, index);
    };
  const expiry = async (skewS: number, exp: number) => {
    const server = await serve(at(skewS));
    const { findings, log, outputs } = await validate({
      ...{ "database-url": server.url, "auth-token": issuer.token({ exp }), checks: "expiry, connect" },
    });
    return { findings: findings.filter((one) => one.includes("expiry")), log, daysLeft: outputs["days-left"] };
  };

  it("decides where it is another: a token that has expired there", async () => {
    const { findings, log, daysLeft } = await expiry(20 * 86_400, seconds(15 * 86_400));
    expect(daysLeft).toBe("-6");
    expect(findings).toEqual(["auth-token expiry failed expired", "database-url expiry warning clock-skew"]);
    expect(log).toMatch(/The clock of 127\.0\.0\.1:\d+ is \d+ min ahead of the clock of this machine/);
  });

  it("decides where it is another: a token that has expired here", async () => {
    const { findings, daysLeft } = await expiry(-20 * 86_400, seconds(-60));
    expect(daysLeft).toBe("19");
    expect(findings).toEqual(["auth-token expiry ok ok", "database-url expiry warning clock-skew"]);
  });

  it("may be off by less than servers let pass", async () =>
    expect((await expiry(50, seconds(15 * 86_400))).findings).toEqual(["auth-token expiry ok ok"]));
});

describe("TLS", () => {
  it("with a certificate that nobody vouches for is refused, and nothing is sent", async () => {
    const server = await startHttp(fine, makeCertificate());
    stopAfterwards(server);
    const { findings, error } = await validate({ "database-url": server.url, "auth-token": TOKEN, checks: "connect, read" });
    expect(findings).toEqual(["database-url connect failed tls", "database-url read not-checked tls"]);
    expect(error).toContain("NODE_EXTRA_CA_CERTS");
    expect(server.requests).toEqual([]);
  });
});

describe("a token of the platform", () => {
  const platform =
    (status: number, exp = -1): HttpHandler =>
    ({ path }, response) => {
      if (path === "/v1/auth/validate") sendJson(response, status, status === 200 ? { exp } : { error: "bad token" });
      else if (path === "/v1/organizations/acme/databases")
        sendJson(response, 200, { databases: [{ Name: "a", Hostname: "a-acme.turso.io", group: "default" }] });
      else sendJson(response, 404, { error: "could not find organization" });
    };
  const check = async (handler: HttpHandler, given: Record<string, string> = {}) => {
    const [server, database] = [await serve(handler), await serve(fine)];
    const outcome = await validate({
      ...{ "database-url": database.url, "auth-token": TOKEN, "api-token": "platform-token-1", "api-url": server.url },
      ...given,
    });
    return { ...outcome, findings: outcome.findings.filter((one) => one.startsWith("api-token")), server };
  };

  it("that is good, for an organization", async () => {
    const { findings, error, visible } = await check(platform(200), { organization: "acme" });
    expect(error).toBe("");
    expect(findings).toEqual([
      "api-token presence ok ok",
      "api-token format ok ok",
      "api-token connect ok ok",
      "api-token expiry warning no-expiry",
      "api-token read ok ok",
    ]);
    expect(visible).not.toContain("platform-token-1");
  });

  it.each<[string, HttpHandler, string[]]>([
    ["refused", platform(401), ["connect failed rejected", "expiry not-checked rejected", "read not-checked rejected"]],
    [
      "about to expire",
      platform(200, seconds(3_600)),
      ["connect ok ok", "expiry warning expires-soon", "read failed wrong-database"],
    ],
    [
      "not to blame for the API",
      (_, response) => response.writeHead(500, { "retry-after": "3600" }).end(),
      ["connect failed server-error", "expiry not-checked server-error", "read not-checked server-error"],
    ],
    [
      "sent to what is no API",
      (_, response) => response.end("<html>"),
      ["connect failed server-error", "expiry not-checked server-error", "read not-checked server-error"],
    ],
  ])("that is %s", async (_, handler, expected) => {
    const { findings } = await check(handler, { organization: "other" });
    expect(findings.slice(2)).toEqual(expected.map((one) => `api-token ${one}`));
  });

  it("is not sent where nothing is", async () => {
    const { findings, server } = await check(platform(200), { checks: "presence, format, expiry" });
    expect(findings).toEqual(["api-token presence ok ok", "api-token format ok ok", "api-token expiry not-checked not-needed"]);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ["that of the platform", issuer.token({ org: "acme" }), "auth-token format failed wrong-kind"],
    ["that of a database", TOKEN, "api-token format failed wrong-kind"],
  ])("in the place of another is recognised, and the right one is blamed: both are %s", async (_, token, expected) => {
    const given = { "auth-token": token, "api-token": token, "database-url": "libsql://h", checks: "format" };
    const { findings } = await validate(given);
    expect(findings.filter((one) => !one.endsWith("ok ok"))).toEqual([expected]);
  });

  it.each(["", " \n"])("that is not there (%j) is missed where its organization is named", async (token) => {
    const { findings, outputs, error, server } = await check(platform(200), { "api-token": token, organization: "acme" });
    expect(findings).toEqual([
      "api-token presence failed empty",
      "api-token format not-checked empty",
      "api-token connect not-checked empty",
      "api-token expiry not-checked empty",
      "api-token read not-checked empty",
    ]);
    expect(outputs["valid"]).toBe("false");
    expect(error).toContain("api-token (presence)");
    expect(server.requests).toEqual([]);
    const skipped = await check(platform(200), { "api-token": token, organization: "acme", "on-missing": "skip" });
    expect(skipped.outputs["skipped"]).toBe("true");
  });
});

it("names the report in a list that is cut", async () => {
  const urls = Array.from({ length: 300 }, (_, index) => `file:missing-${index}.db`).join("\n");
  const path = join(directory, "reports", "many.json");
  const { outputs } = await validate({ "database-url": urls, checks: "presence, format, connect", "report-file": path });
  expect(JSON.parse(outputs["results"] ?? "").at(-1)).toMatchObject({ "report-file": path });
});

it("writes a report that says what the outputs say", async () => {
  const server = await serve(fine);
  const path = join(directory, "reports", "validate.json");
  const given = { "database-url": server.url, "auth-token": TOKEN, "report-file": path };
  const { outputs } = await validate(given);
  expect(outputs["report-file"]).toBe(path);
  const report = JSON.parse(readFileSync(path, "utf8"));
  expect(report.results).toEqual(JSON.parse(outputs["results"] ?? ""));
  expect(report).toMatchObject({ valid: "true", skipped: "false", access: "full-access", "days-left": "89" });
  expect(report.databases).toEqual([
    {
      secret: "database-url",
      "server-version": "sqld 9.9.9",
      access: "full-access",
      "latency-ms": JSON.parse(outputs["latency-ms"] ?? ""),
      health: [],
    },
  ]);
});

it("cannot write a report onto a folder: that is the error, and the outputs are true", async () => {
  const server = await serve(fine);
  const given = { "database-url": server.url, "auth-token": TOKEN, "report-file": "." };
  const { outputs, error } = await validate(given);
  expect(error).toContain("The file of `report-file`");
  expect(outputs["valid"]).toBe("true");
});
