// Finds out what was applied when the answer to a request was lost.
import { setTimeout as delay } from "node:timers/promises";
import type { LostAnswerError } from "@libsql-actions/shared/database/connection";
import { type History, readHistory } from "../history/history.ts";
import type { Change } from "./change.ts";
import { inDoubt } from "./doubt.ts";
import type { Built } from "./transaction.ts";
import { advance, type Work } from "./work.ts";

const MAX_LOST_ANSWERS = 3;
/** How long a server may still be at work on what was lost. */
const LAST_WAIT_MS = 1_000;

/**
 * What is still to be sent after an answer was lost. It is safe to send it again: the fence refuses it if the first one comes through after all.
 * @throws DoubtError when too many were lost, and nobody knows
 */
export async function afterLoss(
  work: Work,
  queue: readonly (readonly Change[])[],
  built: readonly Built[],
  cause: LostAnswerError,
): Promise<readonly (readonly Change[])[]> {
  work.lost++;
  const files = queue.flat().map(({ file }) => file);
  work.options.say(`${cause.message}; looking what was applied`);
  let left = await notThrough(work, queue, built);
  if (left.length > 0 && left.length === queue.length && work.lost >= MAX_LOST_ANSWERS) {
    // The server may still be at work: one more look, later, before nothing can be said.
    await delay(LAST_WAIT_MS);
    left = await notThrough(work, queue, built);
    if (left.length === queue.length) throw inDoubt(files, work.lost, cause);
  }
  return left;
}

/**
 * Reads the history, and takes off the queue what came through of it. What is expected of the history follows from that, not from what is read: the
 * next fence has to find what another runner did meanwhile, and what the request that was lost does behind the look.
 */
export async function notThrough(
  work: Work,
  queue: readonly (readonly Change[])[],
  built: readonly Built[],
): Promise<readonly (readonly Change[])[]> {
  const recorded = await look(work, queue.flat());
  const through = countThrough(work, queue, recorded);
  for (const change of queue.slice(0, through).flat()) work.options.onDone(change, undefined);
  const left = queue.slice(through);
  advance(work, built.slice(0, through), left);
  return left;
}

/** How many of a queue are recorded, from the first on. */
function countThrough({ options }: Work, queue: readonly (readonly Change[])[], recorded: (change: Change) => boolean): number {
  // One row shows what came last, which everything before it has led to.
  if (options.table.tracking.single) return queue.findLastIndex((group) => group.slice(-1).every(recorded)) + 1;
  const missing = queue.findIndex((group) => !group.every(recorded));
  return missing === -1 ? queue.length : missing;
}

/** Reads the history. @returns whether a change is in it as it would be when it was carried out */
async function look({ db, options, lost }: Work, changes: readonly Change[]): Promise<(change: Change) => boolean> {
  let history: History;
  try {
    history = await readHistory(db, options.table);
  } catch (problem) {
    throw inDoubt(
      changes.map(({ file }) => file),
      lost,
      problem,
    );
  }
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
