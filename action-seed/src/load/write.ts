// Writes encoded rows: all of them in one transaction, and only while the tables are as empty as they were found.
import {
  type Connection,
  LostAnswerError,
  type Statement,
  type TransactionResult,
} from "@libsql-actions/shared/database/connection";
import { guard, isGuardFailure } from "@libsql-actions/shared/database/guard";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { plainLine } from "@libsql-actions/shared/report/log";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { EncodedTable } from "./encode.ts";

/** Whether rows were written cannot be told. */
export class UncertainError extends Error {
  override name = "UncertainError";
}

const MOVED = "a table holds rows now";
/** SQLite's parser takes expressions up to 1,000 deep. */
const TABLES_A_FENCE = 500;

/**
 * Writes the rows.
 * @throws an `Error` that names the table when the database refuses its rows; nothing of the step stays then
 */
export async function writeRows(connection: Connection, tables: readonly EncodedTable[]): Promise<void> {
  const fences = fenceStatements(tables);
  const inserts = tables.flatMap(({ name, statements }) => statements.map((statement) => ({ name, statement })));
  const statements = [...fences, ...inserts.map(({ statement }) => statement)];
  const result = await sendTwiceAtMost(connection, statements, tables);
  if (result.ok) return;
  if (isGuardFailure(result.message, MOVED))
    throw new Error(
      "Nothing was written: another writer put rows into a table while this step was preparing its own. Run it again.",
    );
  const name = result.index === undefined ? undefined : inserts[result.index - fences.length]?.name;
  const table = name === undefined ? undefined : plainLine(name);
  const where = table === undefined ? "" : ` of ${table}`;
  throw new Error(
    `Nothing was written: the database refused the rows${where} (${result.code}: ${plainLine(result.message)}). ${advice(result, table)}`,
  );
}

function advice({ code, message }: { code: string; message: string }, table: string | undefined): string {
  const leaveOut = table === undefined ? "." : `, or leave the table out with \`rows: ${table}=0\`.`;
  if (/CHECK constraint/.test(message))
    return `Values cannot be derived from this CHECK: fill the table in another way${leaveOut}`;
  if (!code.startsWith("SQLITE_CONSTRAINT")) return "";
  return `A trigger that writes to seeded tables can be behind this, or a rule that the schema does not show: fill the table in another way${leaveOut}`;
}

/** Statements that fail once one of the tables holds a row. */
function fenceStatements(tables: readonly EncodedTable[]): Statement[] {
  const fences: Statement[] = [];
  for (let start = 0; start < tables.length; start += TABLES_A_FENCE) {
    const tests = tables
      .slice(start, start + TABLES_A_FENCE)
      .map(({ name }) => `EXISTS (SELECT 1 FROM ${quoteIdentifier(name)})`);
    fences.push(guard(MOVED, `NOT (${tests.join(" OR ")})`));
  }
  return fences;
}

/** After a lost answer the same is sent again: behind the fence it cannot be written twice, and a closed fence means that it was written. */
async function sendTwiceAtMost(
  connection: Connection,
  statements: readonly Statement[],
  tables: readonly EncodedTable[],
): Promise<TransactionResult> {
  try {
    return await connection.transaction(statements);
  } catch (fault) {
    if (!(fault instanceof LostAnswerError)) throw fault;
    return await orUncertain(async () => {
      const result = await connection.transaction(statements);
      if (result.ok || !isGuardFailure(result.message, MOVED)) return result;
      if (await hold(connection, tables)) return { ok: true, rowsAffected: [] };
      throw new Error(
        "An answer of the server was lost, and tables hold rows now: those of this step, changed by triggers, or another writer's. Look at them before you run it again.",
      );
    });
  }
}

/** Marks what fails after a transaction that may have been committed. */
async function orUncertain<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    throw new UncertainError(errorMessage(fault), { cause: fault });
  }
}

/** Whether every table has the rows that were sent for it. Triggers may have added more. */
async function hold(connection: Connection, tables: readonly EncodedTable[]): Promise<boolean> {
  const counts = await countRows(connection, tables);
  return tables.every(({ name, rows }) => (counts.get(name) ?? 0) >= rows);
}

/**
 * How many rows stand in tables that have been written, by name: triggers can keep rows out, and add some.
 * @throws UncertainError when the database does not say
 */
export async function countRows(connection: Connection, tables: readonly EncodedTable[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let start = 0; start < tables.length; start += TABLES_A_FENCE) {
    const some = tables.slice(start, start + TABLES_A_FENCE);
    const list = some.map(({ name }) => `(SELECT count(*) FROM ${quoteIdentifier(name)})`).join(", ");
    const { rows } = await orUncertain(() => connection.query(`SELECT ${list}`));
    for (const [index, { name }] of some.entries()) counts.set(name, Number(rows[0]?.[index]));
  }
  return counts;
}
