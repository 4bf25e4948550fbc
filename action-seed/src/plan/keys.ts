// Decides how the rows of a table are kept different in the columns of its keys: by construction, never by trying again.
import type { Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";
import { UNBOUNDED } from "../generate/value.ts";
import type { Draft } from "./draft.ts";
import type { Freedom, Unit } from "./freedom.ts";

/** Different rows have different combinations of their digits, one for each unit. */
export interface Combination {
  /** How the key is called in a message, such as `UNIQUE (a, b)`. */
  readonly name: string;
  /**
   * Columns before foreign keys, so that no column moves when the count of another table changes. A unit of two combinations stands behind the same
   * units in both, so that it has one digit.
   */
  readonly units: readonly Unit[];
  /** Rows of different parents differ by their parent: only those of one parent need to differ in the units. */
  readonly isPerParent: boolean;
}

export interface KeyPlan {
  /** Units that are given a different value in each row, with the name of the key that wants it. */
  readonly distinct: ReadonlyMap<Unit, string>;
  readonly combinations: readonly Combination[];
  /** Keys that no column can keep. */
  readonly unmet: readonly UniqueKey[];
}

export interface UniqueKey {
  readonly name: string;
  /** Undefined for an expression. */
  readonly columns: readonly (string | undefined)[];
  /** The columns in it that get their values by themselves, and the foreign keys within it. */
  readonly units: readonly Unit[];
}

/**
 * Plans the keys of a table. The plan depends on schema and spec alone, never on counts, so that a changed count moves no value.
 * @param freedomOf how the values of a unit can be chosen
 */
export function planKeys(draft: Draft, freedomOf: (unit: Unit) => Freedom): KeyPlan {
  const distinct = new Map<Unit, string>();
  const combinations: Combination[] = [];
  const unmet: UniqueKey[] = [];
  const keys = uniqueKeys(draft);
  const inKeys = (unit: Unit): number => keys.filter(({ units }) => units.includes(unit)).length;
  for (const key of keys) {
    const free = key.units.map((unit) => ({ unit, ...freedomOf(unit) }));
    if (free.some(({ kind }) => kind === "null")) continue;
    const family = free.find(({ kind }) => kind === "family");
    const isMet =
      free.some(({ unit, kind }) => kind === "distinct" || distinct.has(unit)) ||
      combinations.some((known) => known.units.every((unit) => key.units.includes(unit)) && (!known.isPerParent || family)) ||
      (family?.kind === "family" && (family.maximum <= 1 || free.some(({ kind }) => kind === "ordinal")));
    if (isMet) continue;
    const taken = new Set(combinations.flatMap(({ units }) => units));
    const open = free.filter(({ unit }) => !taken.has(unit));
    const choices = open.filter((one) => one.kind === "free");
    const boundless = choices.filter(({ unit, size }) => typeof unit === "string" && size >= UNBOUNDED);
    const best =
      boundless.findLast(({ shape }) => shape === undefined) ?? boundless.at(-1) ?? open.find(({ kind }) => kind === "chain");
    const isPerParent = family !== undefined;
    // Units that many keys share come first in all of them: their digits are the same then.
    const units = columnsFirst(choices.map(({ unit }) => unit).sort((one, other) => inKeys(other) - inKeys(one)));
    const first = sharedUnits(key, units, isPerParent, combinations);
    const [only, ...others] = units;
    if (best !== undefined) distinct.set(best.unit, key.name);
    else if (only === undefined) unmet.push(key);
    else if (others.length === 0 && first.length === 0 && !isPerParent) distinct.set(only, key.name);
    else combinations.push({ name: key.name, units: [...first, ...units], isPerParent });
  }
  // A key over expressions, generated columns or parts of a foreign key: whether it holds is for the database to say.
  return { distinct, combinations, unmet: unmet.filter((key) => key.columns.every((column) => isNamed(column, key, draft))) };
}

function columnsFirst(units: readonly Unit[]): Unit[] {
  return [...units.filter((unit) => typeof unit === "string"), ...units.filter((unit) => typeof unit !== "string")];
}

/** The first units of a combination that is settled, when all of them are in this key, and no column would come behind a foreign key. */
function sharedUnits(
  key: UniqueKey,
  free: readonly Unit[],
  isPerParent: boolean,
  combinations: readonly Combination[],
): readonly Unit[] {
  const shared = combinations
    .filter((known) => known.isPerParent === isPerParent)
    .map(({ units }) => {
      const end = units.findIndex((unit) => !key.units.includes(unit));
      return units.slice(0, end < 0 ? units.length : end);
    })
    .filter((units) => free.every((unit) => typeof unit !== "string") || units.every((unit) => typeof unit === "string"));
  return shared.sort((one, other) => other.length - one.length)[0] ?? [];
}

function isNamed(column: string | undefined, { units }: UniqueKey, { specs }: Draft): boolean {
  if (column === undefined || !specs.has(column)) return false;
  return units.some((unit) => (typeof unit === "string" ? unit === column : unit.columns.includes(column)));
}

/** How a key that a spec asks for is called. */
export const ASKED = "unique";

/** The keys of a table, shortest first: what makes one column differ makes every key with that column differ. */
function uniqueKeys(draft: Draft): UniqueKey[] {
  const { table, specs } = draft;
  const rowid = table.rowidAlias === undefined ? [] : [{ name: "PRIMARY KEY", columns: [table.rowidAlias] }];
  const indexes = table.indexes.filter(({ unique, vectorColumn }) => unique && vectorColumn === undefined);
  const keys = indexes.map(({ name, origin, terms }) => {
    const columns = terms.map(({ column, expression }) => column ?? columnInside(table, expression ?? ""));
    const list = terms.map(({ column, expression }) => column ?? expression).join(", ");
    const label = origin === "primary key" ? "PRIMARY KEY" : origin === "unique constraint" ? "UNIQUE" : `unique index ${name}`;
    return { name: `${label} (${list})`, columns };
  });
  const asked = [...specs].filter(([, { unique }]) => unique === true).map(([name]) => ({ name: ASKED, columns: [name] }));
  const all = [...asked, ...rowid, ...keys].sort((a, b) => a.columns.length - b.columns.length);
  return all.map((key) => ({ ...key, units: unitsOf(key.columns, draft) }));
}

/** The column in `lower(column)` and the like, which keep our texts different. */
function columnInside(table: Table, expression: string): string | undefined {
  const [called, open, column, close, ...rest] = lexemes(expression);
  if (
    !/^(lower|upper|trim|rtrim|ltrim)$/i.test(called?.value ?? "") ||
    open?.value !== "(" ||
    close?.value !== ")" ||
    rest.length > 0
  )
    return undefined;
  return table.columns.find(({ name }) => foldIdentifier(name) === foldIdentifier(column?.value ?? ""))?.name;
}

/** The units of a key: its foreign keys as far as they are within it, and its columns that are in no foreign key. */
function unitsOf(columns: readonly (string | undefined)[], { specs, references }: Draft): Unit[] {
  const units = columns.flatMap((column): Unit[] => {
    if (column === undefined || !specs.has(column)) return [];
    const reference = references.followed.find((key) => key.columns.includes(column));
    if (reference === undefined) return [column];
    return reference.columns.every((part) => columns.includes(part)) ? [reference] : [];
  });
  return [...new Set(units)];
}
