// A form is recognized as SQLite does, and its pattern gives texts that have it.
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressKey, drawsOf } from "../generate/address.ts";
import { patternDomain } from "../generate/pattern-domain.ts";
import { anyForm, globForm, LOWER_FORM, likeForm, notGlobForm, UPPER_FORM } from "./forms.ts";
import type { Form } from "./limits.ts";

function textsOf(form: Form | undefined, length?: { minimum: number; maximum: number }): string[] {
  const pattern = form?.pattern(length);
  if (pattern === undefined) return [];
  const domain = patternDomain({ generator: "pattern", pattern });
  return Array.from({ length: 20 }, (_, row) => String(domain.random(drawsOf(addressKey("42"), row))));
}

describe("forms", () => {
  it.each<[string, Form | undefined, string | undefined]>([
    ["LIKE AB-%", likeForm("AB-%", undefined), "AB\\-[a-z]{3,8}"],
    ["LIKE %_@_%._%", likeForm("%_@_%._%", undefined), "[a-z]{3,8}[a-z]\\@[a-z][a-z]{1,6}\\.[a-z][a-z]{1,6}"],
    ["LIKE 5!%% ESCAPE !", likeForm("5!%%", "!"), "5\\%[a-z]{3,8}"],
    ["GLOB [A-Z][A-Z]-[0-9]*", globForm("[A-Z][A-Z]-[0-9]*"), "[A-Z][A-Z]\\-[0-9][0-9]{0,3}"],
    ["GLOB +[^a-z]?*", globForm("+[^a-z]?*"), "\\+[0-9A-Z][a-z][a-z]{3,8}"],
    ["GLOB []-]", globForm("[]-]"), "[\\-\\]]"],
    ["GLOB [a", globForm("[a"), undefined],
    ["NOT GLOB *[^0-9]*", notGlobForm("*[^0-9]*"), "[0-9]{3,8}"],
    ["LIKE a% OR GLOB b", anyForm([likeForm("a%", undefined), globForm("[b]c") as Form]), "a[a-z]{3,8}|[b]c"],
    ["LIKE %Trailers%", likeForm("%Trailers%", undefined), "Trailers"],
    ["LIKE %a%", likeForm("%a%", undefined), "[a-z]{3,8}a[a-z]{1,6}"],
    ["upper", UPPER_FORM, "[A-Z]{3,8}"],
    ["lower", LOWER_FORM, "[a-z]{3,8}"],
  ])("%s has a pattern", (_, form, pattern) => {
    expect(form?.pattern(undefined)).toBe(pattern);
    for (const text of textsOf(form)) expect([text, form?.matches(text)]).toEqual([text, true]);
  });

  it("leaves room for texts that differ", () => {
    expect(likeForm("%Trailers%", undefined).pattern(undefined, true)).toBe("[a-z]{3,8}Trailers[a-z]{1,6}");
  });

  it("keeps a length", () => {
    const form = globForm("[A-Z]-*");
    for (const text of textsOf(form, { minimum: 4, maximum: 5 })) expect(text).toMatch(/^[A-Z]-[a-z]{2,3}$/);
    expect(form?.pattern({ minimum: 1, maximum: 1 })).toBeUndefined();
    expect(globForm("[A-Z]")?.pattern({ minimum: 2, maximum: 3 })).toBeUndefined();
  });

  it("are recognized as SQLite does, whatever stands in them", async () => {
    const db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
    const pieces = [
      "a",
      "B",
      "é",
      "0",
      "-",
      "^",
      "]",
      "[",
      "%",
      "_",
      "*",
      "?",
      ".",
      "\\",
      "(",
      "{2}",
      "🎉",
      "\n",
      "[a-c]",
      "[^B]",
      "[]x]",
    ];
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join(""));
    try {
      await fc.assert(
        fc.asyncProperty(text, text, async (pattern, value) => {
          const { rows } = await db.query("SELECT ?1 LIKE ?2, ?1 GLOB ?2", [value, pattern]);
          const glob = globForm(pattern);
          expect([likeForm(pattern, undefined).matches(value), glob?.matches(value) ?? false]).toEqual([
            rows[0]?.[0] === 1n,
            rows[0]?.[1] === 1n,
          ]);
          for (const [form, operator] of [
            [likeForm(pattern, undefined), "LIKE"],
            [glob, "GLOB"],
          ] as const)
            for (const made of textsOf(form).slice(0, 3)) {
              const { rows: answer } = await db.query(`SELECT ? ${operator} ?`, [made, pattern]);
              expect([made, answer[0]?.[0]]).toEqual([made, 1n]);
            }
        }),
        { numRuns: 300 },
      );
    } finally {
      db.close();
    }
  });
});
