import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodedRedactor } from "./encoded-secrets.ts";

const TOKEN = tokenIssuer().token({ a: "rw" });
const [, payload = "", signature = ""] = TOKEN.split(".");

describe("encodedRedactor", () => {
  it.each(["", "B", "Be", "Bearer "])("takes out the base64 of a token that stands behind %j", (before) => {
    const redact = encodedRedactor([TOKEN]);
    for (const part of [TOKEN, payload, signature]) {
      const base64 = Buffer.from(`${before}${part} and more`).toString("base64");
      expect(redact(`it was ${base64}.`)).toContain("***");
      for (const cut of [0, 1, 2]) {
        const inner = Buffer.from(part).subarray(cut).toString("base64").replace(/.?=*$/, "");
        expect(redact(base64)).not.toContain(inner);
      }
    }
  });

  it("takes out what is percent-encoded, and what JSON escapes", () => {
    const secret = 'p"ä\\ss/word';
    const redact = encodedRedactor([secret]);
    expect(redact(`a ${encodeURIComponent(secret)} b`)).toBe("a *** b");
    expect(redact(`a ${JSON.stringify(secret)} b`)).toBe('a "***" b');
  });

  it("takes out the lines of a secret", () => {
    const redact = encodedRedactor(["first line!\nsecond line!"]);
    expect(redact(encodeURIComponent("second line!"))).toBe("***");
  });

  it("leaves alone what is no secret, or too short to be one", () => {
    const redact = encodedRedactor([undefined, "", "abc", "   "]);
    expect(redact("YWJj abc a%20b")).toBe("YWJj abc a%20b");
  });

  it("leaves no encoded form of any secret", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 12, maxLength: 40 }), (secret) => {
        const part = secret.trim();
        fc.pre(part.length >= 12 && !/[\r\n]/.test(part));
        const redact = encodedRedactor([secret]);
        const base64 = Buffer.from(part).toString("base64").replace(/=+$/, "");
        expect(redact(`<${base64}>`)).not.toContain(base64);
      }),
    );
  });
});
