// A project that migrates with a program can take turns with us on one database. Which of them run says MIGRATION_TOOLS, see tool-programs.ts.
import { describe, it } from "vitest";
import { dbmate, flyway, geni, golangMigrate, goose, sqlx } from "./programs.ts";
import { takesTurns } from "./takes-turns.ts";
import type { Tool } from "./tool.ts";
import { findDbmate, findProgram } from "./tool-programs.ts";

const folder = process.env["MIGRATION_TOOLS"];

const programs = [
  ["dbmate", findDbmate() ?? findProgram("dbmate", folder), [dbmate]],
  ["goose", findProgram("goose", folder), [(path) => goose(path, "file"), (path) => goose(path, "server")]],
  ["migrate", findProgram("migrate", folder), [golangMigrate]],
  ["sqlx", findProgram("sqlx", folder), [sqlx]],
  ["geni", findProgram("geni", folder), [(path) => geni(path, "file"), (path) => geni(path, "server")]],
  ["flyway", findProgram("flyway", folder), [flyway]],
] satisfies readonly [string, string | undefined, readonly ((path: string) => Tool)[]][];

for (const [program, path, makers] of programs) {
  if (path === undefined) it.skip(`${program} is not here`);
  else for (const tool of makers.map((make) => make(path))) describe(`${tool.name} on a ${tool.on}`, () => takesTurns(tool));
}

// The names of skipped tests are not printed.
const missing = programs.flatMap(([program, path]) => (path === undefined ? [program] : []));
if (missing.length > 0)
  console.warn(`Not tested, since the folder that MIGRATION_TOOLS names does not have them: ${missing.join(", ")}.`);
