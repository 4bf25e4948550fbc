// Writes the ALTER TABLEs that make one table into another, where SQLite or libSQL can.
import { foldIdentifier, quoteIdentifier } from "../sql/identifier.ts";
import { misreadBy } from "./alter-column.ts";
import type { CanonicalColumn, CanonicalConstraint, CanonicalTable } from "./canonical-table.ts";
import { writeName } from "./keywords.ts";
import { namesIn } from "./object-definition.ts";
import type { ClosingStatement } from "./table-rebuild.ts";
import { vectorType } from "./vector.ts";

/** The ALTER TABLEs that do it; undefined when none can. */
export function alterTable(actual: CanonicalTable, wanted: CanonicalTable, strict: boolean): ClosingStatement[] | undefined {
  const columns = matchColumns(actual, wanted);
  const constraints = columns && placeConstraints(actual, wanted, columns);
  if (columns === undefined || constraints === undefined || actual.options !== wanted.options) return undefined;
  const table = `ALTER TABLE ${quoteIdentifier(wanted.name)}`;
  const statements: ClosingStatement[] = [];
  for (const column of columns.added) {
    const inline = constraints.of(column.name);
    if (!canBeAdded(column, inline)) return undefined;
    statements.push({ sql: `${table} ADD COLUMN ${withConstraints(column, inline)}`, sketch: undefined });
  }
  let reindex = false;
  for (const { from, to } of columns.kept) {
    const isRenamed = from.name !== to.name;
    if (isRenamed)
      statements.push({
        sql: `${table} RENAME COLUMN ${quoteIdentifier(from.name)} TO ${quoteIdentifier(to.name)}`,
        sketch: undefined,
      });
    if (afterName(from) === afterName(to) && !constraints.changed.has(foldIdentifier(to.name))) continue;
    if (!canBeAltered(from, to, strict)) return undefined;
    const definition = withConstraints(to, constraints.of(to.name));
    statements.push({
      sql: `${table} ALTER COLUMN ${writeName(to.name)} TO ${definition}`,
      sketch: unchecked(from, to, constraints),
    });
    reindex ||= from.definition.collation !== to.definition.collation || to.definition.generated !== undefined;
  }
  for (const { name } of columns.dropped)
    statements.push({ sql: `${table} DROP COLUMN ${quoteIdentifier(name)}`, sketch: undefined });
  if (reindex) statements.push({ sql: `REINDEX ${quoteIdentifier(wanted.name)}`, sketch: undefined });
  return statements;
}

interface Columns {
  readonly kept: readonly { readonly from: CanonicalColumn; readonly to: CanonicalColumn }[];
  readonly added: readonly CanonicalColumn[];
  readonly dropped: readonly CanonicalColumn[];
}

/** Undefined when the order of columns is not what ALTER TABLE would leave: new ones come last. */
function matchColumns(actual: CanonicalTable, wanted: CanonicalTable): Columns | undefined {
  const there = new Map(actual.columns.map((column) => [foldIdentifier(column.name), column]));
  const expected = new Map(wanted.columns.map((column) => [foldIdentifier(column.name), column]));
  const kept = [...there].flatMap(([key, from]) => {
    const to = expected.get(key);
    return to === undefined ? [] : { from, to };
  });
  const added = wanted.columns.filter(({ name }) => !there.has(foldIdentifier(name)));
  const order = [...kept.map(({ to }) => to), ...added];
  if (order.some((column, index) => column !== wanted.columns[index])) return undefined;
  return { kept, added, dropped: actual.columns.filter(({ name, key }) => key === "" && !expected.has(foldIdentifier(name))) };
}

interface Placed {
  /** The constraints that are written behind a column. */
  of(column: string): readonly CanonicalConstraint[];
  /** Folded names of the columns that get or lose one. */
  readonly changed: ReadonlySet<string>;
  readonly gaining: ReadonlySet<string>;
}

