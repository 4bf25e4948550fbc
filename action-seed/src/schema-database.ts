// The schema of a step that works without a database: made in memory, of a file or of a folder of migrations.
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import { readGivenFile, unreadable } from "@libsql-actions/shared/inputs/given-file";
import { hasTransaction, type Script } from "@libsql-actions/shared/migrations/migration";
import { foreignKeysOf, prepareScript, scriptError } from "@libsql-actions/shared/sql/script";

/**
 * An in-memory database with the schema that the input `schema` names: a `.sql` file, or a folder of migrations, which are all applied in their order.
 * @throws ScriptError where a script cannot be run, FindingsError where something is wrong with the folder, or an `Error` that names the path
 */
export async function schemaDatabase(
  given: string,
  workspace: string,
  settings: Parameters<typeof openDatabase>[1],
): Promise<StepDatabase> {
  const scripts = await readSchema(given, workspace);
  const db = await openDatabase({ kind: "memory", url: ":memory:" }, settings, undefined);
  try {
    for (const script of scripts) await run(db, script);
    return db;
  } catch (problem) {
    db.close();
    throw problem;
  }
}

async function readSchema(given: string, workspace: string): Promise<readonly Script[]> {
  const path = resolve(workspace, given);
  const stats = await stat(path).catch((cause: unknown) => {
    throw unreadable(given, "schema", cause);
  });
  if (stats.isDirectory()) {
    const { readSchemaFolder } = await import("./schema-folder.ts");
    return readSchemaFolder(given, workspace);
  }
  const text = await readGivenFile(path, "schema", given);
  return [{ file: given, text, transaction: true }];
}

/** As the migrate action applies it: whole or not at all, unless the script opts out of its transaction. @throws ScriptError */
async function run(db: StepDatabase, script: Script): Promise<void> {
  const { file, text } = script;
  const transaction = hasTransaction(script);
  const prepared = prepareScript(text, file, { transaction });
  const { statements } = prepared;
  if (transaction) {
    const result = await db.transaction(statements, foreignKeysOf(prepared));
    if (!result.ok) throw scriptError(file, statements, result);
  } else {
    const { failure } = await db.loose(statements);
    if (failure !== undefined) throw scriptError(file, statements, failure);
  }
}
