// Writes the statements that make one schema into another, in an order in which SQLite takes them.
import { foldIdentifier, quoteIdentifier } from "../sql/identifier.ts";
import { splitScript } from "../sql/split.ts";
import type { CanonicalObject } from "./canonical.ts";
import type { CanonicalTable } from "./canonical-table.ts";
import { canonicalTables, type ObjectPair, pairObjects } from "./diff.ts";
import { namesIn } from "./object-definition.ts";
import type { Schema, Table } from "./table.ts";
import { alterTable } from "./table-closing.ts";
import { type ClosingStatement, rebuildTable, renameTable } from "./table-rebuild.ts";

export type { ClosingStatement } from "./table-rebuild.ts";

export interface Closing {
  /** To be run as one transaction, in this order. */
  readonly statements: readonly ClosingStatement[];
  /** Foreign keys have to be off, or dropping a table would delete or change the rows that refer to it. */
  readonly foreignKeysOff: boolean;
}

/** The statements after which the digest of `actual` is that of `wanted`; none when it is already. */
export function closeDifferences(actual: Schema, wanted: Schema): Closing {
  const pairs = pairObjects(actual, wanted);
  const of = (kind: CanonicalObject["kind"]) => pairs.filter((pair) => pair.kind === kind);
  const sides = { actual: tableMap(actual), wanted: tableMap(wanted) };
  const isTaken = (name: string) => hasName(actual, name) || hasName(wanted, name);
  const changes = new Map(
    of("table").map(({ name }) => [foldIdentifier(name), changeTable(foldIdentifier(name), sides, isTaken)]),
  );
  const moved = [...changes].flatMap(([name, { moves }]) => (moves ? name : []));
  const replaced = [...of("virtual-table"), ...of("view")].flatMap((pair) => pair.actual?.name ?? []);
  const stale = dependentObjects(actual, [...moved, ...replaced]);
  for (const { kind, name } of [...of("view"), ...of("trigger")]) stale.add(`${kind} ${foldIdentifier(name)}`);
  const isStale = (kind: "view" | "trigger", name: string) => stale.has(`${kind} ${foldIdentifier(name)}`);
  const statements: ClosingStatement[] = [
    ...actual.triggers.flatMap(({ name }) => (isStale("trigger", name) ? drop("TRIGGER", name) : [])),
    ...actual.views.flatMap(({ name }) => (isStale("view", name) ? drop("VIEW", name) : [])),
    ...actual.tables.flatMap((table) => dropIndexes(table, of("index"), changes.get(foldIdentifier(table.name)))),
    ...of("virtual-table").flatMap((pair) => (pair.actual === undefined ? [] : drop("TABLE", pair.actual.name))),
    ...[...changes.values()].flatMap(({ statements }) => statements),
    ...of("virtual-table").flatMap((pair) => (pair.wanted === undefined ? [] : createVirtualTable(pair.wanted, pair.actual))),
    ...wanted.tables.flatMap((table) => createIndexes(table, of("index"), changes.get(foldIdentifier(table.name)))),
    ...wanted.views.flatMap(({ name, sql }) => (isStale("view", name) ? create(sql) : [])),
    ...wanted.triggers.flatMap(({ name, sql }) => (isStale("trigger", name) ? create(sql) : [])),
  ];
  return { statements, foreignKeysOff: [...changes.values()].some(({ replaced }) => replaced) };
}

type TableMap = ReadonlyMap<string, { readonly table: Table; readonly printed: CanonicalTable }>;

/** The tables of a schema and their print by folded name. */
function tableMap(schema: Schema): TableMap {
  const printed = canonicalTables(schema);
  return new Map(
    schema.tables.flatMap((table) => {
      const own = printed.get(foldIdentifier(table.name));
      return own === undefined ? [] : [[foldIdentifier(table.name), { table, printed: own }] as const];
    }),
  );
}

interface TableChange {
  readonly statements: readonly ClosingStatement[];
  /** The table is dropped, with or without another in its place. */
  readonly replaced: boolean;
  /** What names the table or one of its columns may stand in the way. */
  readonly moves: boolean;
}

function changeTable(
  name: string,
  sides: { readonly actual: TableMap; readonly wanted: TableMap },
  isTaken: (name: string) => boolean,
): TableChange {
  const [from, to] = [sides.actual.get(name), sides.wanted.get(name)];
  if (from === undefined) return { statements: create(to?.table.sql ?? ""), replaced: false, moves: false };
  if (to === undefined) return { statements: drop("TABLE", from.table.name), replaced: true, moves: true };
  const altered = alterTable(from.printed, to.printed, to.table.strict);
  if (altered === undefined) return { statements: rebuildTable(from.table, to.table, isTaken), replaced: true, moves: true };
  const renamed = from.table.name === to.table.name ? [] : renameTable(from.table.name, to.table.name, isTaken);
  const drops = altered.some(({ sql }) => sql.includes(" DROP COLUMN "));
  return { statements: [...renamed, ...altered], replaced: false, moves: renamed.length > 0 || drops };
}

function hasName({ tables, virtualTables, views }: Schema, name: string): boolean {
  const all = [...tables, ...tables.flatMap(({ indexes }) => indexes), ...virtualTables, ...views];
  return all.some((one) => foldIdentifier(one.name) === foldIdentifier(name));
}

/** Views and triggers that name one of the objects, or a view that does: SQLite refuses to rename what one of them needs, or cannot find any more. */
function dependentObjects({ views, triggers }: Schema, names: readonly string[]): Set<string> {
  const affected = new Set(names.map(foldIdentifier));
  const found = new Set<string>();
  const all = [
    ...views.map(({ name, sql }) => ({ kind: "view", name, names: namesIn(sql) })),
    ...triggers.map(({ name, sql }) => ({ kind: "trigger", name, names: namesIn(sql) })),
  ];
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const one of all) {
      if (![...affected].some((name) => one.names.has(name))) continue;
      found.add(`${one.kind} ${foldIdentifier(one.name)}`);
      if (one.kind === "view") affected.add(foldIdentifier(one.name));
    }
  }
  return found;
}

/** Indexes go with their table, but for vector indexes, which sqld cannot drop so. */
function dropIndexes(table: Table, pairs: readonly ObjectPair[], change: TableChange | undefined): ClosingStatement[] {
  return table.indexes.flatMap(({ name, sql, vector }) => {
    if (sql === undefined) return [];
    const isStale = change?.replaced !== true && pairs.some(({ actual }) => actual?.name === name);
    return isStale || (change?.replaced === true && vector !== undefined) ? drop("INDEX", name) : [];
  });
}

function createIndexes(table: Table, pairs: readonly ObjectPair[], change: TableChange | undefined): ClosingStatement[] {
  return table.indexes.flatMap(({ name, sql }) => {
    if (sql === undefined) return [];
    return change?.replaced === true || pairs.some(({ wanted }) => wanted?.name === name) ? create(sql) : [];
  });
}

function createVirtualTable(wanted: CanonicalObject, before: CanonicalObject | undefined): ClosingStatement[] {
  const sketch = before === undefined ? undefined : "its rows have to be inserted again";
  return [{ sql: wanted.sql, sketch }];
}

function drop(kind: string, name: string): ClosingStatement[] {
  return [{ sql: `DROP ${kind} ${quoteIdentifier(name)}`, sketch: undefined }];
}

/** As the user wrote it. A view's text may end in a comment, which would swallow what follows. */
function create(sql: string): ClosingStatement[] {
  return [{ sql: splitScript(sql).statements[0]?.sql ?? sql, sketch: undefined }];
}
