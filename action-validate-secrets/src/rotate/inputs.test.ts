import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { expect, it } from "vitest";
import { readRotateInputs } from "./inputs.ts";

const TOKEN = tokenIssuer().token({ a: "rw" });
const GOOD = {
  ...{
    organization: "acme",
    "api-token": "platform-token",
    database: "podcasts",
    targets: "repo:acme/app",
    "github-token": "ghp_token",
  },
};

function read(given: Readonly<Record<string, string>>, githubApiUrl: string | undefined = "https://ghe.example/api/v3") {
  const values: Readonly<Record<string, string>> = { ...GOOD, ...given };
  const reader = new InputReader((name) => values[name] ?? "");
  const inputs = readRotateInputs(reader, githubApiUrl);
  reader.finish();
  return inputs;
}

it("takes the least that must be given, and writes nothing then", () => {
  expect(read({})).toMatchObject({
    ...{ scope: { kind: "database", name: "podcasts" }, access: "full-access", days: 30, mode: "soft", isDryRun: true },
    ...{ secretName: "TURSO_AUTH_TOKEN", urlSecretName: undefined, apiUrl: "https://api.turso.tech" },
    githubApiUrl: "https://ghe.example/api/v3",
  });
  expect(read({ expiration: "never", database: "", group: "g" })).toMatchObject({
    days: undefined,
    scope: { kind: "group", name: "g" },
  });
  expect(read({ targets: "repo:acme/app\nREPO:acme/app\n".replace("REPO", "repo"), "dry-run": "false" }).targets).toHaveLength(1);
});

it.each([
  [{ "api-token": "" }, "`api-token` must be given"],
  [{ organization: "" }, "`organization` must be given"],
  [{ organization: "../x" }, "`organization` is"],
  [{ "github-token": "a b\nc" }, "`github-token` holds spaces"],
  [{ targets: "" }, "`targets` must be given"],
  [{ targets: "acme/app" }, '`targets` is "acme/app"'],
  [{ targets: "repo:https://github.com/acme/app" }, "`targets` has a URL where a name is wanted"],
  [{ database: "a", group: "b" }, "and not both"],
  [{ database: "" }, "`group` must be given"],
  [{ expiration: "2w" }, "give whole days"],
  [{ expiration: "0d" }, "give whole days"],
  [{ expiration: "9999d" }, "give whole days"],
  [{ access: "admin" }, "`access`"],
  [{ mode: "leaked", "dry-run": "false", confirm: "podcasts" }, "`current-token` must be given"],
  [{ mode: "leaked", "dry-run": "false", "current-token": TOKEN, confirm: "other" }, "`confirm` must be the name"],
  [{ mode: "leaked", "current-token": "garbage-token" }, "`current-token` cannot have worked on any database"],
  [{ mode: "leaked", "current-token": `"${TOKEN}"` }, "`current-token` cannot have worked on any database"],
  [{ mode: "leaked", "current-token": "platform-token" }, "It is the platform token of `api-token`"],
  [{ mode: "leaked", "current-token": tokenIssuer().token({}, { alg: "HS256" }) }, "It is signed with"],
  [{ "secret-name": "GITHUB_X" }, "`secret-name`"],
  [{ "secret-name": "libsql_actions_canary" }, "writes and deletes"],
  [{ "url-secret-name": "LIBSQL_ACTIONS_CANARY" }, "writes and deletes"],
  [{ "github-token": "short" }, "`github-token` has fewer than 8 characters"],
  [{ "secret-name": "A", "url-secret-name": "a" }, "it is the name of the token's secret"],
  [{ database: "", group: "g", "url-secret-name": "URL" }, "a group has no URL"],
  [{ "api-url": "http://example.com" }, "in plain text"],
  [{ "github-api-url": "https://user:secret-password@host" }, "without user name"],
])("refuses %j", (given, message) => {
  expect(() => read(given)).toThrow(message);
});

it.each([{ p: { rw: "default" } }, { a: "admin" }, { aud: "x" }])("lets the database say of %j whether it worked", (claims) => {
  const token = tokenIssuer().token(claims);
  expect(read({ mode: "leaked", "current-token": token }).currentToken).toBe(token);
});

it("sends no token to an Enterprise Server without TLS, whoever names it", () => {
  expect(() => read({}, "http://ghe.example/api/v3")).toThrow(
    "GITHUB_API_URL of this runner: a token would go there in plain text",
  );
  expect(read({}, "http://127.0.0.1:1/api/v3").githubApiUrl).toBe("http://127.0.0.1:1/api/v3");
  expect(read({}, "").githubApiUrl).toBe("https://api.github.com");
});

it("tells all problems at once, and shows no token and no password", () => {
  const bad = {
    "api-token": "secret one",
    "github-token": "secret\ntwo",
    "api-url": "https://u:secret-three@host/?x=secret-four",
    expiration: "x",
  };
  const thrown = (() => {
    try {
      return read(bad);
    } catch (problem) {
      return problem instanceof Error ? problem.message : "";
    }
  })();
  expect(thrown).toContain("4 problems");
  expect(thrown).not.toContain("secret");
});
