// Prints a table in one way: its columns in their order, then its constraints in a fixed one, wherever they were written.
import { foldIdentifier, quoteText } from "../sql/identifier.ts";
import { isOperator, nesting } from "../sql/lexeme-search.ts";
import { type Lexeme, lexemes } from "../sql/lexemes.ts";
import type { Constraint, KeyConstraint } from "./constraint.ts";
import { writeName } from "./keywords.ts";
import { joinParts, type NormalPart, normalText } from "./normal-text.ts";
import type { Schema, Table } from "./table.ts";
import type { ColumnDefinition } from "./table-definition.ts";

export interface CanonicalTable {
  readonly name: string;
  readonly columns: readonly CanonicalColumn[];
  /** Without the ones that are printed with their column, and without doubles. */
  readonly constraints: readonly CanonicalConstraint[];
  /** Such as `STRICT, WITHOUT ROWID`; empty without one. */
  readonly options: string;
}

export interface CanonicalColumn {
  readonly name: string;
  /** Its definition, with its name. */
  readonly text: string;
  /** PRIMARY KEY as it stands in `text`; empty without it. */
  readonly key: string;
  readonly definition: ColumnDefinition;
}

export interface CanonicalConstraint {
  readonly text: string;
  readonly constraint: Constraint;
}

/** Finds a table by its folded name. */
export type FindTable = (folded: string) => Table | undefined;

/** Finds the tables of a schema. */
export function tableFinder({ tables }: Pick<Schema, "tables">): FindTable {
  const byName = new Map(tables.map((table) => [foldIdentifier(table.name), table]));
  return (folded) => byName.get(folded);
}

/** A table with its columns and constraints in the one way in which they are printed. @param find the tables that its foreign keys refer to */
export function canonicalTable(table: Table, find: FindTable): CanonicalTable {
  const { columns, constraints, options } = table.definition;
  const inline = constraints.find((one): one is KeyConstraint => one.kind === "primary-key" && isInline(one, table));
  const keyOf = ({ name }: ColumnDefinition) =>
    inline !== undefined && foldIdentifier(inline.terms[0]?.column ?? "") === foldIdentifier(name) ? inlineKey(inline) : "";
  const own = constraints.filter((one) => one !== inline);
  const printed = new Map(own.map((constraint) => [constraintText(constraint, table, find), constraint]));
  const sorted = [...printed].map(([text, constraint]) => ({ text, constraint })).sort(inOrder);
  return {
    name: table.name,
    columns: columns.map((definition) => ({
      name: definition.name,
      text: columnText(definition, keyOf(definition), table),
      key: keyOf(definition),
      definition,
    })),
    constraints: sorted,
    options: [...options].sort().join(", "),
  };
}

/** The print as lines; the last one ends with a semicolon. */
export function tableLines({ name, columns, constraints, options }: CanonicalTable): string[] {
  const parts = [...columns, ...constraints].map(({ text }, index, all) => `  ${text}${index === all.length - 1 ? "" : ","}`);
  return [`CREATE TABLE ${writeName(name)} (`, ...parts, `)${options === "" ? "" : ` ${options}`};`];
}

/** How a table's own columns are written in an expression of it. */
export function columnLetters({ columns }: Pick<Table, "columns">): (folded: string) => string {
  const own = new Map(columns.map(({ name }) => [foldIdentifier(name), name]));
  return (folded) => own.get(folded) ?? folded;
}

const KINDS: readonly Constraint["kind"][] = ["primary-key", "unique", "check", "foreign-key"];

function inOrder(a: CanonicalConstraint, b: CanonicalConstraint): number {
  const byKind = KINDS.indexOf(a.constraint.kind) - KINDS.indexOf(b.constraint.kind);
  return byKind !== 0 ? byKind : a.text < b.text ? -1 : 1;
}

/**
 * Whether a primary key is printed behind its column. `x INTEGER PRIMARY KEY DESC` is no rowid while `PRIMARY KEY (x DESC)` is
 * (https://sqlite.org/lang_createtable.html#rowid), so there the place counts.
 */
function isInline({ terms, column }: KeyConstraint, table: Table): boolean {
  const [term, second] = terms;
  if (term === undefined || second !== undefined || writtenCollation(term.collation, term.column, table) !== "") return false;
  const type = table.columns.find(({ name }) => foldIdentifier(name) === foldIdentifier(term.column))?.type;
  return column !== undefined || !term.descending || type?.toUpperCase() !== "INTEGER";
}

function columnText(definition: ColumnDefinition, key: string, table: Table): string {
  const { name, type, notNull, onConflict, collation, generated, unknown } = definition;
  const words = [writeName(name), typeText(type), key, notNull ? `NOT NULL${conflictText(onConflict)}` : ""];
  if (definition.default !== undefined) words.push(`DEFAULT ${defaultText(definition.default)}`);
  if (collation !== "BINARY") words.push(`COLLATE ${writeName(collation)}`);
  if (generated !== undefined) {
    const expression = normalText(generated.expression, columnLetters(table));
    words.push(`GENERATED ALWAYS AS (${expression}) ${generated.kind.toUpperCase()}`);
  }
  return [...words, unknown].filter((word) => word !== "").join(" ");
}

