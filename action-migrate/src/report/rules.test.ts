// Every code that a finding has is in the list and on the page, and nothing else is.
import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { LINT_RULES } from "../lint/rules.ts";
import { documentedRules } from "../lint/testing.ts";
import { IGNORED_BY_INPUT_ONLY, otherRuleOf, RULES } from "./rules.ts";

const SOURCES = new URL("../", import.meta.url);
/** Parts of tests, and the list itself. */
const LEFT_OUT = /\.test\.ts$|(^|\/)testing\.ts$|^conformance\/|^interchange\/|^report\/rules\.ts$/;
const known = RULES.map(({ code }) => code);

/** `code: "x"`, `code = "x"` as where a parameter has it when it is not given, `CODE = "x"`. */
const WRITTEN = /(?:\b|_)code(?::| =)\s*"([a-z][a-z-]+)"/gi;
/** Functions that are given a code. */
const TAKERS = /\b(?:function (\w+)|const (\w+) = )\([^()]*\bcode\b(?:: \w| = )/g;

/** The codes in a text: those that are written, and the arguments of functions that take one. */
function codesIn(text: string, takers: readonly string[]): string[] {
  const found = [...text.matchAll(WRITTEN)].map(([, code = ""]) => code);
  if (takers.length === 0) return found;
  const call = new RegExp(`(?<!function )\\b(?:${takers.join("|")})\\(`, "g");
  const given = [...text.matchAll(call)].flatMap(({ index, 0: { length } }) =>
    plainArguments(text.slice(index + length)).filter((code) => /^[a-z]+(-[a-z]+)*$/.test(code)),
  );
  return [...found, ...given];
}

/** The arguments of a call that are a text in double quotes and nothing else, from behind its parenthesis on. */
function plainArguments(rest: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let before = 0;
  for (const { 0: part, 1: text, index } of rest.matchAll(/"((?:[^"\\]|\\.)*)"|`(?:[^`\\]|\\.)*`|[,()[\]{}]/g)) {
    const isWhole = /^\s*$/.test(rest.slice(before, index)) && /^\s*[,)]/.test(rest.slice(index + part.length));
    if (text !== undefined && depth === 0 && isWhole) found.push(text);
    if (part === "," && depth === 0) before = index + 1;
    if (/^[([{]$/.test(part)) depth++;
    if (/^[)\]}]$/.test(part) && --depth < 0) break;
  }
  return found;
}

const files = globSync("**/*.ts", { cwd: SOURCES })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => !LEFT_OUT.test(path));
const texts = new Map(files.map((path) => [path, readFileSync(new URL(path, SOURCES), "utf8")]));
/** Functions may be called from other files. */
const takers = [...texts.values()].flatMap((text) => [...text.matchAll(TAKERS)].map(([, one, other]) => one ?? other ?? ""));
const used = new Map([...texts].map(([path, text]) => [path, codesIn(text, takers)]));

it("has every code that is used, and none that is not", () => {
  const missing = [...used].flatMap(([path, codes]) =>
    codes.filter((code) => !known.includes(code)).map((code) => `${path}: ${code}`),
  );
  expect(missing).toEqual([]);
  const all = new Set([...used.values()].flat());
  expect(known.filter((code) => !all.has(code))).toEqual([]);
  expect(new Set(known).size).toBe(known.length);
});

it("can see every code, since each is a text, a constant or an argument", () => {
  const makers = [...texts].filter(([, text]) => /\bseverity: "(error|warning|note)"/.test(text));
  expect(makers.length).toBeGreaterThan(20);
  const computed = makers.flatMap(([path, text]) =>
    [...text.matchAll(/\bcode: (?!"|string\b|[A-Z]|[\w.]+\.code\b).*/g)].map(([line]) => `${path}: ${line}`),
  );
  expect(computed).toEqual([]);
});

it("sees codes however they are given", () => {
  const text = `const CODE = "a-a"; function tell(code: string, text: string) {} tell("b-b", f("no")); const wrong = (message: string, code = "c-c") => 0;
    wrong(\`It is (\${x}\`, "d-d"); return { severity: "error", code: "e-e" }; tell(code, "No such thing."); tell(a ?? "no", b);`;
  expect(codesIn(text, ["tell", "wrong"])).toEqual(["a-a", "c-c", "e-e", "b-b", "d-d"]);
});

it("has a heading for each code in the same order, with its severity and whether it can be ignored", () => {
  const sections = documentedRules();
  expect(sections.map(({ code }) => code)).toEqual(known);
  const page = readFileSync(new URL("../../../docs/findings.md", import.meta.url), "utf8");
  expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(["Ignoring a finding", ...known]);
  for (const { code, text } of sections) {
    const rule = otherRuleOf(code);
    if (rule === undefined) continue;
    const [, severity, ignored] = /^\*(error|warning|note)(, ignored by the input only)?[;*]/m.exec(text) ?? [];
    expect([code, severity, ignored !== undefined]).toEqual([code, rule.severity, rule.ignore === "input"]);
  }
});

it("lets no code be both of the lint and of something else", () => {
  expect(LINT_RULES.filter(({ code }) => otherRuleOf(code) !== undefined)).toEqual([]);
  expect(IGNORED_BY_INPUT_ONLY).toEqual(["version-order", "journal-order"]);
});
