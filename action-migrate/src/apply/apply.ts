// Applies changes to one database, batch by batch: fenced against other runners, exact about what came of each file, and sure of it when an answer is lost.
import { setTimeout as delay } from "node:timers/promises";
import { type Connection, LostAnswerError, type TransactionResult } from "@libsql-actions/shared/database/connection";
import { backoffMs } from "@libsql-actions/shared/network/backoff";
import { ScriptError } from "@libsql-actions/shared/sql/script";
import type { TransactionFailure } from "@libsql-actions/shared/sql/transaction-failure";
import { expectedAfter, expectedOf, hasMoved } from "../history/fence.ts";
import type { History } from "../history/history.ts";
import { type Batch, layOut } from "./batches.ts";
import type { Change } from "./change.ts";
import { inDoubt } from "./doubt.ts";
import { failure } from "./failure.ts";
import { applyLoose } from "./loose.ts";
import { afterLoss, notThrough } from "./lost-answers.ts";
import { requireLock } from "./require-lock.ts";
import { type Built, buildTransaction } from "./transaction.ts";
import { type ApplyOptions, advance, type Work } from "./work.ts";

const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 1_000;

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
  await requireLock(db, options.lockTimeoutMs);
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
  work.expected = expectedAfter(options.table, expected, [batch.change]);
  work.columns = [];
  return "done";
}

/** Works off transactions, as many in a request as there are; those that failed as a group go again one by one. */
async function applyGroups(
  work: Work,
  groups: readonly (readonly Change[])[],
  kind: "groups" | "guarded",
): Promise<"done" | "moved"> {
  const { options } = work;
  let queue = groups;
  for (let tries = 1; queue.length > 0; tries++) {
    const start = options.clock();
    options.onSent(queue.flat());
    const built = buildAll(work, queue);
    const results = await send(work, built, kind);
    if (results instanceof LostAnswerError) {
      queue = await afterLoss(work, queue, built, results);
      continue;
    }
    const done = results.findIndex(({ ok }) => !ok);
    const failed = results[done];
    const through = failed === undefined ? queue.length : done;
    // Of several files in a transaction nobody knows how long each took.
    const known = queue.length === 1 && queue[0]?.length === 1 ? options.clock() - start : undefined;
    for (const change of queue.slice(0, through).flat()) options.onDone(change, known);
    if (failed === undefined || failed.ok || isConclusive(failed, work)) options.onSettled();
    queue = queue.slice(through);
    advance(work, built.slice(0, through), queue);
    const [group] = queue;
    if (failed === undefined || failed.ok || group === undefined) continue;
    if (hasMoved(failed)) {
      const left = work.lost === 0 ? queue : await notThrough(work, queue, built.slice(through));
      if (left.length === queue.length) return "moved";
      queue = left;
      continue;
    }
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

/** False when a failure leaves open what came of the request: the history has moved, or what holds the database may be a request whose answer was lost. */
function isConclusive(failed: TransactionFailure, { lost }: Work): boolean {
  return !hasMoved(failed) && (lost === 0 || failed.code !== "SQLITE_BUSY");
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
