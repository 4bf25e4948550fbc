// Decides how a load begins: on empty tables, by emptying them, behind what an earlier one has written, or in place of it.
import { plainLine } from "@libsql-actions/shared/report/log";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { SeedPlan } from "../plan/seed-table.ts";
import type { Position } from "./chunks.ts";
import type { LoadRequest } from "./load.ts";
import { outsideGuards, resetSteps } from "./reset.ts";
import { CREATE_RUN_TABLE, forgetRun, RUN_TABLE, type Run, type RunTable, runFence } from "./run-table.ts";
import { guardStep, type Step } from "./step.ts";

/** Where a load is before its next transaction. */
export interface Standing {
  /** The first row to write. */
  readonly from: Position;
  /** The run that the transaction takes the place of. */
  readonly prior: Pick<Run, "nonce" | "stage"> | undefined;
  /** How many transactions are in. */
  readonly stage: number;
  /** What the transaction begins with. */
  readonly head: readonly Step[];
}

export interface Start extends Standing {
  /** `resumed`: an earlier step has written some of the rows. `restarted`: what one has written is not to be completed, and goes first. */
  readonly kind: "fresh" | "resumed" | "restarted";
}

/** SQLite's parser takes expressions up to 1,000 deep. */
const TABLES_A_FENCE = 500;
const FILLED = "a table holds rows now";
const COUNTED = "a table holds other rows";

/**
 * Decides.
 * @param canResume whether to go on behind what is in; false when it was found not to be there any more
 * @throws an `Error` when what an earlier load has left has to be settled first
 */
export function startOf(request: LoadRequest, canResume: boolean): Start {
  const { plan, run, runs, way } = request;
  const prior = runs.find(({ scope }) => scope === run.scope);
  const refusal = "Nothing was written: another step seeded these tables while this one was preparing its rows. Run it again.";
  const fence = runFence(run.scope, prior, refusal);
  if (prior?.state === "loading" && prior.planned === run.planned && canResume) {
    const from = positionOf(plan, prior.tables);
    if (from !== undefined) return { kind: "resumed", from, prior, stage: prior.stage, head: [fence, ...heldGuards(prior)] };
  }
  const create: Step = { statement: CREATE_RUN_TABLE, of: RUN_TABLE };
  const own = way === "insert" && prior?.state === "loading" ? ownRows(prior) : new Set<string>();
  const emptied = plan.tables.map(({ table }) => table).filter(({ name }) => way === "reset" || own.has(name));
  const names = new Set(emptied.map(({ name }) => name));
  return {
    kind: prior?.state === "loading" ? "restarted" : "fresh",
    from: { table: 0, row: 0 },
    prior,
    stage: 0,
    head: [
      create,
      fence,
      ...(own.size > 0 && prior !== undefined ? heldGuards(prior) : []),
      ...others(request, names),
      ...(names.size > 0 ? outsideGuards(request.schema, names) : []),
      ...(names.size > 0 ? resetSteps(emptied, plan.circular) : []),
      ...emptyGuards(request.mustBeEmpty),
    ],
  };
}

/** True when a failed step means that rows of an earlier load are not as it left them. */
export function isHeldGuard({ guard }: Step): boolean {
  return guard?.name === COUNTED;
}

/** Where a run stands; undefined when it was not made from this plan. */
function positionOf({ tables }: SeedPlan, done: ReadonlyMap<string, RunTable>): Position | undefined {
  let position: Position | undefined;
  for (const [index, { table, count }] of tables.entries()) {
    const held = done.get(table.name)?.count;
    if (held === undefined || held > count || (position !== undefined && held > 0)) return undefined;
    if (position === undefined && held < count) position = { table: index, row: held };
  }
  return position ?? { table: tables.length, row: 0 };
}

/** The tables that hold only rows of an unfinished run. @throws an `Error` when there are others among them */
function ownRows(run: Run): Set<string> {
  const begun = [...run.tables].filter(([, { count }]) => count > 0);
  const mixed = begun.filter(([, { start }]) => start > 0 || run.mode === "upsert").map(([name]) => plainLine(name));
  if (mixed.length > 0)
    throw new Error(
      `Nothing was written: an earlier step was cut off while it added rows to ${mixed.join(", ")}, which held rows before, so which are its own cannot be told. Run it again with the same spec, data and inputs to complete it, or begin anew with \`mode: reset\`.`,
    );
  return new Set(begun.map(([name]) => name));
}

function heldGuards({ tables }: Run): Step[] {
  return [...tables].flatMap(([name, { count, held }]) => {
    if (count === 0 || held === undefined) return [];
    const refusal = `Nothing was written: an earlier step was cut off while it loaded, and ${plainLine(name)} does not hold the rows any more that it had written (${held} were there). Begin anew with \`mode: reset\`.`;
    const condition = `(SELECT count(*) FROM ${quoteIdentifier(name)}) = ?`;
    return guardStep(name, { name: COUNTED, condition, args: [BigInt(held)], refusal });
  });
}

/** What other loads that share tables with this one have left. */
function others({ run, runs, way, plan }: LoadRequest, emptied: ReadonlySet<string>): Step[] {
  const filled = new Set(plan.tables.map(({ table }) => table.name));
  const shared = runs.filter(({ scope, tables }) => scope !== run.scope && [...tables.keys()].some((name) => filled.has(name)));
  return shared.flatMap((other) => {
    const names = [...other.tables.keys()];
    const isGone = names.every((name) => emptied.has(name));
    if (other.state === "loading" && !isGone)
      throw new Error(
        `Nothing was written: an earlier step was cut off while it loaded ${names.map(plainLine).join(", ")}, and some of these are to be filled now. Complete it first, by running it again, or seed all of them with \`mode: reset\`.`,
      );
    // What it wrote is not there any more, or not as it was.
    return way === "insert" ? [] : { statement: forgetRun(other), of: RUN_TABLE };
  });
}

function emptyGuards(names: ReadonlySet<string>): Step[] {
  const list = [...names];
  return Array.from({ length: Math.ceil(list.length / TABLES_A_FENCE) }, (_, index) => {
    const tests = list
      .slice(index * TABLES_A_FENCE, (index + 1) * TABLES_A_FENCE)
      .map((name) => `EXISTS (SELECT 1 FROM ${quoteIdentifier(name)})`);
    const refusal =
      "Nothing was written: another writer put rows into a table while this step was preparing its own. Run it again.";
    return guardStep("the tables", { name: FILLED, condition: `NOT (${tests.join(" OR ")})`, refusal });
  });
}
