// Proves down scripts: each is run right behind its migration, and has to leave the schema that was there before it; then the migration has to run
// again.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { diffSchemas } from "@libsql-actions/shared/schema/diff";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { Schema } from "@libsql-actions/shared/schema/table";
import type { CodedFinding } from "../finding-rules.ts";
import { scriptFinding } from "../report/script-finding.ts";
import type { Scratch } from "../scratch/scratch.ts";
import { describeDifferences } from "./describe-difference.ts";
import { type Replay, replay, replayDown } from "./replay.ts";

export interface DownProof {
  /** In the order in which they are applied. */
  readonly migrations: readonly Migration[];
  /** Says which of them are proven; the others are only applied. Those without a down script never are. */
  readonly isProven: (migration: Migration) => boolean;
  /** Tables that are none of the application's. */
  readonly leaveOut: (table: string) => boolean;
  readonly how: Replay;
}

/** What is wrong with down scripts, up to the first migration that cannot be applied: that is found by whoever replays them all. */
export async function proveDowns(scratch: Scratch, proof: DownProof): Promise<CodedFinding[]> {
  const { migrations, how } = proof;
  const isProven = (migration: Migration) =>
    migration.kind === "versioned" && migration.down !== undefined && proof.isProven(migration);
  if (!migrations.some(isProven)) return [];
  const findings: CodedFinding[] = [];
  const applied: Migration[] = [];
  let waiting: Migration[] = [];
  let db = await scratch.fresh();
  for (const migration of migrations) {
    if (!isProven(migration)) {
      waiting.push(migration);
      continue;
    }
    if ((await replay(db, waiting, how)) !== undefined) return findings;
    applied.push(...waiting);
    waiting = [];
    const outcome = await prove(db, migration, applied, proof);
    if (outcome.kind === "stopped") return findings;
    if (outcome.kind === "doubtful") {
      db = await scratch.fresh();
      findings.push(...(await settle(db, migration, applied, outcome, proof)));
    }
    applied.push(migration);
  }
  return findings;
}

type Outcome =
  | { readonly kind: "proven" }
  /** The migration cannot be applied. */
  | { readonly kind: "stopped" }
  /** What the scratch database holds now is not to be built on. */
  | { readonly kind: "doubtful"; readonly finding?: CodedFinding; readonly afterDown?: Schema; readonly afterUp?: Schema };

async function prove(db: Connection, migration: Migration, applied: readonly Migration[], proof: DownProof): Promise<Outcome> {
  const { how, leaveOut } = proof;
  const start = await readRaw(db, leaveOut);
  if ((await replay(db, [migration], how)) !== undefined) return { kind: "stopped" };
  const up = await readRaw(db, leaveOut);
  const failure = await replayDown(db, [...applied, migration], how);
  if (failure !== undefined) return { kind: "doubtful", finding: scriptFinding("down-failed", failure) };
  // Only where the text of a definition is another it has to be found out whether it means another schema.
  const afterDown = (await readRaw(db, leaveOut)) === start ? undefined : await introspect(db, leaveOut);
  const again = await replay(db, [migration], how);
  if (again !== undefined) {
    const finding = downFinding(migration, `The migration cannot be applied again after it was taken back: ${again.message}`);
    return { kind: "doubtful", finding, ...(afterDown === undefined ? {} : { afterDown }) };
  }
  const afterUp = (await readRaw(db, leaveOut)) === up ? undefined : await introspect(db, leaveOut);
  if (afterDown === undefined && afterUp === undefined) return { kind: "proven" };
  return { kind: "doubtful", ...(afterDown === undefined ? {} : { afterDown }), ...(afterUp === undefined ? {} : { afterUp }) };
}

/** Compares with the schemas as they should have been. @param db empty; afterwards the migration is applied to it */
async function settle(
  db: Connection,
  migration: Migration,
  applied: readonly Migration[],
  { finding, afterDown, afterUp }: Outcome & { readonly kind: "doubtful" },
  { how, leaveOut }: DownProof,
): Promise<CodedFinding[]> {
  const redo = async (migrations: readonly Migration[]) => {
    const failure = await replay(db, migrations, how);
    if (failure !== undefined)
      throw new Error("What was applied to a scratch database cannot be applied to another one", { cause: failure });
  };
  await redo(applied);
  const before = await introspect(db, leaveOut);
  await redo([migration]);
  const behind = await introspect(db, leaveOut);
  const down = afterDown === undefined ? [] : diffSchemas(afterDown, before);
  const up = afterUp === undefined ? [] : diffSchemas(afterUp, behind);
  if (down.length > 0) {
    const sides = { actual: "what it leaves", wanted: "the schema before the migration" };
    return [downFinding(migration, `This down script does not bring the schema back: ${describeDifferences(down, sides)}.`)];
  }
  if (finding !== undefined) return [finding];
  if (up.length === 0) return [];
  const sides = { actual: "the schema after the second time", wanted: "that after the first" };
  return [
    downFinding(
      migration,
      `The migration makes another schema when it is applied again after it was taken back: ${describeDifferences(up, sides)}.`,
    ),
  ];
}

function downFinding({ down, up }: Migration, message: string): CodedFinding {
  return { code: "down-does-not-restore", severity: "error", file: (down ?? up).file, message };
}

/** All definitions as they are written: one query, and the same text for the same schema. */
async function readRaw({ query }: Connection, leaveOut: (table: string) => boolean): Promise<string> {
  const { rows } = await query("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name");
  const own = rows.filter((row) => !leaveOut(String(row[2])));
  return JSON.stringify(own.map((row) => Array.from(row)));
}
