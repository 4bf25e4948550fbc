import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkFormat } from "./format.ts";
import { checkPresence } from "./presence.ts";
import type { RunOrigin } from "./run-origin.ts";
import type { Secret } from "./secret.ts";

const issuer = tokenIssuer();
const GOOD = issuer.token({ a: "rw", exp: 2_000_000_000 });
const OWN: RunOrigin = { kind: "own", why: "", fix: "" };
const API_TOKEN = issuer.token({ org: "acme" });

const secret = (name: string, kind: Secret["kind"], value: string | undefined): Secret => ({ name, kind, value, isGiven: false });
const format = (kind: Secret["kind"], value: string, name = "TURSO_DATABASE_URL", allowPlaintext = false) =>
  checkFormat(secret(name, kind, value), { allowPlaintext, directory: "/w", apiToken: API_TOKEN });
const findings = (...given: Parameters<typeof format>) => format(...given).map(({ verdict, reason }) => `${verdict} ${reason}`);

it("does not take an error of ours for a bad URL", () => {
  const rules = { allowPlaintext: false, directory: undefined as unknown as string };
  expect(() => checkFormat(secret("TURSO_DATABASE_URL", "url", "file:a.db"), rules)).toThrow(TypeError);
});

describe("presence", () => {
  it.each([
    ["x", false, "ok ok"],
    [undefined, false, "failed missing"],
    ["", false, "failed empty"],
    [" \n", false, "failed empty"],
    [undefined, true, "not-checked not-needed"],
    ["", true, "not-checked not-needed"],
  ])("of %j, optional %j", (value, isOptional, expected) => {
    const { verdict, reason } = checkPresence({ ...secret("A", "other", value), isOptional }, OWN, "fail");
    expect(`${verdict} ${reason}`).toBe(expected);
  });
});

describe("the format of any secret", () => {
  it.each([
    ["abc123", ["ok ok"]],
    ["line one\nline two", ["ok ok"]],
    ["it's", ["ok ok"]],
    ["", ["not-checked empty"]],
    ["abc \t", ["warning space-around"]],
    ["abc\n", ["warning newline-around"]],
    ["\r\nabc", ["warning newline-around"]],
    ['"abc"', ["failed quoted"]],
    ["'abc'", ["failed quoted"]],
    ["`abc` ", ["warning space-around", "failed quoted"]],
    ["changeme", ["failed placeholder"]],
    ["REPLACE_ME", ["failed placeholder"]],
    ["'it's a value'", ["ok ok"]],
    ['"it\\"s"', ["failed quoted"]],
    ["your-token-here", ["failed placeholder"]],
    ["MY_TURSO_API_KEY", ["failed placeholder"]],
    ["example-password", ["failed placeholder"]],
    ["[token]", ["failed placeholder"]],
    ['["key-one-abc","key-two-def"]', ["ok ok"]],
    ["<publishData><a/></publishData>", ["ok ok"]],
    ["my-very-own-passphrase-91", ["ok ok"]],
    ["My horse battery staple", ["ok ok"]],
    ["your-org", ["ok ok"]],
    ["<token>", ["failed placeholder"]],
    ["***", ["failed placeholder"]],
    ["${{ secrets.TOKEN }}", ["failed placeholder"]],
    ["$TURSO_AUTH_TOKEN", ["failed placeholder"]],
    ["undefined", ["failed placeholder"]],
  ])("%j: %j", (value, expected) => expect(findings("other", value)).toEqual(expected));
});

describe("the format of a URL", () => {
  it.each([
    ["libsql://db-org.turso.io", "ok ok"],
    ["http://127.0.0.1:8080", "ok ok"],
    ["file:local.db", "ok ok"],
    [":memory:", "ok ok"],
    ["http://db.test", "failed plaintext-refused"],
    ["ws://10.0.0.1", "failed plaintext-refused"],
    ["postgres://u:p@h/db", "failed wrong-scheme"],
    ["sqlite:local.db", "failed wrong-scheme"],
    ["db-org.turso.io", "failed malformed"],
    ["libsql:db", "failed malformed"],
    ["https://u:p@h", "failed malformed"],
    ["https://h:99999", "failed malformed"],
    ["https://a\nb", "failed malformed"],
    [GOOD, "failed wrong-kind"],
  ])("%s: %s", (value, expected) => expect(findings("url", value)).toEqual([expected]));

  it("may be plaintext where that is allowed", () =>
    expect(findings("url", "http://db.test", "DATABASE_URL", true)).toEqual(["ok ok"]));
  it("may be another product's in DATABASE_URL", () =>
    expect(findings("url", "postgres://u:p@h/db", "DATABASE_URL")).toEqual(["warning wrong-scheme"]));
});

