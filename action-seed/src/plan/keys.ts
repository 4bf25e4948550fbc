// Decides how the rows of a table are kept different in the columns of its keys: by construction, never by trying again.
import type { ForeignKey, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";
import { UNBOUNDED } from "../generate/value.ts";

/** What gets its values as a whole: a column, or the columns of a foreign key. */
export type Unit = string | ForeignKey;

/** Different rows have different combinations of their digits, one for each unit. */
export interface Combination {
  /** How the key is called in a message, such as `UNIQUE (a, b)`. */
  readonly name: string;
  /** Columns before foreign keys, so that no column moves when the count of another table changes. */
  readonly units: readonly Unit[];
}

export interface KeyPlan {
  /** Units that differ from row to row by themselves, with the name of the key that wants it. */
  readonly distinct: ReadonlyMap<Unit, string>;
  readonly combinations: readonly Combination[];
}

interface UniqueKey {
  readonly name: string;
  readonly columns: readonly (string | undefined)[];
}

/**
 * Plans the keys of a table. The plan depends on the schema alone, never on counts, so that a changed count moves no value.
 * @param followed the foreign keys that are filled from rows they refer to
 * @param sizeOf how many different values a column has; 0 when it is always NULL
 */
export function planKeys(table: Table, followed: readonly ForeignKey[], sizeOf: (column: string) => number): KeyPlan {
  const distinct = new Map<Unit, string>();
  const combinations: Combination[] = [];
  for (const key of uniqueKeys(table)) {
    // A key takes any number of NULLs.
    if (key.columns.some((column) => column !== undefined && isAlwaysNull(column, table, followed, sizeOf))) continue;
    const units = unitsOf(key, table, followed);
    const isMet =
      units.some((unit) => distinct.has(unit)) || combinations.some((known) => known.units.every((unit) => units.includes(unit)));
    if (isMet) continue;
    const taken = new Set(combinations.flatMap((known) => known.units));
    const free = units.filter((unit) => !taken.has(unit));
    const [only, ...others] = free;
    // A reference to its own table leads to earlier rows: it can differ from row to row, but it is no free part of a combination.
    const unbounded =
      free.findLast((unit) => typeof unit === "string" && sizeOf(unit) >= UNBOUNDED) ??
      free.find((unit) => typeof unit !== "string" && unit.table === table.name);
    // Nothing free: the key is over expressions or columns that other keys have settled. Whether it holds is for the database to say.
    if (only === undefined) continue;
    if (others.length === 0 || unbounded !== undefined) distinct.set(unbounded ?? only, key.name);
    else
      combinations.push({
        name: key.name,
        units: [...free.filter((unit) => typeof unit === "string"), ...free.filter((unit) => typeof unit !== "string")],
      });
  }
  return { distinct, combinations };
}

/** The keys of a table, shortest first: what makes one column differ makes every key with that column differ. */
function uniqueKeys(table: Table): UniqueKey[] {
  const rowid = table.rowidAlias === undefined ? [] : [{ name: "PRIMARY KEY", columns: [table.rowidAlias] }];
  const indexes = table.indexes.filter(({ unique, vectorColumn }) => unique && vectorColumn === undefined);
  const keys = indexes.map(({ name, origin, terms }) => {
    const columns = terms.map(({ column, expression }) => column ?? columnInside(table, expression ?? ""));
    const list = terms.map(({ column, expression }) => column ?? expression).join(", ");
    const label = origin === "primary key" ? "PRIMARY KEY" : origin === "unique constraint" ? "UNIQUE" : `unique index ${name}`;
    return { name: `${label} (${list})`, columns };
  });
  return [...rowid, ...keys].sort((a, b) => a.columns.length - b.columns.length);
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

function isAlwaysNull(
  column: string,
  table: Table,
  followed: readonly ForeignKey[],
  sizeOf: (column: string) => number,
): boolean {
  const isGenerated = table.columns.find(({ name }) => name === column)?.generated !== undefined;
  return !isGenerated && sizeOf(column) === 0 && !followed.some(({ columns }) => columns.includes(column));
}

/** The units of a key: its foreign keys as far as they are within it, and its columns that are in no foreign key. */
function unitsOf(key: UniqueKey, table: Table, followed: readonly ForeignKey[]): Unit[] {
  const units = key.columns.flatMap((column): Unit[] => {
    const generated = table.columns.find(({ name }) => name === column)?.generated;
    if (column === undefined || generated !== undefined) return [];
    const reference = followed.find(({ columns }) => columns.includes(column));
    if (reference === undefined) return [column];
    const isWithin = reference.columns.every((part) => key.columns.includes(part));
    return isWithin ? [reference] : [];
  });
  return [...new Set(units)];
}
