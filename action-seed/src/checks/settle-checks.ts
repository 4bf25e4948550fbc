// Has the database say of planned rows whether they meet the CHECKs that nobody else understands, and gives those that do not other values.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { SeedPlan, SeedTable } from "../plan/seed-table.ts";
import { type Problem, Unsatisfiable } from "../plan/unsatisfiable.ts";
import { type Candidate, QUERY_BYTES, sizeOf, unmetOf } from "./ask.ts";
import { namedIn, type OpenChecks } from "./open-checks.ts";

/** How often a row is drawn again. */
const MAX_SALT = 100;
/** So many salts are tried in one query: few at first, since one of them will mostly do. */
const TRIES = [3, 9, 28, 60] as const;
const FEWEST_SPARES = 64;
const SHOWN_CHARACTERS = 200;

/** The rows of one table, with CHECKs that are met together. */
interface Settling {
  readonly db: Pick<Connection, "reads">;
  readonly open: OpenChecks;
  /** Row numbers as the plan counts: 0 is the first new row, rows that are there already stand before it. */
  readonly first: number;
  readonly end: number;
  candidate(row: number, salt: number, spare?: number): Candidate;
  settle(row: number, salt: number, spare?: number): void;
  /** Spare places that meet the CHECKs and that no row has taken, and the next one to look at. */
  readonly places: { readonly free: number[]; next: number; readonly last: number };
}

/**
 * Settles which rows of a plan get other values than their first ones. Which a row gets depends on its own values, in a key also on the rows before it, and never
 * on those behind it.
 * @param starts the number of the first new row of each table
 * @throws an `Unsatisfiable` that names table, CHECK and columns wherever nothing helps
 */
export async function settleChecks(
  db: Pick<Connection, "reads">,
  { tables }: SeedPlan,
  checks: readonly OpenChecks[],
  starts: ReadonlyMap<string, number>,
): Promise<void> {
  const problems: Problem[] = [];
  // Tables that are referred to come first: their values are settled before others take them.
  for (const seedTable of tables)
    for (const open of checks.filter(({ table }) => table.name === seedTable.table.name)) {
      const settling = settlingOf(db, open, seedTable, starts.get(seedTable.table.name) ?? 0);
      const stuck = await settleAll(settling);
      if (stuck !== undefined) problems.push(await problemOf(settling, stuck));
    }
  if (problems.length > 0) throw new Unsatisfiable(problems);
}

function settlingOf(db: Pick<Connection, "reads">, open: OpenChecks, seedTable: SeedTable, start: number): Settling {
  const { salts, spares, columns, room } = open;
  const positions = columns.map(({ name }) => seedTable.columns.findIndex((column) => column.name === name));
  // Rows that are there already have taken spare places too.
  const first = room === undefined ? 0 : room.firstRow - start;
  const end = seedTable.count;
  for (const numbers of [salts, spares]) numbers.begin(start + first, end - first);
  const settle = (row: number, salt: number, spare = 0) => {
    salts.set(start + row, salt);
    spares.set(start + row, spare);
  };
  const candidate = (row: number, salt: number, spare = 0): Candidate => {
    settle(row, salt, spare);
    const cells = seedTable.row(row);
    return { row, number: room === undefined ? salt : spare, cells: positions.map((position) => cells[position] ?? null) };
  };
  return { db, open, first, end, candidate, settle, places: { free: [], next: 1, last: (room?.size ?? 0) - (end - first) } };
}

/** @returns a row that nothing helps */
async function settleAll(settling: Settling): Promise<number | undefined> {
  let asked: Candidate[] = [];
  let bytes = 0;
  for (let row = settling.first; row < settling.end; row++) {
    const candidate = settling.candidate(row, 0);
    asked.push(candidate);
    bytes += sizeOf(candidate);
    if (bytes < QUERY_BYTES && row < settling.end - 1) continue;
    const unmet = (await unmetOf(settling, asked)).map((one) => one.row);
    const stuck = await (settling.open.room === undefined ? drawAgain(settling, unmet) : placeAgain(settling, unmet));
    if (stuck !== undefined) return stuck;
    [asked, bytes] = [[], 0];
  }
  return undefined;
}

