import fc from "fast-check";
import { expect, it } from "vitest";
import { encodedForms } from "./encoded-forms.ts";

const around = fc.string({ unit: "grapheme", maxLength: 5 });
/** As short as a secret may be, and longer. */
const secret = fc.string({ unit: "binary", minLength: 8, maxLength: 40 }).filter((text) => text.isWellFormed());
const isKnown = (text: string, of: string) => encodedForms(of).some((form) => text.includes(form));

it("knows a secret in the base64 of anything that it stands in, in both alphabets", () => {
  fc.assert(
    fc.property(around, secret, around, (before, one, after) => {
      const bytes = Buffer.from(`${before}${one}${after}`);
      for (const encoding of ["base64", "base64url"] as const) expect(isKnown(bytes.toString(encoding), one)).toBe(true);
    }),
  );
});

it("knows it percent-encoded, in a form, and in JSON", () => {
  fc.assert(
    fc.property(around, secret, (before, one) => {
      expect(isKnown(encodeURIComponent(before.toWellFormed() + one), one)).toBe(true);
      expect(isKnown(JSON.stringify({ [before]: before + one }), one)).toBe(true);
    }),
  );
  expect(isKnown(String(new URLSearchParams({ q: "a secret (of two)!" })).replaceAll("*", "%2A"), "a secret (of two)!")).toBe(
    true,
  );
});

it("has no form that other texts are likely to hold", () => {
  fc.assert(fc.property(secret, (one) => encodedForms(one).every((form) => form.length >= 8)));
});
