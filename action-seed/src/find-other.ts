// The database that `compare-with` names.
import { existsSync } from "node:fs";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { findDatabases } from "@libsql-actions/shared/inputs/database-inputs";
import type { Context } from "./context.ts";

/** The other database; undefined where none is named. Nothing is asked of it yet. @throws an `Error` that names the input */
export function findOther({ inputs, step }: Context): Database | undefined {
  const { compareWith, compareAuthToken, allowPlaintext } = inputs;
  if (compareWith === undefined) return undefined;
  const authTokens = compareAuthToken === undefined ? [] : [compareAuthToken];
  try {
    const [database] = findDatabases({ databaseUrls: [compareWith], authTokens, allowPlaintext }, step);
    // Opening a file that is not there would make it.
    if (database?.kind === "file" && !existsSync(database.path)) throw new Error(`${database.url} does not exist.`);
    return database;
  } catch (cause) {
    throw new Error("The input `compare-with` names no database to compare with", { cause });
  }
}
