// Holds the schema file of a repository against the schema that its migrations make.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { unreadable } from "@libsql-actions/shared/inputs/given-file";
import { foreignLines } from "@libsql-actions/shared/report/log";
import { diffSchemas } from "@libsql-actions/shared/schema/diff";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { printSchemaDiff } from "@libsql-actions/shared/schema/printed-diff";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { prepareScript, ScriptError, scriptError } from "@libsql-actions/shared/sql/script";
import type { CodedFinding } from "../finding-rules.ts";
import { scriptFinding } from "../report/script-finding.ts";
import type { Scratch } from "../scratch/scratch.ts";
import { describeDifferences } from "./describe-difference.ts";

const CODE = "schema-file-outdated";
const ADVICE = "Run `up` with `schema-file` on a database that has all migrations, and commit what it writes.";

/**
 * Runs the file on an empty database and compares: how it is written does not count, what it makes does.
 * @param path relative to the workspace, or absolute
 * @param wanted what the migrations make
 * @throws an `Error` that names the input when it cannot be read although it is there
 */
export async function checkSchemaFile(
  scratch: Scratch,
  path: string,
  workspace: string,
  wanted: Schema,
  leaveOut: (table: string) => boolean,
): Promise<CodedFinding[]> {
  const text = await readFile(resolve(workspace, path), "utf8").catch((problem: NodeJS.ErrnoException) => {
    if (problem.code === "ENOENT") return undefined;
    throw unreadable(path, "schema-file", problem);
  });
  const file = path.replaceAll("\\", "/");
  if (text === undefined) return [{ code: CODE, severity: "error", file, message: `There is no such file yet. ${ADVICE}` }];
  const db = await scratch.fresh();
  try {
    const { statements } = prepareScript(text, file);
    const result = statements.length === 0 ? undefined : await db.transaction(statements);
    if (result?.ok === false) throw scriptError(file, statements, result);
  } catch (problem) {
    if (problem instanceof ScriptError) return [scriptFinding(CODE, problem, `The schema file cannot be run. ${ADVICE} `)];
    throw problem;
  }
  const actual = await introspect(db, leaveOut);
  const differences = diffSchemas(actual, wanted);
  if (differences.length === 0) return [];
  foreignLines(
    "How the schema file differs from what the migrations make",
    printSchemaDiff(actual, wanted, { wanted: "migrations", actual: file }),
  );
  const described = describeDifferences(differences, { actual: "the file", wanted: "the migrations" });
  return [
    { code: CODE, severity: "error", file, message: `The schema file is not what the migrations make: ${described}. ${ADVICE}` },
  ];
}