/** Finds a salt for each row. @returns a row that has none */
async function drawAgain(settling: Settling, rows: readonly number[]): Promise<number | undefined> {
  const [first, ...others] = rows;
  if (first === undefined) return undefined;
  // What cannot be met is found out by one row.
  return (await findSalts(settling, [first])) ?? (await findSalts(settling, others));
}

async function findSalts(settling: Settling, rows: readonly number[]): Promise<number | undefined> {
  let left = rows;
  let salt = 1;
  for (const tries of TRIES) {
    const found = new Map<number, number>();
    let asked: Candidate[] = [];
    let bytes = 0;
    for (const [index, row] of left.entries()) {
      for (let next = salt; next < salt + tries; next++) {
        const candidate = settling.candidate(row, next);
        asked.push(candidate);
        bytes += sizeOf(candidate);
      }
      if (bytes < QUERY_BYTES && index < left.length - 1) continue;
      const refused = new Set(await unmetOf(settling, asked));
      for (const candidate of asked)
        if (!refused.has(candidate) && !found.has(candidate.row)) found.set(candidate.row, candidate.number);
      [asked, bytes] = [[], 0];
    }
    for (const row of left) settling.settle(row, found.get(row) ?? 0);
    left = left.filter((row) => !found.has(row));
    if (left.length === 0) return undefined;
    salt += tries;
  }
  return left[0];
}

/** Gives each row the next spare place that meets the CHECKs, which are about nothing but the columns of the key. @returns a row for which there is none */
async function placeAgain(settling: Settling, rows: readonly number[]): Promise<number | undefined> {
  const [carrier] = rows;
  if (carrier === undefined) return undefined;
  const { places } = settling;
  const last = Math.min(places.last, places.next + MAX_SALT * rows.length);
  while (places.free.length < rows.length && places.next <= last) {
    const end = Math.min(last + 1, places.next + Math.max(FEWEST_SPARES, 2 * rows.length));
    const asked: Candidate[] = [];
    for (; places.next < end; places.next++) asked.push(settling.candidate(carrier, 0, places.next));
    const refused = new Set(await unmetOf(settling, asked));
    places.free.push(...asked.filter((candidate) => !refused.has(candidate)).map(({ number }) => number));
  }
  settling.settle(carrier, 0);
  const taken = places.free.splice(0, rows.length);
  const asked = taken.map((spare, index) => settling.candidate(rows[index] ?? carrier, 0, spare));
  const [unmet] = await unmetOf(settling, asked);
  return unmet?.row ?? rows[taken.length];
}

async function problemOf(settling: Settling, row: number): Promise<Problem> {
  const { table, checks, room } = settling.open;
  const count = room === undefined ? MAX_SALT : Math.min(MAX_SALT, Math.max(0, settling.places.last));
  const all = Array.from({ length: count + 1 }, (_, number) =>
    room === undefined ? settling.candidate(row, number) : settling.candidate(row, 0, number),
  );
  const never: string[] = [];
  for (const check of checks) if ((await unmetOf(settling, all, [check])).length === all.length) never.push(check);
  const [unmet = checks.join(") and CHECK (")] = never;
  const names = [...namedIn(table, unmet)].flatMap(({ name, generated }) => (generated === undefined ? name : []));
  const text = plainLine(unmet.replace(/\s+/g, " "));
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  const tried =
    room === undefined
      ? `in ${MAX_SALT} tries for row ${row + 1}. Say in a spec where they come from, or leave the table out: \`rows: ${table.name}=0\`.`
      : `and differ from row to row, for more than ${row} rows. Ask for fewer with \`rows: ${table.name}=${Math.max(0, row)}\`.`;
  return {
    message: `${table.name}: no values were found for ${names.join(", ")} that meet CHECK (${shown}), ${tried}`,
    path: ["tables", table.name, "columns", names[0] ?? ""],
  };
}
