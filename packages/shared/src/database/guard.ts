// Statements that fail on purpose: they keep a transaction from being committed when the database is not as it has to be.
import type { Statement } from "./statement.ts";

/** So that nothing a database says by itself is taken for a guard's failure. */
const PREFIX = "libsql-actions: ";

/**
 * A statement that fails when `condition` does not hold. `json_extract` quotes a path that it cannot read, so its error is
 * `bad JSON path: 'libsql-actions: <name>'`.
 * @param name plain words without quotes, by which `isGuardFailure` knows it
 * @param condition SQL, with the parameters of `args`
 */
export function guard(name: string, condition: string, args: NonNullable<Statement["args"]> = []): Statement {
  return { sql: `SELECT CASE WHEN ${condition} THEN 1 ELSE json_extract('{}', '${PREFIX}${name}') END`, args };
}

/** True when the message is that of the guard of this name. */
export function isGuardFailure(message: string, name: string): boolean {
  return message.includes(`${PREFIX}${name}`);
}
