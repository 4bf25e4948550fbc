// One transaction of a load: which rows are in it, and its way to the database while they are generated.
import { setImmediate } from "node:timers/promises";
import { type Connection, LostAnswerError } from "@libsql-actions/shared/database/connection";
import type { BeginFill } from "@libsql-actions/shared/database/fill";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import type { SeedPlan } from "../plan/seed-table.ts";
import type { Chunk, Position } from "./chunks.ts";
import { mergeChunks } from "./merge-chunks.ts";
import { count, type Outcome, outcomeOf, type Tally } from "./outcome.ts";
import type { Step } from "./step.ts";

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
  /** How long an answer takes at most, in milliseconds. */
  readonly roundTripMs: number;
  /** Told of how many rows the database has taken in of this stage; it begins anew where the stage does. */
  readonly onProgress: (rows: number) => void;
}

/** What may wait while the database is at work: little, since it is in memory several times over, and more where each request takes its time. */
const MIN_WAITING_BYTES = 1_500_000;
const MAX_WAITING_BYTES = 4_000_000;
/** For each millisecond of a round trip beyond those that a busy machine has by itself. */
const WAITING_BYTES_A_MS = 100_000;
const OWN_ROUND_TRIP_MS = 10;
/** Of rows that are sorted in one statement: as much of the table itself as a server's cache holds, since it is written in that order too. */
const SORTED_BYTES = 1_750_000;
/** A server holds a request in memory several times over. Stages are smaller, but for tables that cannot be parted. */
const MAX_REQUEST_BYTES = 100_000_000;
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
  const transaction = await begin();
  try {
    return await streamRows(stage, sendIn(transaction, isRemote, stage));
  } finally {
    await transaction.end();
  }
}

/** Sends steps, and COMMIT behind the last. @returns undefined while the transaction goes on */
type Send = (steps: readonly Step[], end?: StageEnd) => Promise<Outcome | undefined>;

function sendIn(transaction: Awaited<ReturnType<BeginFill>>, isRemote: boolean, { onProgress }: Stage): Send {
  const tally: Tally = new Map();
  return async (steps, end) => {
    try {
      const statements = steps.map(({ statement }) => statement);
      const outcome = outcomeOf(await transaction.write(statements, end && "commit"), steps, tally);
      if (outcome !== undefined) return outcome;
      tell(onProgress, tally);
      return end && { kind: "committed", end, tally, reason: "" };
    } catch (fault) {
      if (fault instanceof LostAnswerError && end !== undefined) {
        count(tally, steps);
        return { kind: "lost", end, tally, reason: errorMessage(fault) };
      }
      if (!isRemote) throw fault;
      return { kind: "ended", reason: errorMessage(fault), isBusy: false };
    }
  };
}

async function streamRows({ head, chunks, tail, roundTripMs }: Stage, send: Send): Promise<Outcome> {
  const queue = queueBehind(head);
  const line = lineOf(send);
  const farBytes = waitingBytes(roundTripMs);
  const firstAt = performance.now() + roundTripMs;
  const generated = chunks();
  for (let next = generated.next(); ; next = generated.next()) {
    // What is sorted gains by being much.
    const isSorted = queue.isSorted();
    const mostBytes = isSorted ? SORTED_BYTES : farBytes;
    const mustWait = next.done === true || queue.bytes() >= mostBytes || !line.isBusy();
    const failed = mustWait ? await line.settled() : undefined;
    if (failed !== undefined) return failed;
    if (next.done === true) return (await send([...queue.take(), ...tail(next.value)], next.value)) as Outcome;
    queue.add(next.value);
    if (!line.isBusy() && (queue.bytes() >= mostBytes || (!isSorted && performance.now() >= firstAt))) line.send(queue.take());
    // Lets what is under way go on.
    await setImmediate();
  }
}

/** What is ready to be sent: the first time with these steps before it. */
function queueBehind(head: readonly Step[]) {
  let [first, chunks, bytes]: [readonly Step[], Chunk[], number] = [head, [], 0];
  return {
    bytes: () => bytes,
    isSorted: () => chunks.at(-1)?.sorting !== undefined,
    add: (chunk: Chunk) => {
      chunks.push(chunk);
      bytes += chunk.bytes;
    },
    take: (): Step[] => {
      const steps = [...first, ...mergeChunks(chunks).map(rowsStep)];
      [first, chunks, bytes] = [[], [], 0];
      return steps;
    },
  };
}

/** One request after the other, while more is made ready. */
function lineOf(send: Send) {
  let underWay: Promise<Outcome | undefined> = Promise.resolve(undefined);
  let isBusy = false;
  return {
    isBusy: () => isBusy,
    /** @returns why the transaction cannot go on */
    settled: () => underWay,
    send: (steps: readonly Step[]) => {
      isBusy = true;
      underWay = send(steps).finally(() => {
        isBusy = false;
      });
      // Whoever waits for it next is told.
      underWay.catch(() => undefined);
    },
  };
}

function tell(onProgress: Stage["onProgress"], tally: Tally): void {
  onProgress([...tally.values()].reduce((sum, { sent }) => sum + sent, 0));
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
    const outcome = outcomeOf(result, steps, tally);
    if (outcome !== undefined) return outcome;
    tell(stage.onProgress, tally);
    return { kind: "committed", end, tally, reason: "" };
  } catch (fault) {
    if (!(fault instanceof LostAnswerError)) throw fault;
    count(tally, steps);
    return { kind: "lost", end, tally, reason: errorMessage(fault) };
  }
}

function rowsStep({ table, first, rows, statement }: Chunk): Step {
  return { statement, of: `rows ${first + 1} to ${first + rows}`, rows: { table, count: rows } };
}
