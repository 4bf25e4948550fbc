import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { maskSecret, maskUrlSecrets, redact } from "./secrets.ts";

let written: string[] = [];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => void vi.restoreAllMocks());

const masked = () => written.map((text) => decodeURIComponent(/^::add-mask::(.*)\n$/s.exec(text)?.[1] ?? `not a mask: ${text}`));

it("masks a secret once, and takes it out of text", () => {
  maskSecret("correct horse");
  maskSecret("correct horse");
  expect(masked()).toEqual(["correct horse"]);
  expect(redact("a correct horse, correct horse")).toBe("a ***, ***");
});

it("masks a JWT, its payload and its signature, but not the header that all tokens share", () => {
  const [header, payload, signature] = ["eyJhbGciOiJFZERTQSJ9", "eyJhIjoicnciLCJpZCI6IjEifQ", "c2lnbmF0dXJlLWJ5dGVz"];
  maskSecret(`${header}.${payload}.${signature}`);
  expect(masked()).toEqual([`${header}.${payload}.${signature}`, payload, signature]);
  expect(redact(`${header} ${payload} ${signature}`)).toBe(`${header} *** ***`);
});

it("masks a JWT that stands in quotes or behind a scheme", () => {
  maskSecret('Bearer "eyJhbGciOiJub25lIn0.cGF5bG9hZC1x.c2lnbmF0dXJlLXE"');
  expect(redact("cGF5bG9hZC1x c2lnbmF0dXJlLXE eyJhbGciOiJub25lIn0.cGF5bG9hZC1x.c2lnbmF0dXJlLXE")).toBe("*** *** ***");
});

it("masks each line of a secret, trimmed and without quotes", () => {
  maskSecret("first-line-of-it\r\n  'second-line-of-it' \nshort\n");
  expect(masked()).toContain("first-line-of-it");
  expect(redact("second-line-of-it")).toBe("***");
  expect(redact("short")).toBe("short");
});

it("masks nothing empty or under 8 characters", () => {
  for (const secret of [undefined, "", "1234567", "\n\n", "eyJ.a.b"]) maskSecret(secret);
  expect(written).toEqual([]);
});

it("takes a secret out where it is encoded, however short it may be, and tells the runner nothing of that", () => {
  maskSecret('k3"y&<8>');
  expect(masked()).toEqual(['k3"y&<8>']);
  for (const before of ["", "B", "Be", "Bearer "]) {
    const sent = `${before}k3"y&<8> and more`;
    for (const text of [Buffer.from(sent).toString("base64"), encodeURIComponent(sent), JSON.stringify(sent)])
      expect(redact(`it was ${text}.`)).toContain("***");
  }
  expect(redact(JSON.stringify('first\nk3"y&<8>'))).toBe('"first\\n***"');
});

it("takes a secret out however its characters are escaped", () => {
  const secret = "p/w+=\"ä\\\\&'~ <x\n1";
  maskSecret(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const percent = encodeURIComponent(secret);
  const texts = {
    percent,
    "small hexadecimal digits": percent.replace(/%../g, (one) => one.toLowerCase()),
    form: new URLSearchParams([["", secret]]).toString().slice(1),
    "the slash as it is": percent.replaceAll("%2F", "/"),
    json,
    "json with escaped slashes": json.replaceAll("/", "\\/"),
    "json in ASCII": json.replace(/[^ -~]|[&<']/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`),
    "json in json": JSON.stringify(json).slice(1, -1),
  };
  for (const [name, text] of Object.entries(texts)) expect(redact(`a ${text} b`), name).toBe("a *** b");
});

it("looks through a long text of backslashes at once", () => {
  maskSecret("a\\\\\\\\b\\\\c secret");
  expect(redact("a\\".repeat(50_000))).toHaveLength(100_000);
});

it("takes no part of a path or a name for a secret", () => {
  maskUrlSecrets("file:///srv/work@2/production/app.db");
  maskSecret("keystore.production.internal");
  expect(masked()).toEqual(["keystore.production.internal"]);
});

it("leaves alone what is no secret in any form", () => {
  expect(redact("YWJjZGVmZ2g= abc a%20b")).toBe("YWJjZGVmZ2g= abc a%20b");
});

it("hides the longest secret first", () => {
  maskSecret("swordfish");
  maskSecret("swordfish-and-chips");
  expect(redact("swordfish-and-chips swordfish")).toBe("*** ***");
});

it.each([
  ["libsql://db.turso.io?authToken=token%2Fone-1234&tls=1", ["token%2Fone-1234", "token/one-1234"]],
  ["https://user:p%40ssword-2@mirror.test/x", ["p%40ssword-2", "p@ssword-2"]],
  ["https://token-as-user-3@mirror.test", ["token-as-user-3"]],
  ["https://u:pass/with@at-4@mirror.test", ["pass/with@at-4"]],
  ["https://u:bad%escape-5@mirror.test", ["bad%escape-5"]],
  ["libsql://db-organisation.turso.io", []],
  ["file:/home/someone/database.db", []],
])("masks of %s only what is secret", (url, expected) => {
  maskUrlSecrets(url);
  expect(written.map((text) => text.slice("::add-mask::".length).trim().replaceAll("%25", "%"))).toEqual(expected);
});
