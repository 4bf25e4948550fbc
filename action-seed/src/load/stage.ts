// One transaction of a load: which rows are in it, and its way to the database while they are generated.
import { setImmediate } from "node:timers/promises";
import {
  type Connection,
  LostAnswerError,
  type TransactionFailure,
  type TransactionResult,
} from "@libsql-actions/shared/database/connection";
import type { BeginFill } from "@libsql-actions/shared/database/restore-target";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import type { SeedPlan } from "../plan/seed-table.ts";
import type { Chunk, Position } from "./chunks.ts";
import { mergeChunks } from "./merge-chunks.ts";
import type { Step } from "./reset.ts";

/** The last row of a stage. */
export interface StageEnd {
  /** The first row behind it. */
  readonly next: Position;
  readonly isLast: boolean;
}

export interface Stage {
  readonly head: readonly Step[];
  /** Generates the rows anew at each call. */
  readonly chunks: () => Generator<Chunk, StageEnd>;
  /** What comes behind the rows. */
  readonly tail: (end: StageEnd) => readonly Step[];
  /** How long an answer takes at least, in milliseconds. */
  readonly roundTripMs: number;
  /** Told of all that the database has taken in of this stage; it begins anew where the stage does. */
  readonly onProgress: (rows: number, bytes: number) => void;
}

/** How many rows of each table of the plan were sent, and how many of them changed the table. */
export type Tally = Map<number, { rows: number; changed: number; bytes: number }>;

export type Outcome =
  | { readonly kind: "committed" | "lost"; readonly end: StageEnd; readonly tally: Tally; readonly reason: string }
  /** The database refused a step; nothing stays. */
  | { readonly kind: "refused"; readonly failure: TransactionFailure; readonly step: Step | undefined }
  /** The transaction was ended from outside before COMMIT was sent; nothing stays, and it may be tried again. */
  | { readonly kind: "ended"; readonly reason: string; readonly isBusy: boolean };

/** What may wait while the database is at work: little, since it is in memory several times over, and more where each request takes its time. */
const MIN_WAITING_BYTES = 1_500_000;
const MAX_WAITING_BYTES = 4_000_000;
/** For each millisecond of a round trip beyond those that a busy machine has by itself. */
const WAITING_BYTES_A_MS = 100_000;
const OWN_ROUND_TRIP_MS = 10;
/** Of rows that are sorted in one statement: as much of the table itself as a database's cache holds, since it is written in that order too. */
const SORTED_BYTES = 1_750_000;
/** A server holds a request in memory several times over. Stages are smaller, but for tables that cannot be parted. */
const MAX_REQUEST_BYTES = 100_000_000;
/** With these a server ends a transaction for the sake of another writer, or because it lost it. */
const ENDED_CODES = new Set(["TRANSACTION_TIMEOUT", "TRANSACTION_CLOSED", "STREAM_EXPIRED", "SQLITE_BUSY"]);

/**
 * The rows of a transaction: as many as fit, and at least one chunk. Rows of tables that refer to each other in a circle are not parted.
 * @param chunks all rows that are left
 */
export function* stageOf(chunks: Iterable<Chunk>, plan: SeedPlan, maxBytes: number): Generator<Chunk, StageEnd> {
  const circular = plan.tables.flatMap(({ table }, index) => (plan.circular.has(table.name) ? [index] : []));
  const [first = Number.POSITIVE_INFINITY, last = Number.NEGATIVE_INFINITY] = [circular[0], circular.at(-1)];
  const canPart = ({ table, first: row }: Chunk) =>
    first > last || table < first || table > last || (table === first && row === 0);
  let bytes = 0;
  for (const chunk of chunks) {
    if (bytes > 0 && bytes + chunk.bytes > maxBytes && canPart(chunk))
      return { next: { table: chunk.table, row: chunk.first }, isLast: false };
    bytes += chunk.bytes;
    yield chunk;
  }
  return { next: { table: plan.tables.length, row: 0 }, isLast: true };
}

/**
 * Sends a stage piece by piece while its rows are generated: whatever is ready goes when the database has taken in what went before. What is generated in
 * the time of a round trip goes in one request.
 * @throws what the rows throw; of a local database also its own faults
 */
