import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { expect, it } from "vitest";
import { readMigrateInputs } from "./inputs.ts";
import { unusedInputs } from "./unused-inputs.ts";

it.each<[Record<string, string>, string[]]>([
  [{}, []],
  [{ command: "up", target: "3", "schema-file": "s.sql", "backup-directory": "b" }, []],
  [{ command: "status", target: "3", versions: "1, 2", "backup-directory": "b" }, ["target", "versions", "backup-directory"]],
  [{ command: "validate", steps: "2", "base-ref": "main" }, ["steps"]],
  [{ command: "restore", "backup-file": "a.sql", name: "x" }, ["name"]],
])("of %j has no use for %j", (given, unused) => {
  expect(unusedInputs(readMigrateInputs(new InputReader((name) => given[name] ?? "")))).toEqual(unused);
});
