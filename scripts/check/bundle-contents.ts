// Whatever is in a bundle is known: by name, version and licence, and the licence is one that lets us hand it on. Nothing that a bundle is made of
// runs a script when it is installed. What the bundles are really made of is found by building them (stale-dist).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BUNDLES_PAGE, type BundleFacts, bundleFacts, bundlesPage } from "../bundle/page.ts";

/** They ask for their text to be handed on, which licenses.txt does, and for nothing else. */
const ALLOWED_LICENSES = new Set(["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD"]);

interface LockedPackage {
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  hasInstallScript?: boolean;
}

export async function checkBundleContents(root: string): Promise<string[]> {
  const facts = bundleFacts(root);
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const problems = [...facts.flatMap(contentProblems), ...installScripts(packages)];
  const isStale = problems.length === 0 && readFileSync(join(root, BUNDLES_PAGE), "utf8") !== bundlesPage(facts);
  return isStale ? [`${BUNDLES_PAGE} is out of date: run \`npm run docs\``] : problems;
}

/** What is not known or not allowed in a bundle, and what is said to be in it and is in none of its licences. */
export function contentProblems({ name, contents, licenses }: BundleFacts): string[] {
  const parts = Object.keys(contents);
  if (parts.length === 0) return [`${name}: what it contains is not known. Run \`npm run build\``];
  const unlisted = parts.filter((part) => part.includes(" ") && !licenses.has(part));
  const forbidden = [...licenses].filter(([, license]) => !ALLOWED_LICENSES.has(license));
  return [
    ...unlisted.map((part) => `${name} contains ${part}, which its licenses.txt does not list. Run \`npm run build\``),
    ...forbidden.map(
      ([part, license]) => `${name} contains ${part} under ${license}, which is none of ${[...ALLOWED_LICENSES].join(", ")}`,
    ),
  ];
}

/** The packages that bundles are made of, and that run a script when they are installed: path of the package in the tree → what is locked there. */
export function installScripts(packages: Readonly<Record<string, LockedPackage>>): string[] {
  return Object.entries(packages)
    .filter(([, { dev, optional, devOptional, hasInstallScript }]) => hasInstallScript && !dev && !optional && !devOptional)
    .map(([path]) => `${path} has an install script`);
}
