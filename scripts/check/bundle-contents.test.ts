import { expect, it } from "vitest";
import { bundlesPage } from "../bundle/page.ts";
import { contentProblems, installScripts } from "./bundle-contents.ts";

const facts = (contents: Record<string, number>, licenses: Record<string, string>) => ({
  name: "action-a/main",
  contents,
  licenses: new Map(Object.entries(licenses)),
  weight: { start: 10_000, total: 20_499 },
  budget: { start: 11_000, total: 21_000 },
});

it("finds what is not known, not listed, or under a licence that is not allowed", () => {
  const packages = { "x 1.0.0": "MIT", "y 2.0.0": "GPL-3.0" };
  expect(contentProblems(facts({ "packages/shared": 5, "x 1.0.0": 4, "z 3.0.0": 3 }, packages))).toEqual([
    "action-a/main contains z 3.0.0, which its licenses.txt does not list. Run `npm run build`",
    expect.stringContaining("action-a/main contains y 2.0.0 under GPL-3.0, which is none of MIT, "),
  ]);
  expect(contentProblems(facts({}, {}))).toEqual([expect.stringContaining("is not known")]);
});

it("finds install scripts of what is bundled, and of nothing else", () => {
  const hasInstallScript = true;
  const packages = {
    a: { hasInstallScript },
    b: {},
    c: { hasInstallScript, dev: true },
    d: { hasInstallScript, optional: true },
  };
  expect(installScripts(packages)).toEqual(["a has an install script"]);
});

it("makes a page with a row a part, the largest first, and a column a bundle", () => {
  const page = bundlesPage([
    facts({ "action-a": 1_600, "x 1.0.0": 400 }, { "x 1.0.0": "MIT" }),
    { ...facts({ "x 1.0.0": 90_000 }, { "x 1.0.0": "MIT" }), name: "action-b/main" },
  ]);
  expect(page).toContain(
    "| Part | Licence | `a/main` | `b/main` |\n| --- | --- | --: | --: |\n| x 1.0.0 | MIT | <1 | 90 |\n| `action-a` | MIT, ours | 2 | |\n",
  );
  expect(page).toContain("| `index.js` | | 10 | 10 |\n| allowed | | 11 | 11 |\n| all files | | 20 | 20 |\n");
});
