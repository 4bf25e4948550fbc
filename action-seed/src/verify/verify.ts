// Holds what a database has after loading against what was generated for it.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { rowOrder } from "../digest/digest-query.ts";
import type { SeedDigests } from "../digest/digest-tap.ts";
import { allRowsInOrder } from "../digest/sorted-rows.ts";
import { readEncoding, tableDigestsAnd } from "../digest/table-digests.ts";
import { wireRows } from "../digest/wire-rows.ts";
import type { Value } from "../generate/value.ts";
import type { Way } from "../mode.ts";
import type { SeedPlan, SeedTable } from "../plan/seed-table.ts";
import { type Check, checksOf, checksOfReferring, findingOf } from "./checks.ts";
import { rowDifferences, rowsOf } from "./row-differences.ts";
import { showName } from "./show-cell.ts";
import { type Event, triggerEffects } from "./trigger-effects.ts";

export interface VerifyRequest {
  /** All tables, those that were not loaded among them. */
  readonly schema: Schema;
  readonly plan: SeedPlan;
  /** Of the plan. */
  readonly digests: SeedDigests;
  readonly way: Way;
  /** The tables that held rows before which the step left there, by name, with how many; undefined where nobody knows how many. */
  readonly existingRows: ReadonlyMap<string, number | undefined>;
}

export interface VerifyResult {
  /** Of the tables of the plan as they are now. */
  readonly tableDigests: ReadonlyMap<string, string>;
  /** What was not compared, or not in whole, and why: a sentence each, harmless for a log. */
  readonly notes: readonly string[];
  /** What is wrong: a sentence each, harmless for a log. Empty when the database holds what was generated. */
  readonly problems: readonly string[];
}

/** What one request reads is bounded, so that it is answered in time: a server was seen to take half a second for 200,000 rows. A larger table goes alone. */
const MAX_ROWS_A_REQUEST = 1_000_000;
/** Rows are read back for the first tables that differ. */
const MAX_TABLES_READ_BACK = 3;

const EVENTS: Readonly<Record<VerifyRequest["way"], readonly Event[]>> = {
  insert: ["INSERT"],
  reset: ["DELETE", "INSERT"],
  upsert: ["INSERT", "UPDATE"],
};

/**
 * Verifies: rows, foreign keys, integrity and digests. One request for each million rows, and more only where rows differ.
 * @throws an `Error` where the database cannot be read
 */
export async function verify(db: Pick<Connection, "reads">, request: VerifyRequest): Promise<VerifyResult> {
  const found = await readBack(db, request);
  const [notes, problems]: [string[], string[]] = [[], []];
  for (const { check, finding } of found.findings) {
    const isOld = check.kind === "references" && isKept(request, check.table);
    if (isOld) notes.push(`${finding}. It held rows before this step, and they may be among these.`);
    else problems.push(`${finding}.`);
  }
  const effects = triggerEffects(request.schema, writes(request));
  let readBackTables = 0;
  for (const table of request.plan.tables) {
    const { name } = table.table;
    const [rows, same] = [found.rowCounts.get(name) ?? 0, found.digests.get(name) === request.digests.tables.get(name)];
    const triggers = effects.get(foldIdentifier(name));
    if (request.existingRows.has(name)) reportKept(request, table, rows, triggers, notes, problems);
    else if (!same && triggers !== undefined) notes.push(changedByTriggers(table, rows, triggers));
    else if (!same) {
      const first = readBackTables++ < MAX_TABLES_READ_BACK ? await firstDifferences(db, table) : undefined;
      // The rows are the same: the digest was not what it should be.
      if (first?.length === 0) found.digests.set(name, request.digests.tables.get(name) ?? "");
      else
        problems.push(`${showName(name)} does not hold the rows that were generated (${inNumbers(table, rows)})${list(first)}`);
    }
  }
  return { tableDigests: found.digests, notes, problems };
}

interface ReadBack {
  readonly digests: Map<string, string>;
  readonly rowCounts: Map<string, number>;
  readonly findings: readonly { readonly check: Check; readonly finding: string }[];
}

