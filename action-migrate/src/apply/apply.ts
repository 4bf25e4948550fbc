// Applies changes to one database, batch by batch: fenced against other runners, exact about what came of each file, and sure of it when an answer is lost.
import { setTimeout as delay } from "node:timers/promises";
import { type Connection, LostAnswerError, type TransactionResult } from "@libsql-actions/shared/database/connection";
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { backoffMs } from "@libsql-actions/shared/network/backoff";
import { ScriptError } from "@libsql-actions/shared/sql/script";
import type { TransactionFailure } from "@libsql-actions/shared/sql/transaction-failure";
import { type Expected, expectedOf, hasMoved } from "../history/fence.ts";
import { type History, type HistoryTable, readHistory } from "../history/history.ts";
import { type Batch, layOut } from "./batches.ts";
import type { Change } from "./change.ts";
import { inDoubt } from "./doubt.ts";
import { failure } from "./failure.ts";
import { applyLoose } from "./loose.ts";
import { type Built, buildTransaction } from "./transaction.ts";

export interface ApplyOptions extends Progress {
  readonly table: HistoryTable;
  /** `all`: one transaction for everything. */
  readonly transaction: "file" | "all";
  /** How long to wait for another writer, in all. */
  readonly lockTimeoutMs: number;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
  readonly say: (message: string) => void;
}

/** Is told how the work goes on. */
export interface Progress {
  /** Changes are sent: from here on nobody knows of them, until they are done or it is settled that the rest is not. */
  readonly onSent: (changes: readonly Change[]) => void;
  /** A change is committed. How long it took is undefined for one of several that were applied together. */
  readonly onDone: (change: Change, durationMs: number | undefined) => void;
  /** Of what was sent, nothing is done but what was told. @param begun is neither done nor pending: it runs without a transaction, and failed */
  readonly onSettled: (begun?: Change) => void;
}

const MAX_LOST_ANSWERS = 3;
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 1_000;

/** What one call of `applyChanges` carries along. */
interface Work {
  readonly db: Connection;
  readonly options: ApplyOptions;
  /** Performance clock until which a lock is waited for. */
  readonly deadline: number;
  columns: readonly string[] | undefined;
  expected: Expected;
  /** How many answers were lost one after the other. */
  lost: number;
}

/**
 * Applies changes in their order. Of a file that fails nothing is left, and those before it stay.
 * @param history what the changes were planned from
 * @returns `moved` when another runner has changed the history meanwhile: plan anew
 * @throws ScriptError at the place that failed, DoubtError, or the error of the network
 */
export async function applyChanges(
  db: Connection,
  changes: readonly Change[],
  history: History,
  options: ApplyOptions,
): Promise<"done" | "moved"> {
  const batches = layOut(changes, options.transaction);
  if (batches.length === 0) return "done";
  const deadline = options.clock() + options.lockTimeoutMs;
  if (!(await db.waitForLock(options.lockTimeoutMs)))
    throw new Error(
      `Another writer has held the database for ${formatDuration(options.lockTimeoutMs)}. Wait for it, or raise \`lock-timeout\`.`,
    );
  const work: Work = { db, options, deadline, columns: history.columns, expected: expectedOf(history, options.table), lost: 0 };
  for (const batch of batches) if ((await applyBatch(work, batch)) === "moved") return "moved";
  return "done";
}

async function applyBatch(work: Work, batch: Batch): Promise<"done" | "moved"> {
  if (batch.kind !== "loose") return applyGroups(work, batch.kind === "groups" ? batch.groups : [batch.changes], batch.kind);
  const { db, options, columns, expected } = work;
  options.onSent([batch.change]);
  let begun: Change | undefined;
  const onBegun = () => {
    begun = batch.change;
  };
  const applied = await applyLoose(db, batch.change, columns, expected, options.table, onBegun).catch((problem: unknown) => {
    if (problem instanceof ScriptError) options.onSettled(begun);
    throw problem;
  });
  if (applied === "moved") return "moved";
  options.onDone(batch.change, undefined);
  options.onSettled();
  await look(work);
  return "done";
}

/** Works off transactions, as many in a request as there are; those that failed as a group go again one by one. */
async function applyGroups(
  work: Work,
  groups: readonly (readonly Change[])[],
  kind: "groups" | "guarded",
): Promise<"done" | "moved"> {
  const { options } = work;
  let queue = [...groups];
  for (let tries = 1; queue.length > 0; tries++) {
    const start = options.clock();
    options.onSent(queue.flat());
    const built = buildAll(work, queue);
    const results = await send(work, built, kind);
    if (results instanceof LostAnswerError) {
      queue = await afterLoss(work, queue, results);
      continue;
    }
    const done = results.findIndex(({ ok }) => !ok);
    const failed = results[done];
    const through = failed === undefined ? queue.length : done;
    // Of several files in a transaction nobody knows how long each took.
    const known = queue.length === 1 && queue[0]?.length === 1 ? options.clock() - start : undefined;
    for (const change of queue.slice(0, through).flat()) options.onDone(change, known);
    // What holds the database may be the very request whose answer was lost.
    if (work.lost === 0 || failed?.ok !== false || failed.code !== "SQLITE_BUSY") options.onSettled();
    queue = queue.slice(through);
    advance(work, built.slice(0, through), queue);
    const [group] = queue;
    if (failed === undefined || failed.ok || group === undefined) continue;
    if (hasMoved(failed))
      return work.lost > 0 && (await isThrough(work, group)) ? await again(work, queue.slice(1), kind) : "moved";
    if (mayPass(failed, work)) {
      await delay(backoffMs(tries, FIRST_WAIT_MS, MAX_WAIT_MS));
      continue;
    }
    const only = group.length === 1 || options.transaction === "all";
    if (only) throw problemOf(work, failed, built[through] as Built, group);
    queue = [...group.map((change) => [change]), ...queue.slice(1)];
  }
  // Of the last ones a look may have told that they are through.
  options.onSettled();
  return "done";
}

