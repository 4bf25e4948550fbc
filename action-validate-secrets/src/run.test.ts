// The whole action without its bundle: on real servers, with every kind of token, and on servers that mean harm.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { type HttpFixture, type HttpHandler, sendJson, sendRedirect, startHttp } from "@libsql-actions/shared/testing/http";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readInputs } from "./inputs.ts";
import { run } from "./run.ts";

const directory = mkdtempSync(join(tmpdir(), "validate-"));
const outputFile = join(directory, "output");
const summaryFile = join(directory, "summary");
const issuer = tokenIssuer();
const nowMs = Date.now();
const seconds = (fromNow: number) => Math.floor(nowMs / 1_000) + fromNow;

let written = "";
const running: { stop(): Promise<void> }[] = [];
beforeEach(() => {
  vi.stubEnv("GITHUB_OUTPUT", outputFile);
  for (const file of [outputFile, summaryFile]) writeFileSync(file, "");
  written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await Promise.all(running.splice(0).map((server) => server.stop()));
});
afterAll(() => rmSync(directory, { recursive: true }));

async function serve(handler: HttpHandler): Promise<HttpFixture> {
  const server = await startHttp(handler);
  running.push(server);
  return server;
}

interface Outcome {
  /** `secret check verdict reason`, a line each. */
  readonly findings: string[];
  readonly outputs: Record<string, string>;
  readonly error: string;
  /** Everything that anybody gets to see: log without masks, error, outputs, summary. */
  readonly visible: string;
}

async function validate(given: Record<string, string>, environment: Record<string, string> = {}): Promise<Outcome> {
  const inputs = readInputs((name) => given[name] ?? "", environment);
  const step = {
    ...readStep({ GITHUB_WORKSPACE: directory, RUNNER_TEMP: directory, ...environment }, false),
    summaryFile,
    toolCache: join(tmpdir(), "libsql-actions-test-tools"),
    workspace: environment["DATABASE_INIT_SQL"] === undefined ? process.cwd() : directory,
  };
  const times = { tryTimeoutMs: 400, deadlineMs: 700, lockTimeoutMs: 100 };
  const error = await run({ inputs, step, times, nowMs }).then(
    () => "",
    (problem: Error) => problem.message,
  );
  const output = readFileSync(outputFile, "utf8");
  const found = Array.from(output.matchAll(/^([\w-]+)<<(\S+)\n(.*?)\n\2$/gms), ([, name = "", , value = ""]) => [name, value]);
  const outputs = Object.fromEntries(found) as Record<string, string>;
  const results = JSON.parse(outputs["results"] ?? "[]") as Record<string, string>[];
  const log = written.replace(/^::add-mask::.*\n/gm, "");
  return {
    findings: results.map(({ secret, check, verdict, reason }) => [secret, check, verdict, reason].join(" ")),
    outputs,
    error,
    visible: [log, error, output, readFileSync(summaryFile, "utf8")].join("\n"),
  };
}

/** Nothing of a token but its header is visible. */
function expectNoTrace(visible: string, token: string): void {
  for (const part of [token, ...token.split(".").slice(1)].filter((one) => one.length >= 8)) expect(visible).not.toContain(part);
}

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
    const { findings, error } = await validate({}, environment);
    expect(findings.filter((finding) => !finding.endsWith("ok ok"))).toEqual([
      "TURSO_DATABASE_URL format warning newline-around",
      "TURSO_AUTH_TOKEN format warning newline-around",
    ]);
    expect(error).toBe("");
    expect(written).toContain("::warning::TURSO_AUTH_TOKEN: It has a line break before or behind it");
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
    const gone = await serve(() => undefined);
    await gone.stop();
    running.splice(0);
    const { findings } = await validate({ "database-url": `${sqld.url}\n${gone.url}`, checks: "connect, read" });
    expect(findings).toEqual([
      "database-url (line 1) connect ok ok",
      "TURSO_AUTH_TOKEN connect ok ok",
      "database-url (line 1) read ok ok",
      "database-url (line 2) connect failed unreachable",
      "database-url (line 2) read not-checked not-connected",
    ]);
  });
});

