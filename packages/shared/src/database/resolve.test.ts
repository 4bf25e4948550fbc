import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { redact } from "../report/secrets.ts";
import { type DatabaseRequest, resolveDatabases } from "./resolve.ts";

beforeEach(() => void vi.spyOn(process.stdout, "write").mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

const resolve = (request: Partial<DatabaseRequest>) =>
  resolveDatabases({ urls: [], tokens: [], allowPlaintext: false, environment: {}, directory: "/w", ...request });

/** Which token goes where. */
const tokens = (request: Partial<DatabaseRequest>) =>
  resolve(request).databases.map((database) => [database.url, database.token]);

const PROD = "libsql://prod.turso.io";
const ENVIRONMENT = { TURSO_DATABASE_URL: PROD, TURSO_AUTH_TOKEN: "environment-token" };

describe("the environment's token", () => {
  it.each([
    ["goes to the environment's URL", {}, "environment-token"],
    ["goes to the same host given again", { urls: [PROD] }, "environment-token"],
    ["… written another way", { urls: ["wss://PROD.turso.io:443/"] }, "environment-token"],
    ["does not go to another host", { urls: ["libsql://other.turso.io"] }, undefined],
    ["… that begins alike", { urls: ["libsql://prod.turso.io.evil.test"] }, undefined],
    ["… nor to a subdomain", { urls: ["libsql://x.prod.turso.io"] }, undefined],
    ["does not go to another port", { urls: ["https://prod.turso.io:8443"] }, undefined],
    ["does not go to the plaintext port of the same name", { urls: ["http://prod.turso.io"], allowPlaintext: true }, undefined],
    ["does not go to a local server", { urls: ["http://127.0.0.1:8080"] }, undefined],
    ["gives way to `auth-token`", { tokens: ["given-token-1"] }, "given-token-1"],
    [
      "gives way to `auth-token`, for another host too",
      { urls: ["libsql://other.turso.io"], tokens: ["given-token-1"] },
      "given-token-1",
    ],
    ["gives way to the URL's own", { urls: [`${PROD}?authToken=token-in-url`] }, "token-in-url"],
  ])("%s", (_, request, token) => expect(tokens({ environment: ENVIRONMENT, ...request })[0]?.[1]).toBe(token));

  it("belongs to TURSO_DATABASE_URL, not to DATABASE_URL, where both are set", () => {
    const environment = { ...ENVIRONMENT, DATABASE_URL: "http://127.0.0.1:8080" };
    expect(tokens({ environment })).toEqual([["https://prod.turso.io", "environment-token"]]);
    expect(tokens({ environment, urls: ["http://127.0.0.1:8080"] })).toEqual([["http://127.0.0.1:8080", undefined]]);
  });

  it("belongs to DATABASE_URL where it is the only one", () => {
    const environment = { DATABASE_URL: "http://127.0.0.1:8080", TURSO_AUTH_TOKEN: "environment-token" };
    expect(tokens({ environment })).toEqual([["http://127.0.0.1:8080", "environment-token"]]);
    expect(tokens({ environment, urls: ["http://127.0.0.1:8081"] })).toEqual([["http://127.0.0.1:8081", undefined]]);
    expect(tokens({ environment, urls: ["http://localhost:8080"] })).toEqual([["http://localhost:8080", undefined]]);
  });

  it("is held back with a notice, where somebody may wonder why no token was sent", () => {
    const notices = (request: Partial<DatabaseRequest>) => resolve({ environment: ENVIRONMENT, ...request }).notices;
    expect(notices({ urls: ["libsql://other.turso.io"] })).toEqual([
      "TURSO_AUTH_TOKEN is not sent to other.turso.io: it belongs to the host of the environment's URL. Give `auth-token`.",
    ]);
    expect(notices({ urls: ["http://127.0.0.1:8080"] })).toEqual([]);
    expect(notices({ urls: ["libsql://other.turso.io"], tokens: ["given-token-1"] })).toEqual([]);
    expect(notices({})).toEqual([]);
  });

  it("belongs to nobody where the environment's URL is broken or missing", () => {
    for (const url of ["https://h:99999", "", undefined, "postgres://prod.turso.io"])
      expect(tokens({ environment: { ...ENVIRONMENT, TURSO_DATABASE_URL: url }, urls: [PROD] })).toEqual([
        ["https://prod.turso.io", undefined],
      ]);
  });

  it("goes to the right one of several databases", () =>
    expect(tokens({ environment: ENVIRONMENT, urls: ["libsql://a.test", PROD, "file:a.db", ":memory:"] })).toEqual([
      ["https://a.test", undefined],
      ["https://prod.turso.io", "environment-token"],
      ["file:/w/a.db", undefined],
      [":memory:", undefined],
    ]));

  it("is as good with the line break that a piped command leaves", () =>
    expect(tokens({ environment: { ...ENVIRONMENT, TURSO_AUTH_TOKEN: "environment-token\r\n" } })[0]?.[1]).toBe(
      "environment-token",
    ));
});

it("does not take a fault of its own for a broken URL", () =>
  expect(() => resolve({ urls: ["file:a.db"], directory: undefined as unknown as string })).toThrow(TypeError));

describe("several databases", () => {
  const urls = ["libsql://a.test", "libsql://b.test"];
  it("share one token", () =>
    expect(tokens({ urls, tokens: ["token-one"] }).map(([, token]) => token)).toEqual(["token-one", "token-one"]));
  it("have one each, in order", () =>
    expect(tokens({ urls, tokens: ["token-one", "token-two"] }).map(([, token]) => token)).toEqual(["token-one", "token-two"]));
  it("need as many", () =>
    expect(() => resolve({ urls, tokens: ["a", "b", "c"] })).toThrow("`auth-token` has 3 lines and `database-url` 2"));
});

describe("the choice of the database", () => {
  it.each([
    [{ TURSO_DATABASE_URL: "file:t.db", DATABASE_URL: "file:d.db" }, "file:/w/t.db"],
    [{ TURSO_DATABASE_URL: " ", DATABASE_URL: " file:d.db\n" }, "file:/w/d.db"],
    [{ TURSO_DATABASE_URL: "postgres://h", DATABASE_URL: "file:d.db" }, "file:/w/d.db"],
    [{ DATABASE_URL: ":memory:" }, ":memory:"],
  ])("from %j", (environment, url) => expect(resolve({ environment }).databases[0]?.url).toBe(url));

  it("is told with its source", () => {
    expect(resolve({ environment: { DATABASE_URL: ":memory:" } }).source).toBe("DATABASE_URL");
    expect(resolve({ environment: ENVIRONMENT }).source).toBe("TURSO_DATABASE_URL");
    expect(resolve({ environment: ENVIRONMENT, urls: ["file:a"] }).source).toBe("database-url");
  });

  it("passes over another product's URL, and says so without showing it", () => {
    const environment = { TURSO_DATABASE_URL: "swordfish-pass:x", DATABASE_URL: "postgres://user:canary-password@h/db" };
    expect(() => resolve({ environment })).toThrow("No database: give `database-url`");
    const { notices } = resolve({ environment: { ...environment, TURSO_DATABASE_URL: "file:a" } });
    expect(notices).toEqual([]);
    const both = resolve({ environment: { TURSO_DATABASE_URL: environment.DATABASE_URL, DATABASE_URL: "file:a" } }).notices;
    expect(both).toEqual(["TURSO_DATABASE_URL is passed over: no URL of a libSQL database begins with `postgres:`."]);
    const odd = resolve({ environment: { TURSO_DATABASE_URL: "swordfish-pass:x", DATABASE_URL: "file:a" } }).notices;
    expect(odd).toEqual(["TURSO_DATABASE_URL is passed over: no URL of a libSQL database begins with what it does."]);
    expect(redact("canary-password")).toBe("***");
  });
});

describe("plaintext to another machine", () => {
  it.each([
    ["http://db.test", true],
    ["ws://10.0.0.1:8080", true],
    ["libsql://db.test:8080?tls=0", true],
    ["https://db.test", false],
    ["http://localhost:8080", false],
    ["http://[::1]:8080", false],
    ["file:a.db", false],
  ])("%s: refused %j", (url, isRefused) => {
    const attempt = () => resolve({ urls: [url] });
    if (isRefused) expect(attempt).toThrow("is plaintext to another machine");
    else expect(attempt).not.toThrow();
    expect(() => resolve({ urls: [url], allowPlaintext: true })).not.toThrow();
  });

  it("is refused for the environment's URL too", () =>
    expect(() => resolve({ environment: { DATABASE_URL: "http://db.test" } })).toThrow("is plaintext to another machine"));
});

describe("problems", () => {
  it("come all together, each once", () => {
    const attempt = () => resolve({ urls: ["sqlite:x", "http://db.test", "https://h:99999", "sqlite:x"], tokens: ["bad token"] });
    expect(attempt).toThrow(
      /^"sqlite:…" is not a database URL: .*\nhttp:\/\/db\.test is plaintext .*\nThe auth token holds spaces.*\n"https:\/\/h:99999" is not .*$/,
    );
  });

  const canary = "canary-7f3a9c51";
  it.each([
    [{ urls: [canary] }],
    [{ urls: [`https://u:${canary}@h`] }],
    [{ urls: [`https://h:99999?authToken=${canary}`] }],
    [{ urls: [`http://db.test?authToken=${canary}`] }],
    [{ urls: ["https://h"], tokens: [`${canary} x`] }],
    [{ urls: ["https://h"], tokens: [`"${canary}é"`] }],
    [{ environment: { TURSO_DATABASE_URL: "https://h", TURSO_AUTH_TOKEN: `${canary}\nx` } }],
    [{ environment: { TURSO_DATABASE_URL: canary } }],
    [{ urls: ["https://h"], tokens: [canary, canary] }],
  ])("never show a secret (%#)", (request) => {
    let message = "";
    try {
      resolve(request);
    } catch (problem) {
      message = (problem as Error).message;
    }
    expect(message).not.toBe("");
    expect(message).not.toContain(canary);
  });

  it("come after everything secret was masked", () => {
    const urls = ["https://h:99999?authToken=masked-first-1", "https://u:masked-first-2@h"];
    expect(() => resolve({ urls, tokens: ["masked-first-3 "], environment: { TURSO_AUTH_TOKEN: "masked-first-4" } })).toThrow();
    expect([1, 2, 3, 4].map((number) => redact(`masked-first-${number}`).trim())).toEqual(["***", "***", "***", "***"]);
  });
});
