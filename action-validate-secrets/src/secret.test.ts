import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { redact } from "@libsql-actions/shared/report/secrets";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readSecrets } from "./secret.ts";

let masks: string[] = [];
beforeEach(() => {
  masks = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => masks.push(String(text).slice("::add-mask::".length, -1)) > 0);
});
afterEach(() => void vi.restoreAllMocks());

function read(text: string, environment: Record<string, string> = {}) {
  const reader = new InputReader(() => "");
  const secrets = readSecrets(text, environment, reader);
  reader.finish();
  return secrets;
}
const values = (text: string, environment: Record<string, string> = {}) =>
  Object.fromEntries(read(text, environment).map(({ name, value }) => [name, value]));

describe("readSecrets", () => {
  it.each([
    ["", {}],
    ["\n  \n", {}],
    ["A_NAME\n  other_name  \r\n\nA_NAME\n", { A_NAME: "from environment", other_name: undefined }],
    ["A=x=y ", { A: "x=y " }],
    ["A=\nB=2\n", { A: "", B: "2" }],
    ["A=1\n\nB=2\n", { A: "1\n", B: "2" }],
    ["A=stored with a line break\n\n", { A: "stored with a line break\n" }],
    ["A=first\nsecond\nB=2", { A: "first\nsecond", B: "2" }],
    ["A=1\nTURSO_AUTH_TOKEN\nLIBSQL_URL=\nB=2", { A: "1", TURSO_AUTH_TOKEN: undefined, LIBSQL_URL: "", B: "2" }],
    ["A=1\nAPI_KEY=\nB=2", { A: "1", "secrets (line 2)": "", B: "2" }],
    ["A_NAME\nA=1", { A_NAME: "from environment", A: "1" }],
  ])("reads %j", (text, expected) => expect(values(text, { A_NAME: "from environment" })).toEqual(expected));

  it.each(["eyJh.eyJi.c2ln", "a b", "ünder", "a:b", "'A'", "-", "a=lower", `${"A".repeat(101)}`])(
    "refuses the line %j without showing it",
    (line) => {
      const attempt = () => read(`NAME\n${line}`);
      expect(attempt).toThrow(
        "The input `secrets` has a line that is neither a name nor `NAME=value` with the name in upper case: line 2.",
      );
    },
  );

  it.each([
    ["ends like an empty pair", "A=first\nZXCVBNMASD12=", ["A", "secrets (line 2)"]],
    ["ends like a pair of nothing but padding", "A=first\nZXCVBNMASD1==", ["A", "secrets (line 2)"]],
    ["begins with a line break", "A=\nZXCVBNMASD12=", ["A", "secrets (line 2)"]],
    [
      "holds lines like pairs in a PEM file",
      "A=-----BEGIN KEY-----\nZXCVBNMASD12=X\nQWERTY_AB9\nZXCVBNMASD=\n-----END KEY-----\nB=2",
      ["A", "B"],
    ],
  ])("takes no name out of a value that %s, and masks all of it", (_, text, names) => {
    expect(read(text).map(({ name }) => name)).toEqual(names);
    const lines = text.split("\n").filter((line) => /^[A-Z0-9_]+=*X?$/.test(line) && line.length > 8);
    for (const line of lines) expect(redact(line)).toBe("***");
  });

  it("takes no name after a plain name that stands in a value, and masks a value that another replaces", () => {
    expect(read("A=value-replaced\nTURSO_URL\nZXCVBNMASD\nA=other").map(({ name }) => name)).toEqual(["A", "TURSO_URL"]);
    for (const secret of ["value-replaced", "ZXCVBNMASD"]) expect(redact(secret)).toBe("***");
  });

  it("refuses a PEM file that is cut off: names after it would be overlooked", () => {
    expect(() => read("A=-----BEGIN KEY-----\nabc\nB=2")).toThrow(/`-----BEGIN` line without its `-----END` line/);
  });

  it("refuses a name after a value, shows nothing of it and masks it", () => {
    expect(() => read("SIGNING_KEY=first\nQWERTY_AB9")).toThrow(
      /^The input `secrets` has a name after a `NAME=value` line, or a value that looks so \(put names first, and such a value into `env:`\): line 2\.$/,
    );
    expect(redact("QWERTY_AB9")).toBe("***");
  });

  it.each([
    ["TURSO_DATABASE_URL", "url"],
    ["TURSO_DB_URL", "url"],
    ["TURSO_URL", "url"],
    ["LIBSQL_URL", "url"],
    ["DATABASE_URL", "url"],
    ["DATABASE_URL_DB_1", "url"],
    ["TURSO_AUTH_TOKEN", "token"],
    ["TURSO_PRODUCTION_AUTH_TOKEN", "token"],
    ["LIBSQL_DB_TOKEN", "token"],
    ["TURSO_API_TOKEN", "other"],
    ["GITHUB_TOKEN", "other"],
    ["SOME_URL", "other"],
  ])("takes %s for a %s", (name, kind) => expect(read(name)[0]?.kind).toBe(kind));

  it("reads back any value of several lines that holds no name itself", () => {
    const line = fc.string({ unit: "grapheme-ascii" }).filter((text) => !/^\s*[A-Z_][A-Z0-9_]*(=|\s*$)|^-----BEGIN /.test(text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (lines) => {
        const value = lines.join("\n");
        expect(values(`BEFORE\nA=${value}\nB=2\n`)["A"]).toBe(value);
      }),
    );
  });
});

describe("what is masked", () => {
  it("is every line of a value that a line gives, before anything else", () => {
    read("A=value-one-1\nsecond-line-2\nTURSO_URL=libsql://u:password-3@h?authToken=token-value-4");
    for (const secret of ["value-one-1", "second-line-2", "password-3", "token-value-4"]) expect(redact(secret)).toBe("***");
    expect(masks.join("\n")).not.toMatch(/libsql:|^A=|^u:/m);
  });

  it("is a token of the environment, but no URL, host or name", () => {
    const environment = {
      TURSO_AUTH_TOKEN: "environment-token-5",
      TURSO_DATABASE_URL: "libsql://db-organization.turso.io",
      TURSO_ORG: "organization",
    };
    read("TURSO_AUTH_TOKEN\nTURSO_DATABASE_URL\nTURSO_ORG", environment);
    expect(masks).toEqual(["environment-token-5"]);
  });

  it.each([
    ["file:/home/runner/My Projects/production/app.db", []],
    ["file:D:/Program Files/actions-runner/work/app.db", []],
    ["libsql://db.turso.io # production database", []],
    ["libsql://db.turso.io # token: zxcvbnm123", ["zxcvbnm123"]],
    ["libsql://db.turso.io zxcvbnmasd", ["zxcvbnmasd"]],
    ["file:app.db TURSO_AUTH_TOKEN=zxcvbnm123", ["zxcvbnm123"]],
    ["file:app.db 0123456789abcdefghij", ["0123456789abcdefghij"]],
    ["file:app.db\nzxcvbnm123", ["zxcvbnm123"]],
  ])("is of %j what is no part of the URL and no comment", (value, secrets) => {
    read("TURSO_DATABASE_URL", { TURSO_DATABASE_URL: value });
    for (const one of secrets) expect(redact(one)).toBe("***");
    const plain = ["Projects/production/app.db", "Files/actions-runner/work/app.db", "production", "database", "file:app.db"];
    for (const one of plain) expect(redact(one)).toBe(one);
  });

  it("is what a refused input holds, too", () => {
    expect(() => read("not a name\nA=value-in-bad-6")).toThrow();
    expect(redact("value-in-bad-6")).toBe("***");
  });
});
