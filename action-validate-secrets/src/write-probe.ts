// Finds out whether a database may be written to, without writing to it. By default the server is only asked whether it would; the two other ways
// open a transaction, and roll it back in the same request.
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname } from "node:path";
import { ok, parseOnly } from "@libsql-actions/shared/database/hrana-condition";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { StatusError } from "@libsql-actions/shared/network/fault";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { StatementError } from "./fault.ts";
import { statusDiagnosis } from "./fault-status.ts";
import type { Reach } from "./reach.ts";
import { batchRemote, type Remote, step } from "./remote.ts";

/** How `write` is tried: `permission` runs nothing, `schema` makes a table and rolls back, `table` changes no row of that table and rolls back. */
export type WriteProbe = { readonly kind: "permission" | "schema" } | { readonly kind: "table"; readonly table: string };

/** The table that the probe is to be made on is not there. */
export class NoTableError extends Error {
  override name = "NoTableError";
}

/** Never made: the statement stands on a condition that does not hold. Any writing statement will do, since servers look at its kind. */
const WRITE = "UPDATE _libsql_actions_probe SET x = x WHERE 0";

/**
 * True where a write would succeed, false where it is refused for want of the right to.
 * @throws NoTableError, or what went wrong otherwise
 */
export async function mayWrite(reach: Reach, probe: WriteProbe): Promise<boolean> {
  const { database } = reach.target;
  try {
    if (database.kind === "remote") await probeRemote(reach, database, probe);
    else if (probe.kind === "permission") await probeFile(database);
    else await probeLocal(reach, await statementOf(reach, probe));
    return true;
  } catch (fault) {
    if (isReadOnly(fault)) return false;
    throw fault;
  }
}

async function probeRemote(reach: Reach, database: Remote, probe: WriteProbe): Promise<void> {
  if (probe.kind === "permission") {
    await batchRemote(database, reach.send, [parseOnly({ sql: WRITE })]);
    return;
  }
  const statement = await statementOf(reach, probe);
  await batchRemote(database, reach.send, [step("BEGIN IMMEDIATE"), step(statement, ok(0)), step("ROLLBACK", ok(0))]);
}

async function statementOf(reach: Reach, probe: WriteProbe): Promise<string> {
  if (probe.kind !== "table") return `CREATE TABLE ${quoteIdentifier(`_libsql_actions_probe_${randomUUID()}`)} (x)`;
  const opened = await reach.opening.open();
  const { rows } = await opened.query(
    "SELECT s.name, c.name FROM sqlite_schema AS s, pragma_table_info(s.name) AS c WHERE s.type = 'table' AND s.name = ?1 COLLATE NOCASE LIMIT 1",
    [probe.table],
  );
  const [table, column] = [rows[0]?.[0], rows[0]?.[1]];
  if (typeof table !== "string" || typeof column !== "string") throw new NoTableError(`There is no table ${quote(probe.table)}.`);
  const name = quoteIdentifier(column);
  return `UPDATE ${quoteIdentifier(table)} SET ${name} = ${name} WHERE 0`;
}

/** A database in a file: it and its folder, which takes the journal, can be written to. In memory everything can. */
async function probeFile(database: Exclude<Reach["target"]["database"], Remote>): Promise<void> {
  if (database.kind !== "file") return;
  await access(database.path, constants.W_OK);
  await access(dirname(database.path), constants.W_OK);
}

async function probeLocal({ opening }: Reach, statement: string): Promise<void> {
  const opened = await opening.open();
  const { failure } = await opened.loose([{ sql: "BEGIN IMMEDIATE" }, { sql: statement }, { sql: "ROLLBACK" }]);
  if (failure !== undefined) throw Object.assign(new Error(failure.message), { code: failure.code });
}

function isReadOnly(fault: unknown): boolean {
  if (fault instanceof StatusError) return fault.status === 403 && statusDiagnosis(fault).reason === "forbidden";
  const code = fault instanceof StatementError || (fault instanceof Error && "code" in fault) ? String(fault.code) : "";
  return /^(SQLITE_(READONLY|AUTH|PERM)|E(ACCES|PERM|ROFS)$)/.test(code);
}