function buildAll({ options, columns, expected }: Work, queue: readonly (readonly Change[])[]): Built[] {
  const built: Built[] = [];
  for (const group of queue) {
    const before = built.at(-1)?.after;
    // The first one has made the table, or brought it up to date.
    built.push(buildTransaction(options.table, before === undefined ? columns : [], before ?? expected, group));
  }
  return built;
}

/** Sends a request; a lost answer is given back, not thrown. */
async function send(
  { db, options, lost }: Work,
  built: readonly Built[],
  kind: "groups" | "guarded",
): Promise<TransactionResult[] | LostAnswerError> {
  try {
    const [first] = built as [Built];
    if (kind === "groups") return await db.transactions(built.map(({ statements }) => statements));
    const scripts = [...new Set(first.own.flatMap((place) => (place === undefined ? [] : [place.change.script])))];
    return [
      await db.transaction(first.statements, {
        foreignKeys: scripts.some(({ foreignKeysOff }) => foreignKeysOff) ? "off" : "checked",
        touched: [...new Set(scripts.flatMap(({ identifiers }) => identifiers))],
      }),
    ];
  } catch (problem) {
    if (problem instanceof LostAnswerError) return problem;
    if (lost > 0) throw inDoubt(built.flatMap(filesOf), lost, problem);
    options.onSettled();
    throw problem;
  }
}

const filesOf = ({ own }: Built) => [...new Set(own.flatMap((place) => (place === undefined ? [] : [place.change.file])))];

function advance(work: Work, built: readonly Built[], left: readonly unknown[]): void {
  const last = built.at(-1);
  if (last === undefined) return;
  work.expected = last.after;
  if (work.lost > 0) work.lost = lostBefore(left);
  // The table is there now, and as `create` wants it.
  work.columns = [];
}

/**
 * What is still to be sent after an answer was lost. It is safe to send it again: the fence refuses it if the first one comes through after all.
 * @throws DoubtError when too many were lost, and nobody knows
 */
async function afterLoss(
  work: Work,
  queue: readonly (readonly Change[])[],
  cause: LostAnswerError,
): Promise<(readonly Change[])[]> {
  work.lost++;
  const files = queue.flat().map(({ file }) => file);
  work.options.say(`${cause.message}; looking what was applied`);
  let left = await notThrough(work, queue);
  if (left.length > 0 && left.length === queue.length && work.lost >= MAX_LOST_ANSWERS) {
    // The server may still be at work: one more look, later, before nothing can be said.
    await delay(MAX_WAIT_MS);
    left = await notThrough(work, queue);
    if (left.length === queue.length) throw inDoubt(files, work.lost, cause);
  }
  if (left.length < queue.length) work.lost = lostBefore(left);
  return left;
}

/** The count begins anew when something came through. As long as anything is left, the server may be at work on it for the request that was lost. */
function lostBefore(left: readonly unknown[]): number {
  return left.length === 0 ? 0 : 1;
}

/** Reads the history, and takes off the queue what it holds. */
async function notThrough(work: Work, queue: readonly (readonly Change[])[]): Promise<(readonly Change[])[]> {
  const recorded = await look(work, queue.flat());
  const left = queue.filter((group) => !group.every(recorded));
  for (const change of queue.filter((group) => group.every(recorded)).flat()) work.options.onDone(change, undefined);
  return left;
}

/** Reads the history anew. @returns whether a change is in it as it would be when it was carried out */
async function look(work: Work, changes: readonly Change[] = []): Promise<(change: Change) => boolean> {
  const { db, options, lost } = work;
  let history: History;
  try {
    history = await readHistory(db, options.table);
  } catch (problem) {
    throw lost === 0
      ? problem
      : inDoubt(
          changes.map(({ file }) => file),
          lost,
          problem,
        );
  }
  work.columns = history.columns;
  work.expected = expectedOf(history, options.table);
  const states = new Map(history.records.map((record) => [record.key, record]));
  return ({ migration, direction, previous }) => {
    if (options.table.tracking.single) {
      const shown = direction === "up" ? migration.key : previous?.key;
      const [record] = history.records;
      return record?.state !== "failed" && record?.key === shown;
    }
    const record = states.get(migration.key);
    const isApplied = record?.state === "applied";
    if (direction === "down") return !isApplied;
    return isApplied && (record.checksum === undefined || migration.checksums.includes(record.checksum));
  };
}

async function isThrough(work: Work, group: readonly Change[]): Promise<boolean> {
  const recorded = await look(work, group);
  if (!group.every(recorded)) return false;
  for (const change of group) work.options.onDone(change, undefined);
  return true;
}

function again(work: Work, queue: readonly (readonly Change[])[], kind: "groups" | "guarded"): Promise<"done" | "moved"> {
  work.lost = lostBefore(queue);
  return applyGroups(work, queue, kind);
}

/** A server says at once that another writer holds the database; the native client has waited by itself. */
function mayPass({ code, index }: TransactionFailure, { db, options, deadline }: Work): boolean {
  return code === "SQLITE_BUSY" && index === undefined && db.database.kind === "remote" && options.clock() < deadline;
}

function problemOf({ options, lost }: Work, failed: TransactionFailure, built: Built, group: readonly Change[]): Error {
  const problem = failure(failed, built, group, options.table.name);
  // What holds the database may be the very request whose answer was lost.
  return lost > 0 && failed.code === "SQLITE_BUSY"
    ? inDoubt(
        group.map(({ file }) => file),
        lost,
        problem,
      )
    : problem;
}