describe("the format of a token", () => {
  const [header, payload, signature] = GOOD.split(".");
  it.each([
    ["full access", GOOD, "ok ok"],
    ["no claims", issuer.token({}), "ok ok"],
    ["read-only", issuer.token({ a: "ro" }), "ok ok"],
    ["one that has expired, which `expiry` tells", issuer.token({ exp: 1 }), "ok ok"],
    ["an access that no server knows", issuer.token({ a: "admin" }), "failed bad-access-claim"],
    ["an access that is no text", issuer.token({ a: 1 }), "failed bad-access-claim"],
    ["claims of null, which are none to servers", issuer.token({ a: null, aud: null, exp: null, id: null, p: null }), "ok ok"],
    ["an id that is no text", issuer.token({ id: 5 }), "failed malformed"],
    ["grants that are none", issuer.token({ p: "x" }), "failed malformed"],
    ["grants without lists", issuer.token({ p: { rw: { ns: "default" } } }), "failed malformed"],
    ["a right that is no object", issuer.token({ p: { rwa: "default" } }), "failed malformed"],
    ["grants of null, which are none to servers", issuer.token({ p: { rw: { ns: ["a"], tags: null }, ro: null } }), "ok ok"],
    ["names in grants that servers pass over", issuer.token({ p: { rw: { ns: ["a"], v: 1 }, v: 1 } }), "ok ok"],
    ["an audience", issuer.token({ aud: "https://example.test" }), "failed wrong-kind"],
    ["RS256, as a login to the platform", issuer.token({}, { alg: "RS256" }), "failed wrong-kind"],
    ["the platform token of the step", API_TOKEN, "failed wrong-kind"],
    ["HS256", issuer.token({}, { alg: "HS256" }), "failed malformed"],
    ["no algorithm", issuer.token({}, { alg: undefined }), "failed malformed"],
    ["unsigned", `${header}.${payload}.`, "failed malformed"],
    ["without signature", `${header}.${payload}`, "failed malformed"],
    ["cut in the signature", GOOD.slice(0, -5), "failed malformed"],
    ["cut in the payload", `${header}.${payload?.slice(0, -7)}.${signature}`, "failed malformed"],
    ["padded", `${header}.${payload}=.${signature}`, "failed padded"],
    ["padded in its signature", `${GOOD}==`, "failed padded"],
    ["not of this world", "garbage", "failed malformed"],
    ["with its scheme", `Bearer ${GOOD}`, "failed malformed"],
    ["broken over two lines", `${GOOD.slice(0, 60)}\n${GOOD.slice(60)}`, "failed malformed"],
    ["a payload that is a list", `${header}.${Buffer.from("[]").toString("base64url")}.${signature}`, "failed malformed"],
    ["a URL", "libsql://db-org.turso.io", "failed wrong-kind"],
    ["GitHub's", "ghp_0123456789abcdefghijklmnopqrstuvwxyz", "failed wrong-kind"],
  ])("%s", (_, value, expected) => expect(findings("token", value)).toEqual([expected]));

  it("and a line break behind it are two findings", () =>
    expect(findings("token", `${issuer.token({ a: "x" })}\n`)).toEqual(["warning newline-around", "failed bad-access-claim"]));

  it("in a URL is looked at as well", () => {
    expect(findings("url", `libsql://h?authToken=${GOOD}`)).toEqual(["ok ok"]);
    expect(findings("url", `libsql://h?authToken=${GOOD.slice(0, -5)}`)).toEqual(["failed malformed"]);
  });

  it("that names its databases: they are told", () => {
    const claims = { id: "db-1", gid: "group-2", p: { ro: { ns: ["space-3"], tags: ["tag-4", 5] } } };
    expect(format("token", issuer.token(claims))[0]?.message).toBe(
      'It is a database token. It is for "db-1", "group-2", "space-3", "tag-4".',
    );
  });
});

it("no finding ever holds a value, or a long piece of it, nor is it long", () => {
  const canary = "Canary7f3a9c51";
  const around = fc.constantFrom(
    "",
    "\n",
    " ",
    '"',
    "'",
    "<",
    "ey",
    "https://",
    "libsql://u:",
    "libsql://h?authToken=",
    "Bearer ",
    "file:",
    "ghp_",
    "postgres:",
    "https://h:99999#",
  );
  fc.assert(
    fc.property(
      fc.constantFrom("url", "token", "other"),
      around,
      around,
      fc.string({ unit: "binary" }),
      (kind, before, after, noise) => {
        for (const value of [
          `${before}${canary}${after}`,
          `${before}${canary}.${noise}.${canary}${after}`,
          `${before}${noise}${canary}`,
        ]) {
          const text = JSON.stringify(format(kind, value));
          expect(text).not.toContain(canary);
          expect(text.length).toBeLessThan(2_000);
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(JSON.stringify(format("token", `${"a.".repeat(32_768)}`)).length).toBeLessThan(2_000);
});
