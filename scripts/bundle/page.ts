// The page docs/bundles.md: which package is in which bundle, how much of it, under which licence.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Weight, weigh } from "../check/bundle-budget.ts";
import { readManifests } from "../manifest.ts";
import { CONTENTS_FILE, type Contents } from "./contents.ts";
import { bundlesOf } from "./list.ts";

export const BUNDLES_PAGE = "docs/bundles.md";

/** What the page is made of. */
export interface BundleFacts {
  readonly name: string;
  readonly contents: Contents;
  /** Package with version → licence, as the bundle's licenses.txt says. */
  readonly licenses: ReadonlyMap<string, string>;
  readonly weight: Weight;
  readonly budget: Weight | undefined;
}

/** What is committed about the bundles of the checkout at `root`. */
export function bundleFacts(root: string): BundleFacts[] {
  const json = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));
  const [contents, budget] = [json(CONTENTS_FILE), json("scripts/bundle-budget.json")];
  return bundlesOf(readManifests(root)).map(({ name, folder }) => ({
    name,
    contents: contents[name] ?? {},
    licenses: readLicenses(join(root, folder)),
    weight: weigh(join(root, folder)),
    budget: budget[name],
  }));
}

/** Reads the heads of the paragraphs that `licensesOf` has written: name and version, and the licence on the line below. */
function readLicenses(folder: string): Map<string, string> {
  const text = globSync("licenses.txt", { cwd: folder }).map((file) => readFileSync(join(folder, file), "utf8"));
  const heads = text.join("").matchAll(/(?:^|\n\n)(\S+ \d+\.\d+\.\d+\S*)\n(.+)/g);
  return new Map([...heads].map(([, name = "", license = ""]) => [name, license]));
}

/** The page, of facts that have every licence. */
export function bundlesPage(facts: readonly BundleFacts[]): string {
  const total = (part: string) => facts.reduce((sum, { contents }) => sum + (contents[part] ?? 0), 0);
  const parts = [...new Set(facts.flatMap(({ contents }) => Object.keys(contents)))];
  const rows = parts
    .sort((a, b) => total(b) - total(a) || (a < b ? -1 : 1))
    .map((part) => [
      part.includes(" ") ? part : `\`${part}\``,
      facts.map(({ licenses }) => licenses.get(part)).find((license) => license !== undefined) ?? "MIT, ours",
      ...facts.map(({ contents }) => kilobytes(contents[part])),
    ]);
  const sum = (what: string, read: (facts: BundleFacts) => number | undefined) => [
    what,
    "",
    ...facts.map((one) => kilobytes(read(one))),
  ];
  const numbers = facts.map(() => "--:");
  return `# What the bundles contain

<!-- Made by \`npm run build\` and \`npm run docs\`. -->

In kB (1,000 bytes). The weights are of the JavaScript in \`dist/\`, which is minified: \`index.js\` is read at each start, the rest when it is needed. The
allowed ones are in [scripts/bundle-budget.json](../scripts/bundle-budget.json), and \`npm run check\` holds them.

${table(
  [
    ["Weight", "", ...facts.map(({ name }) => `\`${name.replace(/^action-/, "")}\``)],
    ["---", "---", ...numbers],
  ],
  [
    sum("`index.js`", ({ weight }) => weight.start),
    sum("allowed", ({ budget }) => budget?.start),
    sum("all files", ({ weight }) => weight.total),
    sum("allowed", ({ budget }) => budget?.total),
  ],
)}

What is in them, in kB of source as it was before minifying and before what nobody uses was left out. Texts of the licences are in the \`licenses.txt\` of each bundle.

${table(
  [
    ["Part", "Licence", ...facts.map(({ name }) => `\`${name.replace(/^action-/, "")}\``)],
    ["---", "---", ...numbers],
  ],
  rows,
)}
`;
}

function table(head: readonly (readonly string[])[], rows: readonly (readonly string[])[]): string {
  return [...head, ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |").replaceAll("|  |", "| |"))
    .join("\n");
}

function kilobytes(bytes: number | undefined): string {
  if (bytes === undefined) return "";
  return bytes < 500 ? "<1" : String(Math.round(bytes / 1_000));
}