describe("a local database", () => {
  const check = (url: string) => validate({ "database-url": url, checks: "connect, read" });
  it("that is a file", async () => {
    const name = "real %41#.db";
    const path = join(directory, name);
    const { openClient } = await import("@libsql-actions/shared/database/client");
    const { testSettings } = await import("@libsql-actions/shared/testing/client-settings");
    const { fileUrl } = await import("@libsql-actions/shared/database/url");
    const client = await openClient({ kind: "file", url: fileUrl(path), path }, testSettings());
    await client.execute("CREATE TABLE t(x)");
    client.close();
    const { findings, outputs } = await check(fileUrl(path));
    expect(findings).toEqual(["database-url connect ok ok", "database-url read ok ok"]);
    expect(outputs["server-version"]).toBe("");
  });

  it("that is no database", async () => {
    writeFileSync(join(directory, "text.db"), "this is text, and long enough to be one".repeat(50));
    expect((await check(`file:${join(directory, "text.db")}`)).findings).toEqual([
      "database-url connect ok ok",
      "database-url read failed not-libsql",
    ]);
  });

  it("that is not there is not made", async () => {
    const path = join(directory, "missing.db");
    expect((await check(`file:${path}`)).findings[0]).toBe("database-url connect failed no-file");
    expect(() => readFileSync(path)).toThrow("ENOENT");
    expect((await check(`file:${directory}`)).findings[0]).toBe("database-url connect failed no-file");
  });

  it("in memory, with and without its script", async () => {
    expect((await check(":memory:")).findings).toEqual(["database-url connect ok ok", "database-url read ok ok"]);
  });

  it("in memory whose script is gone", async () => {
    const environment = { DATABASE_URL: ":memory:", DATABASE_INIT_SQL: join(directory, "gone.sql") };
    const { findings, error } = await validate({ checks: "read" }, environment);
    expect(findings).toEqual(["DATABASE_URL read failed unreachable"]);
    expect(error).toContain("The script of the in-memory database");
  });
});

