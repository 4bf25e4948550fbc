// Which foreign keys of a table are filled from rows they refer to, and which columns are left NULL so that the rest can be.
import type { ForeignKey, Table } from "@libsql-actions/shared/schema/table";
import { Unsatisfiable } from "./unsatisfiable.ts";

export interface References {
  /** No column is in two of them. */
  readonly followed: readonly ForeignKey[];
  /** Columns that are always NULL, which is all it takes to satisfy the foreign keys they are in. */
  readonly nulled: ReadonlySet<string>;
}

/**
 * Settles foreign keys that share columns. One that follows from another is dropped: with (tenant, author) → users (tenant, id), tenant → tenants
 * holds as well, since it does for the users. Otherwise one of the two is left NULL where it can be. A row that refers by a column to that same column
 * refers to itself.
 * @param keys those that are to be filled from rows they refer to
 * @param tableNamed finds a table of the schema
 * @throws an `Unsatisfiable` that names table and columns when neither works
 */
export function settleReferences(
  table: Table,
  keys: readonly ForeignKey[],
  tableNamed: (name: string) => Table | undefined,
): References {
  let followed = keys.filter(
    (key) => !(key.table === table.name && key.columns.every((column, index) => column === key.references[index])),
  );
  const nulled = new Set<string>();
  for (const key of followed.filter((candidate) => needsItself(candidate, table))) {
    const own = ownNullable(table, key, []);
    if (own.length === 0)
      throw new Unsatisfiable(
        `${table.name}: the foreign key (${key.columns.join(", ")}) refers to columns of its own, and none of them can be NULL.`,
      );
    for (const column of own) nulled.add(column);
    followed = followed.filter((other) => other !== key);
  }
  for (;;) {
    const clash = firstClash(followed);
    if (clash === undefined) return { followed, nulled };
    const [one, other] = clash;
    const implied = follows(one, other, table, tableNamed) ? one : follows(other, one, table, tableNamed) ? other : undefined;
    const dropped = implied ?? [other, one].find((key) => ownNullable(table, key, followed).length > 0);
    if (dropped === undefined)
      throw new Unsatisfiable(
        `${table.name}: the foreign keys (${one.columns.join(", ")}) and (${other.columns.join(", ")}) share a column, and no rows are sure to satisfy both.`,
      );
    if (implied === undefined) for (const column of ownNullable(table, dropped, followed)) nulled.add(column);
    followed = followed.filter((key) => key !== dropped);
  }
}

/** Gives a foreign key up: its columns that can be NULL are. */
export function giveUp({ followed, nulled }: References, table: Table, given: ForeignKey): References {
  return {
    followed: followed.filter((key) => key !== given),
    nulled: new Set([...nulled, ...ownNullable(table, given, followed)]),
  };
}

/** Whether a row's own columns decide which row they refer to, as in (thread, answers_to) → comments (thread, id). */
function needsItself(key: ForeignKey, table: Table): boolean {
  return key.table === table.name && key.columns.some((column) => key.references.includes(column));
}

/** The columns of a foreign key that can be NULL and are in no other that is followed. */
export function ownNullable(table: Table, key: ForeignKey, followed: readonly ForeignKey[]): string[] {
  const shared = new Set(followed.filter((other) => other !== key).flatMap((other) => other.columns));
  const nullable = table.columns.filter((column) => !column.notNull && column.generated === undefined).map(({ name }) => name);
  return key.columns.filter((column) => nullable.includes(column) && !shared.has(column));
}

function firstClash(keys: readonly ForeignKey[]): [ForeignKey, ForeignKey] | undefined {
  for (const [index, one] of keys.entries()) {
    const other = keys.slice(index + 1).find((candidate) => candidate.columns.some((column) => one.columns.includes(column)));
    if (other !== undefined) return [one, other];
  }
  return undefined;
}

/** Whether `key` holds wherever `other` does: `other` leads to a row whose own foreign key says the same. */
function follows(key: ForeignKey, other: ForeignKey, table: Table, tableNamed: (name: string) => Table | undefined): boolean {
  if (other.table === table.name || !key.columns.every((column) => other.columns.includes(column))) return false;
  const through = key.columns.map((column) => other.references[other.columns.indexOf(column)]);
  if (key.table === other.table) return through.every((column, index) => column === key.references[index]);
  const foreignKeys = tableNamed(other.table)?.foreignKeys ?? [];
  return foreignKeys.some(
    ({ table: target, columns, references }) =>
      target === key.table &&
      through.every((column, index) => column !== undefined && references[columns.indexOf(column)] === key.references[index]),
  );
}
