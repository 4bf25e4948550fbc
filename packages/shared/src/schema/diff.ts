// Compares two schemas and names each difference. Differences are found in the canonical print, so what does not show there is none.
import { foldIdentifier } from "../sql/identifier.ts";
import { type CanonicalObject, canonicalObjects, sortKey } from "./canonical.ts";
import { type CanonicalConstraint, type CanonicalTable, canonicalTable, tableFinder } from "./canonical-table.ts";
import type { Constraint } from "./constraint.ts";
import { writeName } from "./keywords.ts";
import type { Schema } from "./table.ts";

export interface SchemaDifference {
  readonly kind: CanonicalObject["kind"] | "column" | "column-order" | Constraint["kind"] | "table-options";
  /** Of the object, of the column, or of the constraint; for a constraint without one, its columns or its expression. */
  readonly name: string;
  /** The table that a column or a constraint belongs to. */
  readonly table: string | undefined;
  /** `missing`: wanted, and not there. `unexpected`: there, and not wanted. */
  readonly change: "missing" | "unexpected" | "different";
  /** The canonical print of both, as far as they are there. */
  readonly actual: string | undefined;
  readonly wanted: string | undefined;
}

/** All differences, by kind of object and name; none when the digests of both are equal. */
export function diffSchemas(actual: Schema, wanted: Schema): SchemaDifference[] {
  const tables = { actual: canonicalTables(actual), wanted: canonicalTables(wanted) };
  return pairObjects(actual, wanted).flatMap(({ kind, name, actual, wanted }): SchemaDifference[] => {
    const own = { actual: tables.actual.get(foldIdentifier(name)), wanted: tables.wanted.get(foldIdentifier(name)) };
    if (kind === "table" && own.actual !== undefined && own.wanted !== undefined) return diffTables(own.actual, own.wanted);
    return [difference(kind, undefined, name, actual?.lines.join("\n"), wanted?.lines.join("\n"))];
  });
}

export interface ObjectPair {
  readonly kind: CanonicalObject["kind"];
  readonly name: string;
  readonly actual: CanonicalObject | undefined;
  readonly wanted: CanonicalObject | undefined;
}

/** The objects whose print is not the same in both schemas, in the order of the print. */
export function pairObjects(actual: Schema, wanted: Schema): ObjectPair[] {
  const pairs = new Map<string, { actual?: CanonicalObject; wanted?: CanonicalObject }>();
  for (const object of canonicalObjects(actual)) pairs.set(sortKey(object), { actual: object });
  for (const object of canonicalObjects(wanted)) pairs.set(sortKey(object), { ...pairs.get(sortKey(object)), wanted: object });
  const changed = [...pairs].filter(([, pair]) => pair.actual?.lines.join("\n") !== pair.wanted?.lines.join("\n"));
  return changed
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, pair]) => {
      const object = pair.wanted ?? pair.actual;
      return object === undefined ? [] : { kind: object.kind, name: object.name, actual: pair.actual, wanted: pair.wanted };
    });
}

/** The canonical tables of a schema by folded name. */
export function canonicalTables(schema: Schema): Map<string, CanonicalTable> {
  const find = tableFinder(schema);
  return new Map(schema.tables.map((table) => [foldIdentifier(table.name), canonicalTable(table, find)]));
}

function diffTables(actual: CanonicalTable, wanted: CanonicalTable): SchemaDifference[] {
  const differences: SchemaDifference[] = [];
  const report = (kind: SchemaDifference["kind"], name: string, from: string | undefined, to: string | undefined) => {
    if (from !== to) differences.push(difference(kind, kind === "table" ? undefined : wanted.name, name, from, to));
  };
  report("table", wanted.name, actual.name, wanted.name);
  const there = new Map(actual.columns.map((column) => [foldIdentifier(column.name), column]));
  const expected = new Map(wanted.columns.map((column) => [foldIdentifier(column.name), column]));
  for (const [key, { name, text }] of expected) report("column", name, there.get(key)?.text, text);
  for (const [key, { name, text }] of there) if (!expected.has(key)) report("column", name, text, undefined);
  const order = (one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>) =>
    [...one.keys()].filter((name) => other.has(name)).join(", ");
  report("column-order", wanted.name, order(there, expected), order(expected, there));
  for (const { actual: from, wanted: to } of pairConstraints(actual.constraints, wanted.constraints)) {
    const one = to ?? from;
    if (one !== undefined) report(one.constraint.kind, constraintName(one), from?.text, to?.text);
  }
  report("table-options", wanted.name, actual.options, wanted.options);
  return differences;
}

/** Constraints that are not in both tables, put together where one seems to have become the other. */
function pairConstraints(actual: readonly CanonicalConstraint[], wanted: readonly CanonicalConstraint[]) {
  const [there, expected] = [new Set(actual.map(({ text }) => text)), new Set(wanted.map(({ text }) => text))];
  const unexpected = actual.filter(({ text }) => !expected.has(text));
  const missing = wanted.filter(({ text }) => !there.has(text));
  const pairs = missing.map((to) => {
    const at = unexpected.findIndex((from) => isSame(from.constraint, to.constraint));
    return { actual: at === -1 ? undefined : unexpected.splice(at, 1)[0], wanted: to as CanonicalConstraint | undefined };
  });
  return [...pairs, ...unexpected.map((from) => ({ actual: from, wanted: undefined }))];
}

/** Of the same kind, and of the same name or, without one, over the same columns or behind the same column. */
function isSame(a: Constraint, b: Constraint): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "primary-key") return true;
  if (a.name !== undefined && b.name !== undefined) return foldIdentifier(a.name) === foldIdentifier(b.name);
  if (a.kind === "check" || b.kind === "check") return a.column !== undefined && a.column === b.column;
  return foldIdentifier(columnsOf(a).join("\0")) === foldIdentifier(columnsOf(b).join("\0"));
}

function columnsOf(constraint: Constraint): readonly string[] {
  if (constraint.kind === "check") return [];
  return constraint.kind === "foreign-key" ? constraint.columns : constraint.terms.map(({ column }) => column);
}

function constraintName({ constraint, text }: CanonicalConstraint): string {
  if (constraint.name !== undefined) return constraint.name;
  return constraint.kind === "check" ? text : `(${columnsOf(constraint).map(writeName).join(", ")})`;
}

function difference(
  kind: SchemaDifference["kind"],
  table: string | undefined,
  name: string,
  actual: string | undefined,
  wanted: string | undefined,
): SchemaDifference {
  const change = actual === undefined ? "missing" : wanted === undefined ? "unexpected" : "different";
  return { kind, name, table, change, actual, wanted };
}