describe("a server that is something else", () => {
  const token = issuer.token({ a: "rw", id: "canary-of-hostile-tests" });
  const probe = (url: string) => validate({ "database-url": url, "auth-token": token, checks: "connect" });
  const reasonFor = async (url: string) => {
    const { findings, outputs, error, visible } = await probe(url);
    expect(findings).toHaveLength(1);
    expect(outputs["valid"]).toBe("false");
    expect(error).not.toBe("");
    expect(error.length).toBeLessThan(2_000);
    expectNoTrace(visible, token);
    return findings[0]?.split(" ").slice(2).join(" ");
  };

  it.each<[string, HttpHandler, string]>([
    [
      "HTML with 200",
      (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Log in</html>"),
      "failed not-libsql",
    ],
    ["10 MB with 200", (_, response) => response.writeHead(200).end("x".repeat(10_000_000)), "failed not-libsql"],
    ["without end", endless, "failed not-libsql"],
    ["JSON of its own", (_, response) => sendJson(response, 200, { hello: "world" }), "failed not-libsql"],
    ["null", (_, response) => sendJson(response, 200, null), "failed not-libsql"],
    ["no results", (_, response) => sendJson(response, 200, { results: [null] }), "failed not-libsql"],
    ["404", (_, response) => response.writeHead(404).end("<html>"), "failed not-libsql"],
    ["405", (_, response) => response.writeHead(405).end(), "failed not-libsql"],
    ["403", (_, response) => sendJson(response, 403, { error: "blocked" }), "failed forbidden"],
    ["503", (_, response) => response.writeHead(503).end(), "failed server-error"],
    ["429 for an hour", (_, response) => response.writeHead(429, { "retry-after": "3600" }).end(), "failed server-error"],
    [
      "a statement error",
      (_, response) => sendJson(response, 200, { results: [{ type: "error", error: { message: "no", code: "BLOCKED" } }] }),
      "failed server-error",
    ],
    ["silence", () => undefined, "failed timeout"],
    ["a stalled body", (_, response) => void response.writeHead(200, { "content-length": "99" }).write("{"), "failed timeout"],
    ["a cut connection", (_, response) => response.destroy(), "failed unreachable"],
  ])("that answers %s", async (_, handler, expected) => expect(await reasonFor((await serve(handler)).url)).toBe(expected));

  it("that is no HTTP server", async () => {
    const server = await rawServer("220 mail.test ESMTP\r\n");
    expect(await reasonFor(server.url)).toBe("failed not-libsql");
  });

  it("that speaks no TLS", async () => {
    const server = await serve((_, response) => response.end());
    expect(await reasonFor(server.url.replace("http:", "libsql:"))).toBe("failed tls");
  });

  it("that nobody is", async () => {
    const server = await serve(() => undefined);
    await server.stop();
    running.splice(0);
    expect(await reasonFor(server.url)).toBe("failed unreachable");
    expect(await reasonFor("libsql://nowhere.invalid")).toBe("failed dns");
  });

  it.each([301, 302, 303, 307, 308])("that redirects (%d): neither token nor statement goes there", async (status) => {
    const other = await serve((_, response) => sendJson(response, 200, { results: [{ type: "ok" }] }));
    const server = await serve((request, response) => sendRedirect(response, `${other.url}${request.path}`, status));
    expect(await reasonFor(server.url)).toBe("failed redirected");
    expect(other.requests).toEqual([]);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${token}`]);
  });

  it("that says workflow commands, and the token back, in a refusal", async () => {
    const evil = `::set-env name=A::b\n::error::x ##[error]y \u001b[31m\u202e |<script>| ${token}`;
    const server = await serve((_, response) => sendJson(response, 401, { error: evil }));
    const { findings, visible } = await probe(server.url);
    expect(findings).toEqual(["auth-token connect failed rejected"]);
    expectClean(visible);
  });

  it("that says them in a result and as its version", async () => {
    const evil = `\n::add-path::/evil\r\n##[set-output name=valid]true |<script>| ${token}`;
    const server = await serve((request, response) =>
      request.path === "/version"
        ? response.end(evil)
        : sendJson(response, 200, {
            results: [{ type: request.body.includes("schema") ? "error" : "ok", error: { message: evil } }],
          }),
    );
    const { findings, outputs, visible } = await validate({
      "database-url": server.url,
      "auth-token": token,
      checks: "connect, read",
    });
    expect(findings).toEqual([
      "database-url connect ok ok",
      "auth-token connect warning unprotected",
      "database-url read failed server-error",
    ]);
    expect(outputs["server-version"]).toBe(": :add-path::/evil ## [set-output name=valid]true |<script>| ***");
    expectClean(visible);
  });

  function expectClean(visible: string): void {
    expectNoTrace(visible, token);
    for (const line of visible.split("\n")) {
      expect(line).not.toMatch(/^\s*::(?!warning::|notice::)/);
      expect(line).not.toContain("##[");
    }
    expect(visible).not.toMatch(/[\u001b\u202e\r]/);
    expect(readFileSync(summaryFile, "utf8")).not.toContain("<script>");
  }
});

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
      "API_KEY format not-checked missing",
      "TURSO_DATABASE_URL connect not-checked no-database",
      "TURSO_DATABASE_URL read not-checked no-database",
    ]);
    expect(outputs).toMatchObject({ valid: "false", "server-version": "" });
    expect(error.split("\n")).toHaveLength(4);
    expect(error).toMatch(/^3 of 8 checks of secrets failed:\n- TURSO_DATABASE_URL \(presence\): /);
  });

  it("no database, and only `connect` wanted: that is not valid either", async () => {
    const { outputs, error } = await validate({ checks: "connect" });
    expect(outputs["valid"]).toBe("false");
    expect(error).toMatch(
      /^1 of 1 checks of secrets could not be made:\n- TURSO_DATABASE_URL \(connect\): There is no database to talk to: No database: give/,
    );
  });

  it("plaintext to another machine: refused, and nothing is sent", async () => {
    const { findings } = await validate({ "database-url": "http://db.invalid", "auth-token": issuer.token({}) });
    expect(findings.filter((finding) => !finding.endsWith("ok ok"))).toEqual([
      "database-url format failed plaintext-refused",
      "database-url connect not-checked no-database",
      "database-url read not-checked no-database",
    ]);
  });

  it("only checks that send nothing send nothing", async () => {
    const server = await serve((_, response) => response.end());
    const { outputs } = await validate({ checks: "format\npresence" }, { TURSO_DATABASE_URL: server.url });
    expect(outputs["valid"]).toBe("true");
    expect(server.requests).toEqual([]);
  });

  it.each([
    [
      { checks: "presence, write" },
      'The input `checks` is "write", which is not valid: use any of `presence`, `format`, `connect`, `read`.',
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
  await validate({ checks: "presence" }, { TURSO_DATABASE_URL: "libsql://h" });
  const summary = readFileSync(summaryFile, "utf8");
  expect(summary).toContain("### Database secrets: not valid");
  expect(summary).toContain("| <code>TURSO&#95;DATABASE&#95;URL</code> | presence | ok |");
  expect(summary).toContain("| <code>TURSO&#95;AUTH&#95;TOKEN</code> | presence | FAILED (missing) |");
});

/** JSON of spaces, for as long as somebody reads it. */
function endless(_: unknown, response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(" ".repeat(10_000)));
  };
  response.on("drain", more);
  more();
}

/** A server that says something as soon as it is connected to, and hangs up. */
async function rawServer(greeting: string): Promise<{ url: string }> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(greeting, () => socket.destroySoon());
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  running.push({ stop: () => new Promise((resolve) => server.close(() => resolve())) });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` };
}