async function readBack(db: Pick<Connection, "reads">, { schema, plan }: VerifyRequest): Promise<ReadBack> {
  const loaded = new Set(plan.tables.map(({ table }) => table.name));
  const digests = new Map<string, string>();
  const rowCounts = new Map<string, number>();
  const findings: { check: Check; finding: string }[] = [];
  const groups = groupsOf(plan.tables);
  for (const [index, group] of groups.entries()) {
    const tables = group.map(({ table }) => table);
    const checks = [...tables.flatMap(checksOf), ...(index === 0 ? checksOfReferring(schema, loaded) : [])];
    const statements = checks.map(({ statement }) => statement);
    const { digests: some, answers } = await tableDigestsAnd(db, tables, statements);
    for (const [name, digest] of some) digests.set(name, digest);
    for (const [at, check] of checks.entries()) {
      const answer = answers[at] ?? { code: "UNKNOWN", message: "the database gave no answer" };
      if (check.kind === "count" && Array.isArray(answer)) rowCounts.set(check.table, Number(answer[0]?.[0]));
      else {
        const finding = findingOf(check, answer);
        if (finding !== undefined) findings.push({ check, finding });
      }
    }
  }
  return { digests, rowCounts, findings };
}

/** Tables that are read in one request. */
function groupsOf(tables: readonly SeedTable[]): SeedTable[][] {
  const groups: SeedTable[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const table of tables) {
    if (rows + table.count > MAX_ROWS_A_REQUEST) {
      groups.push([]);
      rows = 0;
    }
    groups.at(-1)?.push(table);
    rows += table.count;
  }
  return groups;
}

function isKept({ existingRows, plan }: VerifyRequest, name: string): boolean {
  return existingRows.has(name) || !plan.tables.some(({ table }) => table.name === name);
}

function writes({ plan, way }: VerifyRequest): { table: string; event: Event }[] {
  return plan.tables.flatMap(({ table, count }) =>
    EVENTS[way].filter((event) => count > 0 || event === "DELETE").map((event) => ({ table: table.name, event })),
  );
}

/** A table that held rows before has no digest to be compared with; its rows are counted. */
function reportKept(
  { existingRows, way }: VerifyRequest,
  table: SeedTable,
  rows: number,
  triggers: ReadonlySet<string> | undefined,
  notes: string[],
  problems: string[],
): void {
  const [name, before] = [showName(table.table.name), existingRows.get(table.table.name)];
  const least = way === "upsert" ? Math.max(before ?? 0, table.count) : (before ?? 0) + table.count;
  const most = before === undefined ? Number.POSITIVE_INFINITY : before + table.count;
  const isRight = rows >= least && rows <= most;
  if (isRight || triggers !== undefined) {
    const why = isRight ? "" : `, a number that triggers (${nameAll(triggers)}) can be behind`;
    notes.push(`${name} held rows before: its rows were counted (${rows}${why}), and not compared.`);
  } else {
    const wanted =
      least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `from ${least} to ${most}`;
    problems.push(
      `${name} holds ${rows} rows, and should hold ${wanted}: ${before ?? "some"} from before, and ${table.count} of this step.`,
    );
  }
}

function changedByTriggers(table: SeedTable, rows: number, triggers: ReadonlySet<string>): string {
  return `${showName(table.table.name)} does not hold just the rows that were generated (${inNumbers(table, rows)}): triggers change it (${nameAll(triggers)}), so its content was not compared.`;
}

function inNumbers({ count }: SeedTable, rows: number): string {
  return count === rows ? `${rows} rows` : `${count} generated, ${rows} there`;
}

function nameAll(names: ReadonlySet<string> | undefined): string {
  return [...(names ?? [])].sort().map(showName).join(", ");
}

function list(differences: readonly string[] | undefined): string {
  return differences === undefined ? "." : `: ${differences.join("; ")}.`;
}

async function firstDifferences(db: Pick<Connection, "reads">, table: SeedTable): Promise<string[]> {
  const generated = asLoaded(allRowsInOrder(table, rowOrder(table.table)));
  const there = rowsOf(wireRows(db, table.table, await readEncoding(db)));
  return rowDifferences(table.table, generated, there, ["what was generated", "the database"]);
}

/** As they are loaded: no database keeps the sign of zero in a REAL column. */
async function* asLoaded(rows: Iterable<readonly Value[]>): AsyncGenerator<readonly Value[]> {
  for (const row of rows) yield row.map((cell) => (cell === 0 ? 0 : cell));
}
