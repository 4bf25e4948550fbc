// The inputs by which every action that connects is told its databases, and what becomes of them.
import { isAbsolute, join } from "node:path";
import { type Database, resolveDatabases } from "../database/resolve.ts";
import { note } from "../report/log.ts";
import type { InputReader } from "./reader.ts";
import type { Step } from "./step.ts";

export interface DatabaseInputs {
  readonly databaseUrls: readonly string[];
  readonly authTokens: readonly string[];
  readonly allowPlaintext: boolean;
}

/** Reads `database-url`, `auth-token` and `allow-plaintext`. The URLs themselves are read by `findDatabases`. */
export function readDatabaseInputs(reader: InputReader): DatabaseInputs {
  return {
    databaseUrls: reader.lines("database-url"),
    authTokens: reader.lines("auth-token"),
    allowPlaintext: reader.boolean("allow-plaintext"),
  };
}

/**
 * The databases of a step, at least one, with the token that belongs to each. What the user should know of the choice is noted.
 * @throws an `Error` that lists every problem
 */
export function findDatabases(inputs: DatabaseInputs, step: Step): Database[] {
  const { databases, notices } = resolveDatabases({
    urls: inputs.databaseUrls,
    tokens: inputs.authTokens,
    allowPlaintext: inputs.allowPlaintext,
    environment: step.environment,
    directory: step.workspace,
  });
  for (const notice of notices) note(notice);
  return databases;
}

/** The path of the script that carries an in-memory database from step to step (`DATABASE_INIT_SQL`); undefined where there is none. */
export function initScript(database: Database, step: Step): string | undefined {
  const path = step.environment["DATABASE_INIT_SQL"];
  if (database.kind !== "memory" || !path) return undefined;
  return isAbsolute(path) ? path : join(step.workspace, path);
}

/** Says so when what is written to an in-memory database will be gone with the step. */
export function noteRehearsal(database: Database, step: Step): void {
  if (database.kind !== "memory" || initScript(database, step) !== undefined) return;
  note(
    "This is a rehearsal: `:memory:` ends with the step, since DATABASE_INIT_SQL is not set. The setup action with `backend: memory` sets it.",
  );
}
