// The CHECKs whose outcome nobody knows but the database, and the columns that are drawn again for them.
import type { Column, Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";
import { readChecks } from "../derive/checks.ts";
import type { Redraw } from "../plan/redraw.ts";
import { parseTemplate } from "../plan/template.ts";
import { attempt } from "../plan/unsatisfiable.ts";
import type { ColumnSpec } from "../spec/spec.ts";
import { type RowNumbers, rowNumbers } from "./row-numbers.ts";

/** CHECKs of a table that have columns in common: they are met together. */
export interface OpenChecks {
  readonly table: Table;
  readonly checks: readonly string[];
  /** What the CHECKs name, and what the generated columns that they name are made of: none that the database generates. */
  readonly columns: readonly Column[];
  /** Generated columns that they name, in an order in which each is made of those before it. */
  readonly generated: readonly Column[];
  /** Names of the columns that are drawn again together. */
  readonly redrawn: ReadonlySet<string>;
  readonly salts: RowNumbers;
  /** Where a key wants all columns that the CHECKs name to differ together: rows then get other places in it, and no salts. */
  readonly spares: RowNumbers;
  /** The places that the key has; undefined where there is no such key. */
  room: Room | undefined;
}

interface Room {
  readonly size: number;
  /** The row whose place is the first. */
  readonly firstRow: number;
}

type SpecOf = (table: Table, column: Column) => ColumnSpec;

/** @param tables the names of those that get rows @param columnSpec what a column gets its values from; an `Unsatisfiable` is left to planning */
export function openChecks(schema: Schema, tables: ReadonlyMap<string, unknown>, columnSpec: SpecOf): OpenChecks[] {
  return schema.tables.flatMap((table) => {
    if (!tables.has(table.name)) return [];
    const single = readChecks(table.checks, table.columns).open.map((check) => openCheck(table, check, columnSpec));
    return joined(table, single);
  });
}

/** What planning has to know of it. */
export function redrawFor(open: readonly OpenChecks[]): Redraw {
  return {
    salts: (table, column) => open.find((one) => one.table.name === table && one.redrawn.has(column))?.salts.of,
    spares: (table, columns) => {
      const found = open.find(
        (one) => one.table.name === table && one.columns.length > 0 && one.columns.every(({ name }) => columns.includes(name)),
      );
      if (found === undefined) return undefined;
      return {
        of: found.spares.of,
        offer: (size, firstRow) => {
          if (found.room === undefined || size < found.room.size) found.room = { size, firstRow };
        },
      };
    },
  };
}

function openCheck(table: Table, check: string, columnSpec: SpecOf): OpenChecks {
  const named = namedIn(table, check);
  const columns = [...named].filter(({ generated }) => generated === undefined);
  const redrawn = new Set(columns.map(({ name }) => name));
  // What belongs together in a row stays together: foreign keys, groups, and templates with what they are made of.
  for (let size = 0; size < redrawn.size; ) {
    size = redrawn.size;
    for (const key of table.foreignKeys)
      if (key.columns.some((name) => redrawn.has(name))) for (const name of key.columns) redrawn.add(name);
    for (const name of [...redrawn]) for (const other of boundTo(table, name, columnSpec)) redrawn.add(other);
  }
  return {
    table,
    checks: [check],
    columns,
    generated: [...named].filter((one) => one.generated !== undefined),
    redrawn,
    salts: rowNumbers(),
    spares: rowNumbers(),
    room: undefined,
  };
}

/** The columns that an expression names, and those that they are made of, these first. */
export function namedIn(table: Table, expression: string, found = new Set<Column>()): Set<Column> {
  const words = lexemes(expression).filter(({ kind }) => kind === "word" || kind === "name");
  const names = new Set(words.map(({ value }) => foldIdentifier(value)));
  for (const column of table.columns) {
    if (!names.has(foldIdentifier(column.name)) || found.has(column)) continue;
    if (column.expression !== undefined) namedIn(table, column.expression, found);
    found.add(column);
  }
  return found;
}

function boundTo(table: Table, name: string, columnSpec: SpecOf): string[] {
  const specOf = (column: Column) => {
    if (column.generated !== undefined) return undefined;
    return attempt(
      () => columnSpec(table, column),
      () => undefined,
    );
  };
  const column = table.columns.find((one) => one.name === name);
  const spec = column === undefined ? undefined : specOf(column);
  if (spec?.generator === "group")
    return table.columns
      .filter((one) => {
        const other = specOf(one);
        return other?.generator === "group" && other.group === spec.group;
      })
      .map((one) => one.name);
  if (spec?.generator !== "template") return [];
  const parsed = parseTemplate(spec.template);
  const parts =
    "parts" in parsed ? parsed.parts.flatMap((part) => (typeof part === "string" ? [] : foldIdentifier(part.column))) : [];
  return table.columns.filter((one) => parts.includes(foldIdentifier(one.name))).map((one) => one.name);
}

/** Those that have columns in common become one, and those whose columns a key wants to differ together. */
function joined(table: Table, single: readonly OpenChecks[]): OpenChecks[] {
  const groups: OpenChecks[] = [];
  const isInKey = (open: OpenChecks, key: readonly (string | undefined)[]) =>
    open.columns.every(({ name }) => key.includes(name));
  const keys = table.indexes.filter(({ unique }) => unique).map(({ terms }) => terms.map(({ column }) => column));
  for (const one of single) {
    const touching = groups.filter(
      (other) =>
        [...other.redrawn].some((name) => one.redrawn.has(name)) || keys.some((key) => isInKey(one, key) && isInKey(other, key)),
    );
    const whole = touching.reduce(join, one);
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push(whole);
  }
  return groups;
}

function join(one: OpenChecks, other: OpenChecks): OpenChecks {
  const inOrder = (columns: readonly Column[]) => [...new Set(columns)];
  return {
    ...one,
    checks: [...other.checks, ...one.checks],
    columns: inOrder([...other.columns, ...one.columns]),
    generated: inOrder([...other.generated, ...one.generated]),
    redrawn: new Set([...other.redrawn, ...one.redrawn]),
  };
}
