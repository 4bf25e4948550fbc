// Asks a database which of some rows, as they would be, do not meet CHECKs.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Value } from "../generate/value.ts";
import { oddColumns, violations } from "./check-query.ts";
import type { OpenChecks } from "./open-checks.ts";

/** A row as it would be with a salt or a spare place. */
export interface Candidate {
  readonly row: number;
  /** Of the salt or the place; 0 for the row as it comes. */
  readonly number: number;
  /** In the order of the columns of the `OpenChecks`. */
  readonly cells: readonly Value[];
}

interface Asking {
  readonly db: Pick<Connection, "reads">;
  readonly open: OpenChecks;
}

/** Of cells, about; what has more is asked in several queries. */
export const QUERY_BYTES = 512 * 1024;
/** Rows that are asked of one by one, in one request. */
const ALONE_AT_ONCE = 100;
const CELL_BYTES = 12;

/** How much of a query a candidate takes. */
export function sizeOf({ cells }: Candidate): number {
  let bytes = 0;
  for (const cell of cells)
    bytes += typeof cell === "string" ? cell.length + 3 : cell instanceof Uint8Array ? 2 * cell.byteLength : CELL_BYTES;
  return bytes;
}

/**
 * The candidates that do not meet the CHECKs. A function in them may fail for some rows: those do not meet them either. When the database refuses the query
 * whatever it is about, it will say so of the rows too: none is returned.
 */
export async function unmetOf(
  asking: Asking,
  asked: readonly Candidate[],
  checks = asking.open.checks,
): Promise<readonly Candidate[]> {
  const alike = new Map<string, Candidate[]>();
  for (const candidate of asked) {
    const odd = oddColumns(asking.open, candidate.cells);
    const known = alike.get(odd);
    if (known === undefined) alike.set(odd, [candidate]);
    else known.push(candidate);
  }
  const unmet: Candidate[] = [];
  for (const list of alike.values()) unmet.push(...(await unmetOfAlike(asking, list, checks)));
  return alike.size > 1 ? asked.filter((candidate) => unmet.includes(candidate)) : unmet;
}

async function unmetOfAlike(
  asking: Asking,
  asked: readonly Candidate[],
  checks = asking.open.checks,
): Promise<readonly Candidate[]> {
  const [unmet] = await ask(asking, [asked], checks);
  if (unmet !== undefined) return unmet;
  const [canAsk] = await ask(asking, [[]], checks);
  if (canAsk === undefined) return [];
  const found: Candidate[] = [];
  for (let at = 0; at < asked.length; at += ALONE_AT_ONCE) {
    const alone = asked.slice(at, at + ALONE_AT_ONCE).map((one) => [one]);
    const answers = await ask(asking, alone, checks);
    found.push(...answers.flatMap((answer, index) => answer ?? alone[index] ?? []));
  }
  return found;
}

/** The candidates in each list that do not meet the CHECKs; undefined for a list that the database has no answer for. */
async function ask(
  { db, open }: Asking,
  lists: readonly (readonly Candidate[])[],
  checks: readonly string[],
): Promise<(readonly Candidate[] | undefined)[]> {
  const cells = lists.map((list) => list.map((candidate) => candidate.cells));
  const answers = await db.reads(cells.map((rows) => violations(open, checks, rows)));
  return answers.map((answer, index) =>
    Array.isArray(answer) ? answer.flatMap(([number]) => lists[index]?.[Number(number)] ?? []) : undefined,
  );
}
