import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quote } from "./quote.ts";

describe("quote", () => {
  it.each([
    ["plain", '"plain"'],
    ['say "hi"', '"say \\"hi\\""'],
    ["a\nb\u0000\u001b[31m", '"a\\nb\\u0000\\u001b[31m"'],
    ["a\u202eb\u200b\ufeff\u2028\u0085", '"a\\u202eb\\u200b\\ufeff\\u2028\\u0085"'],
    ["no\u00a0break", '"no\\u00a0break"'],
    ["tag\u{e0041}", '"tag\\u{e0041}"'],
    ["größe 漢字", '"größe 漢字"'],
  ])("shows %j on one line with nothing invisible", (value, shown) => expect(quote(value)).toBe(shown));

  it("counts what it does not show", () => {
    expect(quote("a".repeat(80))).toBe(`"${"a".repeat(80)}"`);
    expect(quote("a".repeat(65_536))).toBe(`"${"a".repeat(80)}"… (65536 characters)`);
  });

  it("is bounded, on one line and well-formed whatever it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (value) => {
        const shown = quote(value);
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(shown.length).toBeLessThan(12 * 80);
        expect(shown.isWellFormed()).toBe(true);
      }),
    );
  });
});
