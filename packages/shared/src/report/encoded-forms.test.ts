import fc from "fast-check";
import { expect, it } from "vitest";
import { base64Forms, escapedForms } from "./encoded-forms.ts";

const around = fc.string({ unit: "grapheme", maxLength: 5 });
/** As short as a secret may be, and longer. */
const secret = fc.string({ unit: "binary", minLength: 8, maxLength: 40 }).filter((text) => text.isWellFormed());
const isEscaped = (text: string, of: string) => escapedForms(of)?.test(text) ?? text.includes(of);

it("knows a secret in the base64 of anything that it stands in, in both alphabets", () => {
  fc.assert(
    fc.property(around, secret, around, (before, one, after) => {
      const bytes = Buffer.from(`${before}${one}${after}`);
      for (const encoding of ["base64", "base64url"] as const)
        expect(base64Forms(one).some((form) => bytes.toString(encoding).includes(form))).toBe(true);
    }),
  );
});

it("knows it percent-encoded in every way, in a form, in JSON, and in JSON within JSON", () => {
  fc.assert(
    fc.property(around, secret, (before, one) => {
      const percent = encodeURIComponent(before.toWellFormed() + one);
      const small = percent.replace(/%../g, (one) => one.toLowerCase());
      const json = JSON.stringify({ [before]: before + one });
      const form = String(new URLSearchParams({ q: one }));
      for (const text of [percent, small, form, json, JSON.stringify(json)]) expect(isEscaped(text, one)).toBe(true);
    }),
  );
});

it("finds in a text nothing that is not there", () => {
  fc.assert(
    fc.property(secret, fc.string({ unit: "grapheme-ascii", maxLength: 7 }), (one, text) => {
      expect(isEscaped(text, one)).toBe(false);
    }),
  );
});

it("has no form of base64 that other texts are likely to hold", () => {
  fc.assert(fc.property(secret, (one) => base64Forms(one).every((form) => form.length >= 8)));
});