export async function streamStage(begin: BeginFill, isRemote: boolean, stage: Stage): Promise<Outcome> {
  const transaction = await begin("on");
  const tally: Tally = new Map();
  const send = async (steps: readonly Step[], end?: StageEnd): Promise<Outcome | undefined> => {
    try {
      const result = await transaction.write(
        steps.map(({ statement }) => statement),
        end === undefined ? undefined : "commit",
      );
      const outcome = outcomeOf(result, steps, stage, tally);
      return outcome ?? (end && { kind: "committed", end, tally, reason: "" });
    } catch (fault) {
      if (fault instanceof LostAnswerError && end !== undefined) {
        count(tally, steps);
        return { kind: "lost", end, tally, reason: errorMessage(fault) };
      }
      if (!isRemote) throw fault;
      return { kind: "ended", reason: errorMessage(fault), isBusy: false };
    }
  };
  let [head, waiting, bytes]: [readonly Step[], Chunk[], number] = [stage.head, [], 0];
  let underWay: Promise<void> = Promise.resolve();
  let isBusy = false;
  let failed: Outcome | undefined;
  /** What is ready to be sent. */
  const take = (): Step[] => {
    const steps = [...head, ...mergeChunks(waiting).map(rowsStep)];
    [head, waiting, bytes] = [[], [], 0];
    return steps;
  };
  const sendOn = (steps: readonly Step[]) => {
    isBusy = true;
    underWay = send(steps)
      .then((outcome) => {
        failed = outcome;
      })
      .finally(() => {
        isBusy = false;
      });
    // Whoever waits for it next is told.
    underWay.catch(() => undefined);
  };
  try {
    const chunks = stage.chunks();
    const farBytes = waitingBytes(stage.roundTripMs);
    const firstAt = performance.now() + stage.roundTripMs;
    for (let next = chunks.next(); ; next = chunks.next()) {
      // What is sorted gains by being much.
      const isSorted = waiting.at(-1)?.sorting !== undefined;
      const mostBytes = isSorted ? SORTED_BYTES : farBytes;
      const isFull = next.done === true || bytes >= mostBytes;
      if (isFull || !isBusy) await underWay;
      if (failed !== undefined) return failed;
      if (next.done === true) return (await send([...take(), ...stage.tail(next.value)], next.value)) as Outcome;
      waiting.push(next.value);
      bytes += next.value.bytes;
      if (!isBusy && (bytes >= mostBytes || (!isSorted && performance.now() >= firstAt))) sendOn(take());
      // Lets what is under way go on.
      await setImmediate();
    }
  } finally {
    await transaction.end();
  }
}

function waitingBytes(roundTripMs: number): number {
  const farMs = Math.max(0, roundTripMs - OWN_ROUND_TRIP_MS);
  return Math.min(MAX_WAITING_BYTES, MIN_WAITING_BYTES + farMs * WAITING_BYTES_A_MS);
}

/** Sends a stage in one request, which no other writer can end. @throws also an `Error` when it is too large for that */
export async function sendStage(db: Connection, stage: Stage): Promise<Outcome> {
  const all: Chunk[] = [];
  const chunks = stage.chunks();
  let next = chunks.next();
  let bytes = 0;
  for (; next.done !== true; next = chunks.next()) {
    all.push(next.value);
    bytes += next.value.bytes;
    if (bytes > MAX_REQUEST_BYTES)
      throw new Error(
        `The server has ended the transaction for another writer, and rows of tables that refer to each other in a circle, of more than ${MAX_REQUEST_BYTES / 1_000_000} MB, are too large for one request, which it would not end. Run it again when nobody else writes.`,
      );
  }
  const end = next.value;
  const steps = [...stage.head, ...mergeChunks(all).map(rowsStep), ...stage.tail(end)];
  const tally: Tally = new Map();
  try {
    const result = await db.transaction(steps.map(({ statement }) => statement));
    return outcomeOf(result, steps, stage, tally) ?? { kind: "committed", end, tally, reason: "" };
  } catch (fault) {
    if (!(fault instanceof LostAnswerError)) throw fault;
    count(tally, steps);
    return { kind: "lost", end, tally, reason: errorMessage(fault) };
  }
}

function rowsStep({ table, first, rows, bytes, statement }: Chunk): Step {
  return { statement, of: `rows ${first + 1} to ${first + rows}`, rows: { table, count: rows, bytes } };
}

/** Undefined when the steps passed. */
function outcomeOf(result: TransactionResult, steps: readonly Step[], { onProgress }: Stage, tally: Tally): Outcome | undefined {
  if (result.ok) {
    count(tally, steps, result.rowsAffected);
    const sums = [...tally.values()];
    onProgress(
      sums.reduce((sum, { rows }) => sum + rows, 0),
      sums.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    return undefined;
  }
  const { ok: _, ...failure } = result;
  if (ENDED_CODES.has(failure.code))
    return { kind: "ended", reason: `${failure.message} (${failure.code})`, isBusy: failure.code === "SQLITE_BUSY" };
  return { kind: "refused", failure, step: failure.index === undefined ? undefined : steps[failure.index] };
}

/** @param changed not given: all rows */
function count(tally: Tally, steps: readonly Step[], changed?: readonly number[]): void {
  for (const [index, { rows }] of steps.entries()) {
    if (rows === undefined) continue;
    const sum = tally.get(rows.table) ?? { rows: 0, changed: 0, bytes: 0 };
    tally.set(rows.table, {
      rows: sum.rows + rows.count,
      changed: sum.changed + (changed?.[index] ?? rows.count),
      bytes: sum.bytes + rows.bytes,
    });
  }
}
