// Rows for a load that is disturbed, and what a database may hold afterwards: all of the old ones, all of the new ones, or a part that says it is one.
import { createHash } from "node:crypto";
import { load } from "../../action-seed/src/load/load.ts";
import { READ_RUNS, type Run, toRun } from "../../action-seed/src/load/run-table.ts";
import { openStep, type Rows, requestOf } from "../../action-seed/src/load/testing.ts";
import type { Chance } from "./rounds.ts";

export interface SeedCase {
  readonly way: "insert" | "reset";
  /** In transactions of a few rows each, on a server. */
  readonly staged: boolean;
}

export const CASES: readonly [SeedCase, ...SeedCase[]] = [
  { way: "reset", staged: false },
  { way: "reset", staged: true },
  { way: "insert", staged: true },
];

const STAGE_BYTES = 60_000;
const PARENTS = 3_000;
const CHILDREN = 5_000;
const WAIT_MS = 20_000;

const TABLES = [
  "CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT NOT NULL)",
  "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES p, r REAL)",
];

/** `old` rows are more than `new` ones, and none is equal. */
export type Edition = "old" | "new";

function rowsOf(edition: Edition): Rows {
  const more = edition === "old" ? 500 : 0;
  return {
    p: [PARENTS + more, (index) => [BigInt(index + 1), `${edition} ${index}`.padEnd(80, ".")]],
    c: [CHILDREN + more, (index) => [BigInt(index + 1 + more), BigInt((index % PARENTS) + 1), index / 7 + more]],
  };
}

/** Makes the tables; for a reset with rows in them. */
export async function prepare(url: string, { way }: SeedCase): Promise<void> {
  const db = await openStep(url);
  const made = await db.transaction(TABLES.map((sql) => ({ sql })));
  if (!made.ok) throw new Error(made.message);
  db.close();
  if (way === "reset") await seed(url, { way, staged: false }, "old");
}

/** Loads. @returns the digest of the rows as they were told of */
export async function seed(url: string, { way, staged }: SeedCase, edition: Edition, onStart?: () => void): Promise<string> {
  const db = await openStep(url);
  try {
    const hash = createHash("sha256");
    const request = await requestOf(db, rowsOf(edition), {
      way,
      planned: edition,
      digest: () => hash.copy().digest("hex"),
      onRow: (table, row) => hash.update(`${table} ${row.join(" ")}\n`),
      ...(staged ? { maxStageBytes: STAGE_BYTES } : {}),
    });
    onStart?.();
    await load(db, request);
    return hash.digest("hex");
  } finally {
    db.close();
  }
}

export interface SeedState {
  readonly content: string;
  readonly counts: readonly number[];
  readonly run: Run | undefined;
}

/** What a database holds when nothing is under way any more. */
export async function lookAtSeed(url: string): Promise<SeedState> {
  const db = await openStep(url);
  try {
    if (!(await db.waitForLock(WAIT_MS))) throw new Error(`a transaction does not end in ${WAIT_MS} ms`);
    const { rows } = await db.query(
      `SELECT (SELECT count(*) FROM p), (SELECT count(*) FROM c),
        (SELECT hex(sha3(coalesce(group_concat(id || ' ' || x), ''), 256)) FROM p),
        (SELECT hex(sha3(coalesce(group_concat(id || ' ' || p || ' ' || r), ''), 256)) FROM c),
        (SELECT group_concat(name || ' ' || seq) FROM sqlite_sequence),
        (SELECT count(*) FROM pragma_foreign_key_check), (SELECT integrity_check FROM pragma_integrity_check)`,
    );
    const [parents, children, ...rest] = Array.from(rows[0] ?? []);
    const [runs] = await db.reads([READ_RUNS]);
    const run = Array.isArray(runs) ? runs.map(toRun)[0] : undefined;
    return { content: rest.join(" "), counts: [Number(parents), Number(children)], run };
  } finally {
    db.close();
  }
}

export type Golden = Readonly<Record<Edition, SeedState>>;

/**
 * Names what a disturbed load has left.
 * @param ended what became of it: the digest, or why it failed; undefined when it was killed
 * @throws an `Error` when it is a mixture that does not say so, or not what the load said
 */
export function judge(state: SeedState, golden: Golden, { way }: SeedCase, ended: string | Error | undefined): string {
  const { content, counts, run } = state;
  const wrong = (what: string) =>
    new Error(`${what}: ${counts} rows, run ${run?.state} of ${run?.planned} at ${run?.stage}; the load: ${ended}`);
  const isNew = content === golden.new.content && run?.planned === "new" && run.state === "done";
  if (isNew && run.digest !== golden.new.run?.digest) throw wrong("the run table has another digest");
  const isOld =
    way === "reset"
      ? content === golden.old.content && run?.planned === "old"
      : counts.every((n) => n === 0) && run === undefined;
  const recorded = [...(run?.tables.values() ?? [])].map(({ count }) => count);
  const isPart = run?.state === "loading" && run.planned === "new" && String(recorded) === String(counts);
  if (!isNew && !isOld && !isPart) throw wrong("a mixture that does not say so");
  if (typeof ended === "string" && !isNew) throw wrong("the load succeeded, and not everything is in");
  if (ended instanceof Error && ended.message.startsWith("Nothing was written") && !isOld) throw wrong("something was written");
  return isNew ? "all in" : isOld ? "nothing in" : "a part in";
}

/** Has another load complete what is there. @throws an `Error` when that does not lead to what it should */
export async function completeSeed(url: string, golden: Golden, one: SeedCase): Promise<void> {
  const before = await lookAtSeed(url);
  if (before.run?.state === "done" && before.run.planned === "new") return;
  const digest = await seed(url, one, "new");
  const { content, run } = await lookAtSeed(url);
  if (content !== golden.new.content || run?.state !== "done" || run.digest !== digest || digest !== golden.new.run?.digest)
    throw new Error(
      `the next load does not complete it: ${before.counts} rows, ${before.run?.state} at ${before.run?.stage} before`,
    );
}

/** What the editions are where nothing goes wrong. @param clear empties the database */
export async function goldenOf(url: string, clear: () => Promise<void>): Promise<Golden> {
  const states = [];
  for (const edition of ["old", "new"] as const) {
    await clear();
    await prepare(url, { way: "insert", staged: false });
    await seed(url, { way: "insert", staged: false }, edition);
    states.push(await lookAtSeed(url));
  }
  await clear();
  return { old: states[0] as SeedState, new: states[1] as SeedState };
}

export function anyCase(chance: Chance): SeedCase {
  return chance.oneOf(CASES);
}
