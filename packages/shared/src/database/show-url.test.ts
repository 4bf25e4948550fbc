import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { showUrl } from "./show-url.ts";
import { parseDatabaseUrl } from "./url.ts";

const parse = (text: string) => parseDatabaseUrl(text, "/work space", "linux");

describe("what is shown of a URL", () => {
  it.each([
    ["libsql://db.turso.io", '"libsql://db.turso.io"'],
    [":memory:", '":memory:"'],
    ["file:a@b.db", '"file:a@b.db"'],
    ["libsql://db.turso.io?tls=0&authToken=abc", '"libsql://db.turso.io?tls=0&authToken=***"'],
    ["https://user:pw@h/x", '"https://***@h/x"'],
    ["postgres:user:pw@h", '"postgres:…"'],
    ["libsql://[::1]:8080/dev/a", '"libsql://[::1]:8080/dev/a"'],
    ["https://bücher.example:99999", '"https://bücher.example:99999"'],
    ["libsql://h secret", '"libsql:…"'],
    ["libsql://user:secret", '"libsql:…"'],
    ["file:a.db\nTOKEN=secret", '"file:…"'],
    ["user:pw@h", "the value (not shown, since it is no URL)"],
    ["eyJhbGciOiJFZERTQSJ9.e30.c2ln", "the value (not shown, since it is no URL)"],
    ["", "the value (not shown, since it is no URL)"],
  ])("%s", (text, shown) => expect(showUrl(text)).toBe(shown));

  const canary = "Canary7f3a";
  const place = fc.constantFrom(
    `${canary}`,
    `https://${canary}@h`,
    `https://u:${canary}@h/x`,
    `https://u:a/${canary}@h`,
    `https://u:a?${canary}@h`,
    `https://u:a#${canary}@h`,
    `https://u:${canary}@b@h`,
    `libsql://h?authToken=${canary}`,
    `libsql://h?authToken=a=${canary}`,
    `libsql://h?${canary}`,
    `libsql://h?a=b&${canary}=1`,
    `libsql://h#${canary}`,
    `file:a?${canary}`,
    `file://u:${canary}@h/x`,
    `user:${canary}@h`,
    `libsql://h\nTURSO_AUTH_TOKEN=${canary}`,
    `libsql://h ${canary}`,
    `libsql://h:${canary}`,
    `libsql://[${canary}]`,
    ...[",", ";", ";authToken=", "&authToken=", "=", "!", "$", "~", "+", "*", "'", "(", "%2C"].map(
      (glue) => `libsql://h${glue}${canary}`,
    ),
    `https://h/x\t${canary}`,
    `file:a.db\nTOKEN=${canary}`,
    `mysql://u:${canary}@h/db`,
  );
  it("is never a secret, also in the error for a URL that is broken somewhere else", () => {
    fc.assert(
      fc.property(place, fc.constantFrom("", "\n", "?tls=0", "#", "%", " ", ":99999"), (text, end) => {
        expect(showUrl(`${text}${end}`)).not.toContain(canary);
        try {
          parse(`${text}${end}`);
        } catch (problem) {
          expect((problem as Error).message).not.toContain(canary);
        }
      }),
    );
  });

  it("is short with 64 KiB of anything", () => {
    for (const text of [
      `https://${"a".repeat(65_536)}`,
      `https://h?${"&a".repeat(32_000)}`,
      "@".repeat(65_536),
      `${"a".repeat(65_536)}:x`,
    ])
      expect(showUrl(text).length).toBeLessThan(200);
  });
});
