import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { checkedSecrets } from "./checked-secrets.ts";
import type { ValidateInputs } from "./inputs.ts";
import { readSecrets } from "./secret.ts";
import { findTargets } from "./target.ts";

beforeEach(() => void vi.spyOn(process.stdout, "write").mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

const ENVIRONMENT = { TURSO_DATABASE_URL: "libsql://home.test", TURSO_AUTH_TOKEN: "home-token" };

function inputs(
  given: { secrets?: string; urls?: string[]; tokens?: string[] },
  environment: Record<string, string>,
): ValidateInputs {
  return {
    secrets: readSecrets(given.secrets ?? "", environment, new InputReader(() => "")),
    databaseUrls: given.urls ?? [],
    authTokens: given.tokens ?? [],
    checks: [],
    allowPlaintext: false,
    onMissing: "fail",
    expiry: { warnBeforeMs: 0, failBeforeMs: 0, requireExpiry: false },
    write: { expectAccess: "any", writeProbe: { kind: "permission" } },
    platform: undefined,
    health: { maxLatencyMs: new Map(), baselineFile: undefined, tolerance: 0.1, updateBaseline: false },
    reportFile: undefined,
  };
}

// What is given, besides the environment of home; then which token goes where, under which names.
it.each([
  ["nothing", {}, "https://home.test home-token (TURSO_DATABASE_URL, TURSO_AUTH_TOKEN)"],
  ["a token", { secrets: "TURSO_AUTH_TOKEN=line-token" }, "https://home.test line-token (TURSO_DATABASE_URL, TURSO_AUTH_TOKEN)"],
  [
    "a URL of another host",
    { secrets: "TURSO_DATABASE_URL=libsql://far.test" },
    "https://far.test undefined (TURSO_DATABASE_URL, TURSO_AUTH_TOKEN)",
  ],
  [
    "a URL of the same host",
    { secrets: "DATABASE_URL=https://home.test" },
    "https://home.test home-token (DATABASE_URL, TURSO_AUTH_TOKEN)",
  ],
  [
    "a URL and a token",
    { secrets: "TURSO_DATABASE_URL=libsql://far.test\nTURSO_AUTH_TOKEN=far-token\n" },
    "https://far.test far-token (TURSO_DATABASE_URL, TURSO_AUTH_TOKEN)",
  ],
  [
    "a URL and `auth-token`",
    { secrets: "TURSO_DATABASE_URL=libsql://far.test", tokens: ["input-token"] },
    "https://far.test input-token (TURSO_DATABASE_URL, auth-token)",
  ],
  [
    "`database-url` of another host",
    { urls: ["libsql://far.test"] },
    "https://far.test undefined (database-url, TURSO_AUTH_TOKEN)",
  ],
  [
    "`database-url` of the same host",
    { urls: ["libsql://home.test"] },
    "https://home.test home-token (database-url, TURSO_AUTH_TOKEN)",
  ],
  [
    "`database-url`, and lines for yet another host",
    { urls: ["libsql://far.test"], secrets: "TURSO_DATABASE_URL=libsql://third.test\nTURSO_AUTH_TOKEN=third-token" },
    "https://far.test undefined (database-url, TURSO_AUTH_TOKEN)",
  ],
  [
    "`database-url`, and lines for the same host",
    { urls: ["libsql://far.test"], secrets: "TURSO_DATABASE_URL=libsql://far.test\nTURSO_AUTH_TOKEN=far-token" },
    "https://far.test far-token (database-url, TURSO_AUTH_TOKEN)",
  ],
  [
    "`database-url`, and a line for the same host without a token",
    { urls: ["libsql://far.test"], secrets: "TURSO_DATABASE_URL=libsql://far.test" },
    "https://far.test undefined (database-url, TURSO_AUTH_TOKEN)",
  ],
  [
    "`database-url` of home, and a line for a URL elsewhere",
    { urls: ["libsql://home.test"], secrets: "TURSO_DATABASE_URL=libsql://third.test" },
    "https://home.test undefined (database-url, TURSO_AUTH_TOKEN)",
  ],
  [
    "a URL with a token of its own",
    { urls: ["libsql://far.test?authToken=own-token"] },
    "https://far.test own-token (database-url, database-url)",
  ],
  [
    "several",
    { urls: ["libsql://a.test", "libsql://home.test"], tokens: ["token-a", "token-b"] },
    "https://a.test token-a (database-url (line 1), auth-token (line 1)); https://home.test token-b (database-url (line 2), auth-token (line 2))",
  ],
])("with %s", (_, given, expected) => {
  const { targets } = findTargets(inputs(given, ENVIRONMENT), { environment: ENVIRONMENT, directory: "/w" });
  const shown = targets.map(({ database, urlName, tokenName }) => `${database.url} ${database.token} (${urlName}, ${tokenName})`);
  expect(shown.join("; ")).toBe(expected);
});

// Which secrets are checked, `?` for one that is not needed.
it.each([
  [{}, {}, "TURSO_DATABASE_URL TURSO_AUTH_TOKEN"],
  [{}, ENVIRONMENT, "TURSO_DATABASE_URL TURSO_AUTH_TOKEN"],
  [{}, { TURSO_DATABASE_URL: "file:local.db" }, "TURSO_DATABASE_URL TURSO_AUTH_TOKEN?"],
  [{}, { TURSO_DATABASE_URL: "http://127.0.0.1:8080" }, "TURSO_DATABASE_URL TURSO_AUTH_TOKEN?"],
  [{}, { TURSO_DATABASE_URL: "libsql://h?authToken=x" }, "TURSO_DATABASE_URL TURSO_AUTH_TOKEN?"],
  [{}, { TURSO_DATABASE_URL: "broken" }, "TURSO_DATABASE_URL TURSO_AUTH_TOKEN"],
  [{ urls: ["libsql://h"] }, {}, "database-url TURSO_AUTH_TOKEN"],
  [{ urls: [":memory:"] }, {}, "database-url TURSO_AUTH_TOKEN?"],
  [{ urls: ["libsql://h"], tokens: ["x"] }, {}, "database-url auth-token"],
  [{ tokens: ["x"] }, {}, "TURSO_DATABASE_URL auth-token"],
  [{ secrets: "API_KEY" }, ENVIRONMENT, "API_KEY"],
  [{ secrets: "API_KEY", urls: ["libsql://a", "libsql://b"] }, {}, "API_KEY database-url (line 1) database-url (line 2)"],
])("given %j with %j, checks %s", (given, environment, expected) => {
  const secrets = checkedSecrets(inputs(given, environment), environment, "/w");
  expect(secrets.map(({ name, isOptional = false }) => (isOptional ? `${name}?` : name)).join(" ")).toBe(expected);
});
