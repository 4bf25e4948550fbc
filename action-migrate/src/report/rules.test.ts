// Every code in the list is one that findings have, and stands on the page.
import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type FindingCode, findingRuleOf, IGNORED_BY_INPUT_ONLY } from "../finding-rules.ts";
import { LINT_RULES, ruleOf } from "../lint/rules.ts";
import { documentedRules } from "../lint/testing.ts";
import { RULES } from "./rules.ts";

/** Of the action, and of the formats of folders. */
const SOURCES = [new URL("../", import.meta.url), new URL("../../../packages/shared/src/migrations/", import.meta.url)];
/** Parts of tests, and the lists themselves. */
const LEFT_OUT = /\.test\.ts$|(^|\/)testing\.ts$|^conformance\/|^interchange\/|^(finding|folder)-rules\.ts$/;
const known = RULES.map(({ code }) => code);

function textsOf(folder: URL): string {
  const files = globSync("**/*.ts", { cwd: folder }).map((path) => path.replaceAll("\\", "/"));
  return files
    .filter((path) => !LEFT_OUT.test(path))
    .map((path) => readFileSync(new URL(path, folder), "utf8"))
    .join("\n");
}

// That a code which is used is in the list, its type says.
it("has no code twice, and none that is not used", () => {
  const text = SOURCES.map(textsOf).join("\n");
  expect(known.filter((code) => !text.includes(`"${code}"`))).toEqual([]);
  expect(new Set(known).size).toBe(known.length);
});

it("takes from the lint the code of what Flyway would put a value in place of", () => {
  const code: FindingCode = "placeholder";
  expect(ruleOf(code)).toBeDefined();
});

it("has a heading for each code in the same order, with its severity and whether it can be ignored", () => {
  const sections = documentedRules();
  expect(sections.map(({ code }) => code)).toEqual(known);
  const page = readFileSync(new URL("../../../docs/findings.md", import.meta.url), "utf8");
  expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(["Ignoring a finding", ...known]);
  for (const { code, text } of sections) {
    const rule = findingRuleOf(code);
    if (rule === undefined) continue;
    const [, severity, ignored] = /^\*(error|warning|note)(, ignored by the input only)?[;*]/m.exec(text) ?? [];
    expect([code, severity, ignored !== undefined]).toEqual([code, rule.severity, rule.ignore === "input"]);
  }
});

it("lets no code be both of the lint and of something else", () => {
  expect(LINT_RULES.filter(({ code }) => findingRuleOf(code) !== undefined)).toEqual([]);
  expect(IGNORED_BY_INPUT_ONLY).toEqual(["version-order", "journal-order"]);
});