function inlineKey(key: KeyConstraint): string {
  const order = key.terms[0]?.descending === true ? " DESC" : "";
  return `${named(key)}PRIMARY KEY${order}${conflictText(key.onConflict)}${key.autoincrement ? " AUTOINCREMENT" : ""}`;
}

function constraintText(constraint: Constraint, table: Table, find: FindTable): string {
  const letters = columnLetters(table);
  const list = (names: readonly string[]) => names.map((name) => writeName(letters(foldIdentifier(name)))).join(", ");
  if (constraint.kind === "check") return `${named(constraint)}CHECK (${normalText(constraint.expression, letters)})`;
  if (constraint.kind !== "foreign-key") {
    const terms = constraint.terms.map(({ column, collation, descending }) => {
      const collate = writtenCollation(collation, column, table);
      return `${list([column])}${collate === "" ? "" : ` COLLATE ${writeName(collate)}`}${descending ? " DESC" : ""}`;
    });
    const kind = constraint.kind === "unique" ? "UNIQUE" : "PRIMARY KEY";
    const counted = constraint.autoincrement ? " AUTOINCREMENT" : "";
    return `${named(constraint)}${kind} (${terms.join(", ")}${counted})${conflictText(constraint.onConflict)}`;
  }
  const { columns, references, onDelete, onUpdate, match, deferred } = constraint;
  const parent = find(foldIdentifier(constraint.table));
  const parentLetters = parent === undefined ? undefined : columnLetters(parent);
  const to = references.map((name) => writeName(parentLetters?.(foldIdentifier(name)) ?? name)).join(", ");
  return [
    `${named(constraint)}FOREIGN KEY (${list(columns)}) REFERENCES ${writeName(parent?.name ?? constraint.table)}`,
    to === "" ? "" : ` (${to})`,
    onDelete === "NO ACTION" ? "" : ` ON DELETE ${onDelete}`,
    onUpdate === "NO ACTION" ? "" : ` ON UPDATE ${onUpdate}`,
    match === undefined ? "" : ` MATCH ${/^[A-Z]+$/.test(match) ? match : writeName(match)}`,
    deferred ? " DEFERRABLE INITIALLY DEFERRED" : "",
  ].join("");
}

/** The collation of a key's term where it is another than that of its column, else empty. */
function writtenCollation(collation: string | undefined, column: string, { columns }: Table): string {
  const own = columns.find(({ name }) => foldIdentifier(name) === foldIdentifier(column))?.collation ?? "BINARY";
  return collation === undefined || collation === own ? "" : collation;
}

function named({ name }: Constraint): string {
  return name === undefined ? "" : `CONSTRAINT ${writeName(name)} `;
}

function conflictText(onConflict: string | undefined): string {
  return onConflict === undefined ? "" : ` ON CONFLICT ${onConflict}`;
}

/** Types have no letters of their own: SQLite itself shows its standard ones in upper case. */
function typeText(type: string): string {
  const all = lexemes(type);
  const parts = all.map(({ kind, value }, index): NormalPart => {
    if (kind === "operator") return { kind: /[-+]/.test(value) ? "unary" : "operator", text: value };
    const isCall = isOperator(all[index + 1], "(");
    const text = kind === "name" || kind === "text" ? writeName(value.toUpperCase()) : value.toUpperCase();
    return { kind: isCall ? "call" : "name", text };
  });
  return joinParts(parts);
}

/** What stands behind DEFAULT: one literal bare, anything else in one pair of parentheses, which is the same to SQLite. */
function defaultText(written: string): string {
  const all = lexemes(written);
  let inner = all;
  while (isEnclosed(inner)) inner = inner.slice(1, -1);
  const [first] = inner;
  const isBare = inner === all;
  const isLiteral = isBare || isLone(inner);
  const text = normalText(written.slice(first?.start ?? 0, inner.at(-1)?.end ?? 0));
  // A bare name is text, with its letters (https://sqlite.org/lang_createtable.html#the_default_clause); TRUE and its like are none.
  if (isBare && first?.kind !== "text" && /^[a-z_"]/.test(text)) return quoteText(first?.value ?? "");
  return isLiteral ? text : `(${text})`;
}

function isEnclosed(parts: readonly Lexeme[]): boolean {
  let depth = 0;
  for (const [index, part] of parts.entries()) {
    depth += nesting(part);
    if (depth === 0) return index === parts.length - 1 && index > 0;
  }
  return false;
}

/** A literal that needs no parentheses: a number with or without a sign, text, a blob, NULL, TRUE, CURRENT_TIME. */
function isLone(parts: readonly Lexeme[]): boolean {
  const [first, second, third] = parts;
  if (first === undefined || third !== undefined) return false;
  if (second !== undefined) return /^[-+]$/.test(first.value) && second.kind === "number";
  return first.kind !== "name" && (first.kind !== "word" || /^(NULL|TRUE|FALSE|CURRENT_\w+)$/i.test(first.value));
}
