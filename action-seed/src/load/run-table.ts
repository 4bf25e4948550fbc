// The table that a load keeps about itself in the database, a row for each set of tables that are filled together: how far it is, and what it was made from.
// It is written in the transactions of the rows, so what it says is true whatever was lost on the way.
import type { Statement } from "@libsql-actions/shared/database/connection";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { guardStep, type Step } from "./step.ts";

/** Every digest, drift check and comparison leaves it out: see `isInternalTable`. */
export const RUN_TABLE = "_libsql_actions_seed";

export interface RunTable {
  /** The row of the plan (0-based, as its generator counts) that this run began with: more than 0 only behind rows that were there before. */
  readonly start: number;
  /** How many rows are in; when the run is done, all of them. */
  readonly count: number;
  /** How many rows the table held then, triggers and others included. Only of tables with rows, and only while it is loading. */
  readonly held?: number;
}

export interface Run {
  /** See `scopeOf`. */
  readonly scope: string;
  /** `loading`: some of the rows are in, and the rest is not. */
  readonly state: "loading" | "done";
  /** Another one for each step that writes. */
  readonly nonce: string;
  /** A digest of what was planned: with the same one, the same rows are written. */
  readonly planned: string;
  readonly seed: string;
  /** Of the generator. */
  readonly version: number;
  readonly mode: string;
  /** How many transactions are in. */
  readonly stage: number;
  /** By name, in the order in which they are filled. */
  readonly tables: ReadonlyMap<string, RunTable>;
  /** Of the rows, when they are all in. */
  readonly digest?: string | undefined;
}

/** What names a set of tables. */
export function scopeOf(names: Iterable<string>): string {
  return JSON.stringify([...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
}

const COLUMNS = ["scope", "state", "nonce", "planned", "seed", "version", "mode", "stage", "tables", "digest"] as const;
const TABLE = quoteIdentifier(RUN_TABLE);

export const CREATE_RUN_TABLE: Statement = {
  sql: `CREATE TABLE IF NOT EXISTS ${TABLE} (scope TEXT PRIMARY KEY, state TEXT NOT NULL, nonce TEXT NOT NULL, planned TEXT NOT NULL, seed TEXT NOT NULL, version INTEGER NOT NULL, mode TEXT NOT NULL, stage INTEGER NOT NULL, tables TEXT NOT NULL, digest TEXT)`,
};

export const READ_RUNS: Statement = { sql: `SELECT ${COLUMNS.join(", ")} FROM ${TABLE} ORDER BY scope` };

/** A row of `READ_RUNS`. @throws an `Error` when something else than this action wrote it */
export function toRun(row: ArrayLike<unknown>): Run {
  const [scope, state, nonce, planned, seed, version, mode, stage, tables, digest] = Array.from(row);
  const listed = tablesOf(tables);
  if ((state !== "loading" && state !== "done") || listed === undefined)
    throw new Error(`${RUN_TABLE} holds a row that this action did not write. Drop the table if nothing is being loaded.`);
  return {
    scope: String(scope),
    state,
    nonce: String(nonce),
    planned: String(planned),
    seed: String(seed),
    version: Number(version),
    mode: String(mode),
    stage: Number(stage),
    tables: listed,
    ...(typeof digest === "string" ? { digest } : {}),
  };
}

/** The column is a JSON list of [name, start, count, held or null]. */
function tablesOf(text: unknown): Map<string, RunTable> | undefined {
  let list: unknown;
  try {
    list = JSON.parse(String(text));
  } catch {
    return undefined; // The parser's way to say that it is no JSON.
  }
  if (!Array.isArray(list)) return undefined;
  const tables = new Map<string, RunTable>();
  for (const entry of list) {
    if (!Array.isArray(entry) || typeof entry[0] !== "string") return undefined;
    const [name, start, count, held] = entry as [string, unknown, unknown, unknown];
    if (typeof start !== "number" || typeof count !== "number") return undefined;
    tables.set(name, { start, count, ...(typeof held === "number" ? { held } : {}) });
  }
  return tables;
}

const MOVED = "another seed run";

/** A step that fails when the run of the scope is not the one that was read. */
export function runFence(scope: string, prior: Pick<Run, "nonce" | "stage"> | undefined, refusal: string): Step {
  const own = `FROM ${TABLE} WHERE scope = ?`;
  const [condition, args] =
    prior === undefined
      ? [`NOT EXISTS (SELECT 1 ${own})`, [scope]]
      : [`EXISTS (SELECT 1 ${own} AND nonce = ? AND stage = ?)`, [scope, prior.nonce, BigInt(prior.stage)]];
  return guardStep(RUN_TABLE, { name: MOVED, condition, args, refusal });
}

/** Whether a step is one of `runFence`. */
export function isRunFence(step: Step | undefined): boolean {
  return step?.guard?.name === MOVED;
}

/** `json_set` takes 100 arguments. */
const COUNTS_A_STATEMENT = 40;

/** Writes the run over the one of its scope; while it is loading, with how many rows its tables hold now. */
export function recordRun(run: Run): Statement[] {
  const entries = [...run.tables].map(([name, { start, count }]) => [name, start, count, null]);
  const args = [run.scope, run.state, run.nonce, run.planned, run.seed, BigInt(run.version), run.mode, BigInt(run.stage)];
  const updates = COLUMNS.slice(1).map((column) => `${column} = excluded.${column}`);
  const record: Statement = {
    sql: `INSERT INTO ${TABLE} (${COLUMNS.join(", ")}) VALUES (${COLUMNS.map(() => "?").join(", ")}) ON CONFLICT (scope) DO UPDATE SET ${updates.join(", ")}`,
    args: [...args, JSON.stringify(entries), run.digest ?? null],
  };
  return run.state === "done" ? [record] : [record, ...recordHeld(run)];
}

function recordHeld({ scope, tables }: Run): Statement[] {
  const counts = [...tables].flatMap(([name, { count }], index) =>
    count === 0 ? [] : `'$[${index}][3]', (SELECT count(*) FROM ${quoteIdentifier(name)})`,
  );
  return Array.from({ length: Math.ceil(counts.length / COUNTS_A_STATEMENT) }, (_, index) => {
    const some = counts.slice(index * COUNTS_A_STATEMENT, (index + 1) * COUNTS_A_STATEMENT);
    return { sql: `UPDATE ${TABLE} SET tables = json_set(tables, ${some.join(", ")}) WHERE scope = ?`, args: [scope] };
  });
}

/** Forgets a run. */
export function forgetRun({ scope, nonce }: Run): Statement {
  return { sql: `DELETE FROM ${TABLE} WHERE scope = ? AND nonce = ?`, args: [scope, nonce] };
}
