// docs/threat-model.md promises tests: each of them is there, each invariant has one, and the numbers have no gap.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HOUSE } from "../scripts/run-tool.ts";

const page = readFileSync(join(HOUSE, "docs/threat-model.md"), "utf8");
const invariants = page
  .split(/^### /m)
  .slice(1)
  .map((text) => ({ number: /^I(\d+) /.exec(text)?.[1] ?? "", text }));

it("numbers the invariants from 1, without a gap", () => {
  expect(invariants.map(({ number }) => number)).toEqual(invariants.map((_, index) => String(index + 1)));
  expect(invariants.length).toBeGreaterThan(20);
});

describe.each(invariants.map(({ number, text }) => [`I${number}`, text] as const))("%s", (_, text) => {
  const lines = text.split("\n");
  const tests = lines.filter((line) => line.startsWith("- Test: "));

  it("says what holds it, what tests it and what it does not cover", () => {
    expect(lines.filter((line) => line.startsWith("- Held by: "))).toHaveLength(1);
    expect(tests.length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.startsWith("- Not covered: "))).toHaveLength(1);
  });

  it("names sources that are there", () => {
    for (const [, shown = "", target = ""] of text.matchAll(/\[`([^`]+)`\]\(\.\.\/([^)]+)\)/g)) {
      expect(target).toBe(shown);
      expect(existsSync(join(HOUSE, target)), target).toBe(true);
    }
  });

  it.each(tests)("%s", (line) => {
    const [, file = "", title = ""] = /^- Test: \[`([^`]+)`\]\([^)]+\), "(.*)"$/.exec(line) ?? [];
    const source = readFileSync(join(HOUSE, file), "utf8");
    expect(title).not.toBe("");
    expect(
      [`"${title}"`, `'${title}'`, `\`${title}\``].some((quoted) => source.includes(quoted)),
      `${file} has no test "${title}"`,
    ).toBe(true);
  });
});
