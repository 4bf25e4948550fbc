// Writes a plan as a ready database: a file with the schema and the rows, the same bytes for the same seed. Only vector indexes differ: libSQL begins each
// search of the graph that it builds at a random place.
import { randomUUID } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import type { ClientSettings } from "@libsql-actions/shared/database/client";
import { dumpDatabase } from "@libsql-actions/shared/database/dump";
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import type { Read } from "@libsql-actions/shared/database/read";
import type { Statement } from "@libsql-actions/shared/database/statement";
import { fileUrl } from "@libsql-actions/shared/database/url";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { prepareScript } from "@libsql-actions/shared/sql/script";
import { GENERATOR_VERSION } from "../generate/address.ts";
import { load } from "../load/load.ts";
import { RUN_TABLE, scopeOf } from "../load/run-table.ts";
import type { SeedPlan } from "../plan/seed-table.ts";

const LOCK_TIMEOUT_MS = 30_000;
const FORGET_RUNS: Statement = { sql: `DROP TABLE IF EXISTS ${RUN_TABLE}` };
/** What SQLite keeps beside a database. */
const SIDE_FILES = ["-wal", "-shm", "-journal"];

/**
 * Makes it aside, and puts it in place of what is at `path` when it is whole.
 * @param base a database with this schema, whose rows come first, such as those that migrations have put there. Not given: the schema alone
 * @throws an `Error` that says what was refused
 */
export async function writeDatabase(
  path: string,
  plan: SeedPlan,
  schema: Schema,
  settings: ClientSettings,
  base?: Read,
): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    const db = await openDatabase({ kind: "file", url: fileUrl(aside), path: aside }, settings, undefined);
    try {
      await (base === undefined ? make(db, schema) : copy(base, db));
      await fill(db, plan, schema);
    } finally {
      db.close();
    }
    // Left over from an older database at this path, they would be taken for this one's.
    await remove(path, SIDE_FILES);
    await rename(aside, path);
  } finally {
    await remove(aside, ["", ...SIDE_FILES]);
  }
}

async function remove(path: string, endings: readonly string[]): Promise<void> {
  for (const ending of endings) await rm(`${path}${ending}`, { force: true });
}

function statementsOf({ tables, virtualTables, views, triggers }: Schema): Statement[] {
  const indexes = tables.flatMap((table) => table.indexes.flatMap(({ sql }) => (sql === undefined ? [] : [{ sql }])));
  return [...tables, ...virtualTables, ...indexes, ...views, ...triggers].map(({ sql }) => ({ sql }));
}

async function make(db: StepDatabase, schema: Schema): Promise<void> {
  const result = await db.transaction(statementsOf(schema));
  if (!result.ok) throw new Error(`The schema cannot be made in it (${result.code}: ${result.message}).`);
}

/** A dump has its own BEGIN and COMMIT, with foreign keys off: rows refer to tables behind theirs. */
async function copy(base: Read, db: StepDatabase): Promise<void> {
  const pieces = await Array.fromAsync(dumpDatabase(base));
  const { statements } = prepareScript(pieces.join(""), "the schema", { transaction: false });
  const { failure } = await db.loose([...statements, FORGET_RUNS]);
  if (failure !== undefined) throw new Error(`The schema cannot be copied into it (${failure.code}: ${failure.message}).`);
}

async function fill(db: StepDatabase, plan: SeedPlan, schema: Schema): Promise<void> {
  const names = plan.tables.map(({ table }) => table.name);
  if (names.length > 0)
    await load(db, {
      schema,
      plan,
      dataStatements: [],
      way: "insert",
      mustBeEmpty: new Set(),
      run: { scope: scopeOf(names), planned: "", seed: "", version: GENERATOR_VERSION, mode: "output", tables: new Map() },
      runs: [],
      lockTimeoutMs: LOCK_TIMEOUT_MS,
    });
  // Nothing of how it came about stays in it: neither the record of the load nor free pages.
  const { failure } = await db.loose(hasVectorIndex(schema) ? [FORGET_RUNS] : [FORGET_RUNS, { sql: "VACUUM" }]);
  if (failure !== undefined) throw new Error(`${failure.message} (${failure.code})`);
}

/** VACUUM makes such an index anew and copies the old one over it: libSQL's table of vector indexes then has a row twice, which `integrity_check` tells. */
function hasVectorIndex({ tables }: Schema): boolean {
  return tables.some(({ indexes }) => indexes.some(({ vector }) => vector !== undefined));
}
