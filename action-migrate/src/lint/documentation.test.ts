// docs/findings.md says of every rule of the lint what it is, and its examples fail and pass as they say. That it has all codes is tested in report/.
import { describe, expect, it } from "vitest";
import { LINT_RULES, ruleOf } from "./rules.ts";
import { codesOf, documentedRules, lintText } from "./testing.ts";

const sections = documentedRules().filter(({ code }) => ruleOf(code) !== undefined);
const IGNORE = { anywhere: "", "in-file": ", ignored in the file only", never: ", cannot be ignored" };
/** What no SQL in a page can show; it has tests of its own. */
const WITHOUT_EXAMPLES = ["refused-by-server", "nul-character", "missing-down"];
const OPTIONS = { tableRows: new Map([["EVENTS", 200_000]]) };

it("has the codes that there are, in the same order", () => {
  expect(sections.map(({ code }) => code)).toEqual(LINT_RULES.map(({ code }) => code));
});

describe.each(sections.map((section) => [section.code, section] as const))("%s", (code, { text, before, fails, passes }) => {
  it("is documented as what it is", () => {
    const rule = ruleOf(code);
    expect(text).toContain(`*${rule?.severity}${IGNORE[rule?.ignore ?? "anywhere"]}`);
    expect(fails.length > 0 && passes.length > 0).toBe(!WITHOUT_EXAMPLES.includes(code));
  });

  it.each(fails.map((sql, index) => [index + 1, sql] as const))("is found in what fails, %i", (_, sql) => {
    const found = lintText(sql, before, OPTIONS).filter((finding) => finding.code === code);
    expect(found).toMatchObject([{ file: "2_test.up.sql", line: expect.any(Number), column: expect.any(Number) }]);
  });

  it.each(passes.map((sql, index) => [index + 1, sql] as const))("is not found in what passes, %i", (_, sql) => {
    expect(codesOf(lintText(sql, before, OPTIONS))).not.toContain(code);
  });
});

it("says of how many rows on `long-running` is found in its example, and what is found without any", () => {
  const { text = "", before = "", fails: [sql = ""] = [] } = sections.find(({ code }) => code === "long-running") ?? {};
  const found = (rows?: number) =>
    codesOf(lintText(sql, before, rows === undefined ? {} : { tableRows: new Map([["events", rows]]) }));
  expect(text).toMatch(/some 27,000\..*only `update-without-where`/s);
  expect(found()).toEqual(["update-without-where"]);
  expect(found(26_900)).toEqual(["update-without-where"]);
  expect(found(27_100)).toEqual(["update-without-where", "long-running"]);
});
