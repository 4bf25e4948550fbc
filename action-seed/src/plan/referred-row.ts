// Chooses the row that each row refers to.
import type { ForeignKey } from "@libsql-actions/shared/schema/table";
import { addressKey, below, jump, type Key } from "../generate/address.ts";
import { domainOf } from "../generate/domain-of.ts";
import type { ReferenceDistribution } from "../spec/spec.ts";
import type { Draft } from "./draft.ts";
import type { Drawing } from "./drawing.ts";
import type { Referable } from "./layout.ts";
import { oneToOne, type Place } from "./places.ts";
import { columnProblem, type Reject } from "./unsatisfiable.ts";

/** The number of a row among those that can be referred to; null where there is none. Shares of NULLs are for the cells. */
export type ReferredRow = (row: number) => number | null;

export interface ReferredContext {
  readonly draft: Draft;
  readonly seed: string;
  readonly drawing: Drawing;
  /** Where a key of the table wants different rows. */
  readonly place: Place | undefined;
  readonly parents: Referable;
  readonly reject: Reject;
}

export function referredRow(key: ForeignKey, context: ReferredContext): ReferredRow {
  const { draft, place, parents, reject } = context;
  const { table, layout, family } = draft;
  const chosen = manner(key, context);
  const problem = (what: string, option: string) => reject(columnProblem(table.name, key.columns.join(", "), what, option));
  const isSkewed = chosen.distribution === "skewed";
  if (key === family && layout.families !== undefined) {
    if (chosen.distribution !== undefined && chosen.distribution !== "uniform")
      problem(
        `leads to the row that each row belongs to (\`rows\` per ${key.table}), and cannot be ${chosen.distribution} as well.`,
        "distribution",
      );
    return layout.families.parentOf;
  }
  if (key.table === table.name) {
    if (isSkewed) problem("refers to earlier rows of its own table, all alike: it cannot be skewed.", "distribution");
    return earlierRow(key, context, chosen.distribution === "one-to-one" || place !== undefined, chosen.draws);
  }
  const count = parents.before + parents.added;
  if (count === 0) {
    if (!canBeNull(draft, key))
      problem(
        `refers to ${key.table}, which holds no rows and gets none. Give it rows too: \`rows: ${key.table}=10\`, or in a spec name it in \`tables\`.`,
        "generator",
      );
    return () => null;
  }
  if (chosen.distribution === "one-to-one") {
    const { room, wanted, index } = oneToOne(layout, parents);
    if (room < wanted)
      problem(`is one-to-one with ${key.table}, which has ${room} rows for the ${wanted} of ${table.name}.`, "distribution");
    return (row) => index(row) % count;
  }
  if (place !== undefined) return (row) => place(row) % count;
  if (isSkewed) return skewedRow(key, context, chosen);
  const { draws } = chosen;
  return (row) => jump(draws(row), 1, count);
}

/** Whether a row can do without the row it would refer to. */
export function canBeNull({ table }: Draft, key: ForeignKey): boolean {
  return key.columns.every((name) =>
    table.columns.some((column) => column.name === name && !column.notNull && column.primaryKey === 0),
  );
}

interface Chosen {
  readonly distribution: ReferenceDistribution | undefined;
  readonly exponent: number | undefined;
  readonly draws: ReturnType<Drawing>;
}

function manner(key: ForeignKey, { draft, seed, drawing }: ReferredContext): Chosen {
  const { distribution, exponent } = draft.manners.get(key) ?? {};
  return { distribution, exponent, draws: drawing(referenceKey(seed, draft, key)) };
}

/** The address of a foreign key. */
export function referenceKey(seed: string, { table }: Draft, { columns }: ForeignKey): Key {
  return addressKey(seed, table.name, "refers", ...columns);
}

/** One of the rows before; the first row has none, and refers to nothing or to itself. */
function earlierRow(key: ForeignKey, { draft }: ReferredContext, isOneToOne: boolean, draws: ReturnType<Drawing>): ReferredRow {
  // Rows that are there already stand before the new ones, however many of them can be referred to.
  const shift = draft.layout.before - draft.layout.start;
  const isFree = canBeNull(draft, key);
  if (isOneToOne && !isFree) return (row) => row + shift;
  const none = isFree ? null : 0;
  if (isOneToOne) return (row) => (row + shift === 0 ? none : row + shift - 1);
  return (row) => (row + shift === 0 ? none : below(draws(row), 1, row + shift));
}

/** Some rows far more often than others: the first ones. */
function skewedRow(
  key: ForeignKey,
  { draft, seed, parents: { before, added } }: ReferredContext,
  { exponent, draws }: Chosen,
): (row: number) => number {
  const zipf = domainOf(
    {
      generator: "integer",
      minimum: 0,
      maximum: before + added - 1,
      distribution: "zipf",
      ...(exponent === undefined ? {} : { exponent }),
    },
    { key: addressKey(seed, draft.table.name, ...key.columns), lists: new Map(), vector: undefined },
  );
  return (row) => Math.min(before + added - 1, Number(zipf.random(draws(row))));
}
