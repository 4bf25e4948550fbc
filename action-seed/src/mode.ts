// What a mode means for the tables of a database: which get rows, from which row on, and what happens to those that are there.
import type { Mode } from "./inputs.ts";
import type { Run } from "./load/run-table.ts";
import type { Extent } from "./load/survey.ts";

/** How rows are written. */
export type Way = "insert" | "reset" | "upsert";

export interface Goal {
  readonly way: Way;
  /** Where each table that gets rows begins: 0, or behind the rows that it has. */
  readonly starts: ReadonlyMap<string, number>;
  /** Tables that must still be empty when the rows are written. */
  readonly mustBeEmpty: ReadonlySet<string>;
  /** Why a table that was meant gets no rows. */
  readonly left: ReadonlyMap<string, string>;
}

/** What is there. */
export interface Found {
  /** Tables that hold rows. */
  readonly held: ReadonlySet<string>;
  readonly runs: readonly Run[];
  /** How far tables go; only asked for `append`. */
  readonly extents: ReadonlyMap<string, Extent>;
  /** Whether what is there was made of the same spec, data, schema and seed. */
  readonly isUnchanged: boolean;
}

/** Rows are numbered in 32 bits. A key beyond them was not counted by a sequence. */
const MAX_START = 2 ** 32 - 1;

/** @param meant the tables that the step is about, in the order of the schema */
export function goalOf(mode: Mode, meant: readonly string[], found: Found): Goal {
  switch (mode) {
    case "reset":
    case "upsert":
      return { ...all(meant), way: mode };
    case "if-changed":
      return found.isUnchanged ? nothing(meant, "is unchanged") : { ...all(meant), way: "reset" };
    case "append":
      return { ...all(meant), starts: new Map(meant.map((name) => [name, begunAt(name, found) ?? endOf(name, found)])) };
    case "if-empty": {
      // What a step has left half-loaded is neither empty nor anybody's rows: this one goes on with it.
      const open = meant.filter((name) => !found.held.has(name) || begunAt(name, found) !== undefined);
      const left = meant.filter((name) => !open.includes(name));
      return { ...all(open), mustBeEmpty: new Set(open), left: nothing(left, "held rows already").left };
    }
  }
}

function all(names: readonly string[]): Goal {
  return { way: "insert", starts: new Map(names.map((name) => [name, 0])), mustBeEmpty: new Set(), left: new Map() };
}

function nothing(names: readonly string[], reason: string): Goal {
  return { ...all([]), left: new Map(names.map((name) => [name, reason])) };
}

/** Where a load of the table began that has not come to its end. */
function begunAt(name: string, { runs }: Found): number | undefined {
  return runs.find(({ state, tables }) => state === "loading" && tables.has(name))?.tables.get(name)?.start;
}

/** The first row behind those that are there: behind as many as it holds, and behind its highest key, which counts rows where a sequence made it. */
function endOf(name: string, { extents }: Found): number {
  const { rows = 0, highest = 0n } = extents.get(name) ?? {};
  return Math.max(rows, highest > 0n && highest <= BigInt(MAX_START) ? Number(highest) : 0);
}
