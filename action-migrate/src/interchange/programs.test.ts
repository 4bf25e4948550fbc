// A project that migrates with a program can take turns with us on one database. Which of them run says MIGRATION_TOOLS, see find-program.ts.
import { describe, it } from "vitest";
import { findDbmate, findProgram } from "./find-program.ts";
import { dbmate, flyway, geni, golangMigrate, goose, sqlx } from "./programs.ts";
import { takesTurns } from "./takes-turns.ts";
import type { Tool } from "./tool.ts";

const folder = process.env["MIGRATION_TOOLS"];

for (const [program, path, makers] of [
  ["dbmate", findDbmate() ?? findProgram("dbmate", folder), [dbmate]],
  ["goose", findProgram("goose", folder), [(path) => goose(path, "file"), (path) => goose(path, "server")]],
  ["migrate", findProgram("migrate", folder), [golangMigrate]],
  ["sqlx", findProgram("sqlx", folder), [sqlx]],
  ["geni", findProgram("geni", folder), [(path) => geni(path, "file"), (path) => geni(path, "server")]],
  ["flyway", findProgram("flyway", folder), [flyway]],
] satisfies readonly [string, string | undefined, readonly ((path: string) => Tool)[]][]) {
  if (path === undefined) it.skip(`${program} is not here: put it into the folder that MIGRATION_TOOLS names`);
  else for (const tool of makers.map((make) => make(path))) describe(`${tool.name} on a ${tool.on}`, () => takesTurns(tool));
}