/** Finds a column for every constraint that comes or goes; undefined when there is none for one of them. */
function placeConstraints(actual: CanonicalTable, wanted: CanonicalTable, columns: Columns): Placed | undefined {
  const expected = new Set(wanted.constraints.map(({ text }) => text));
  const dropped = new Set(columns.dropped.map(({ name }) => foldIdentifier(name)));
  // What is written behind a column goes with it.
  const goes = ({ constraint }: CanonicalConstraint) => dropped.has(foldIdentifier(constraint.column ?? ""));
  const staying = actual.constraints.filter((one) => !goes(one));
  const there = new Set(staying.map(({ text }) => text));
  const lost = staying.filter(({ text }) => !expected.has(text));
  const gained = wanted.constraints.filter(({ text }) => !there.has(text));
  const keysOf = ({ columns }: CanonicalTable) => columns.map(({ key }) => key).filter((key) => key !== "");
  const isKey = ({ constraint }: CanonicalConstraint) => constraint.kind === "primary-key" || constraint.kind === "unique";
  if ([...actual.constraints.filter(goes), ...lost, ...gained].some(isKey)) return undefined;
  if (keysOf(actual).join() !== keysOf(wanted).join()) return undefined;
  if (lost.some(({ constraint }) => constraint.column === undefined)) return undefined;
  const inline = new Map<string, CanonicalConstraint[]>();
  const place = (column: string, constraint: CanonicalConstraint) =>
    inline.set(foldIdentifier(column), [...(inline.get(foldIdentifier(column)) ?? []), constraint]);
  for (const one of staying) if (one.constraint.column !== undefined && expected.has(one.text)) place(one.constraint.column, one);
  const gaining = new Set<string>();
  for (const one of gained) {
    const host = hostOf(one, columns);
    if (host === undefined) return undefined;
    place(host, one);
    gaining.add(foldIdentifier(host));
  }
  const losing = lost.flatMap(({ constraint }) => (constraint.column === undefined ? [] : foldIdentifier(constraint.column)));
  return { of: (column) => inline.get(foldIdentifier(column)) ?? [], changed: new Set([...gaining, ...losing]), gaining };
}

/** The column that a new constraint can be written behind: the last of the new ones that it names, else its own, else any that it names. */
function hostOf({ constraint }: CanonicalConstraint, { kept, added }: Columns): string | undefined {
  const free = kept.map(({ to }) => to).filter(({ key }) => key === "");
  const isCalled = (name: string | undefined) => (column: CanonicalColumn) =>
    foldIdentifier(column.name) === foldIdentifier(name ?? "");
  if (constraint.kind === "foreign-key") {
    const [column, second] = constraint.columns;
    return second === undefined ? [...added, ...free].find(isCalled(column))?.name : undefined;
  }
  if (constraint.kind !== "check") return undefined;
  const names = namesIn(constraint.expression);
  const isNamed = ({ name }: CanonicalColumn) => names.has(foldIdentifier(name));
  const host = added.findLast(isNamed) ?? [...added, ...free].find(isCalled(constraint.column)) ?? free.find(isNamed);
  return host?.name;
}

/** What https://sqlite.org/lang_altertable.html#altertabaddcol allows for a table that has rows. */
function canBeAdded({ key, definition }: CanonicalColumn, inline: readonly CanonicalConstraint[]): boolean {
  const { default: value, notNull, generated } = definition;
  if (key !== "" || generated?.kind === "stored") return false;
  if (notNull && (value === undefined || /^\(*\s*null\b/i.test(value))) return generated !== undefined;
  if (value !== undefined && /^\(|^current_/i.test(value)) return false;
  return value === undefined || !inline.some(({ constraint }) => constraint.kind === "foreign-key");
}

/** What libSQL's ALTER COLUMN refuses, and what it would leave wrong without a word. */
function canBeAltered(from: CanonicalColumn, to: CanonicalColumn, strict: boolean): boolean {
  if (from.key !== "" || to.key !== "") return false;
  const [before, after] = [from.definition, to.definition];
  // Which column is the last may change before this one is altered.
  if (misreadBy(before.source, false) !== undefined || misreadBy(before.source, true) !== undefined) return false;
  const isOtherType = before.type.toUpperCase() !== after.type.toUpperCase();
  // A vector index is made for the dimensions of its column.
  if (isOtherType && (strict || vectorType(before.type) !== undefined || vectorType(after.type) !== undefined)) return false;
  return before.generated?.kind === after.generated?.kind && after.generated?.kind !== "stored";
}

function unchecked(from: CanonicalColumn, to: CanonicalColumn, { gaining }: Placed): string | undefined {
  const [before, after] = [from.definition, to.definition];
  const isStricter = (after.notNull && !before.notNull) || gaining.has(foldIdentifier(to.name));
  if (isStricter) return "rows that are there are not checked";
  return before.type.toUpperCase() === after.type.toUpperCase() ? undefined : "values that are there keep their type";
}

/** A definition with the constraints behind it. A name would hold for those that follow, so the ones without come first. */
function withConstraints({ text }: CanonicalColumn, constraints: readonly CanonicalConstraint[]): string {
  const inOrder = constraints.toSorted(
    (a, b) => Number(a.constraint.name !== undefined) - Number(b.constraint.name !== undefined),
  );
  return [text, ...inOrder.map(inlineText)].join(" ");
}

/** A constraint as it stands behind its column, which it then need not name. */
function inlineText({ text, constraint }: CanonicalConstraint): string {
  if (constraint.kind === "check") return text;
  const name = constraint.name === undefined ? "" : `CONSTRAINT ${writeName(constraint.name)} `;
  if (constraint.kind === "foreign-key") return name + text.slice(text.indexOf("REFERENCES ", name.length));
  return `${name}UNIQUE${constraint.onConflict === undefined ? "" : ` ON CONFLICT ${constraint.onConflict}`}`;
}

function afterName({ name, text }: CanonicalColumn): string {
  return text.slice(writeName(name).length);
}
