// Reads a CREATE TABLE: its columns, keys and references, as far as a change of a schema is judged by them.
import { foldIdentifier } from "./identifier.ts";
import {
  closingIndex,
  findWord,
  isName,
  isOperator,
  isWord,
  nesting,
  normalForm,
  type Stretch,
  splitAtCommas,
} from "./lexeme-search.ts";
import type { Lexeme } from "./lexemes.ts";

export interface Reference {
  readonly columns: readonly string[];
  /** The table that is referred to. */
  readonly table: string;
  readonly onDelete: "cascade" | "set null" | "set default" | "restrict" | "no action";
}

export interface ColumnShape {
  readonly name: string;
  /** The whole definition as written, with the name. */
  readonly text: string;
  /** Type, NOT NULL, CHECK, DEFAULT and all else, in a form in which case and spacing do not count. */
  readonly form: string;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly check: boolean;
  readonly generated: "stored" | "virtual" | undefined;
  /**
   * `null` for `DEFAULT NULL`, which is the same as none. `computed` is what SQLite refuses to add to rows: a call, an operator,
   * CURRENT_TIMESTAMP and the like.
   */
  readonly default: "none" | "null" | "constant" | "computed";
  readonly reference: Reference | undefined;
}

export interface TableShape {
  readonly columns: readonly ColumnShape[];
  /** Of columns and of the table. */
  readonly references: readonly Reference[];
  /** The primary key and the UNIQUE constraints, of columns and of the table: folded names of columns. */
  readonly uniqueKeys: readonly (readonly string[])[];
  /** Constraints of the table and what follows the columns, in normal form. */
  readonly constraints: readonly string[];
}

const CONSTRAINTS = ["constraint", "primary", "unique", "check", "foreign"];

/** Reads what stands in the parentheses that open at `open`, and behind them. */
export function readTableShape(sql: string, parts: readonly Lexeme[], open: number): TableShape {
  const close = closingIndex(parts, open);
  const items = splitAtCommas(parts, { first: open + 1, end: close });
  const columns: ColumnShape[] = [];
  const constraints: Stretch[] = [];
  for (const item of items) {
    if (isWord(parts[item.first], ...CONSTRAINTS)) constraints.push(item);
    else if (isName(parts[item.first])) columns.push(readColumn(sql, parts, item));
  }
  const foreign = constraints.flatMap((item) => readReference(parts, item) ?? []);
  return {
    columns,
    references: [...columns.flatMap(({ reference }) => reference ?? []), ...foreign],
    uniqueKeys: [
      ...columns.filter(({ unique, primaryKey }) => unique || primaryKey).map(({ name }) => [foldIdentifier(name)]),
      ...constraints.flatMap((item) => readKey(parts, item)),
    ],
    constraints: [...constraints, { first: close + 1, end: parts.length }].map((item) => normalForm(parts, item)),
  };
}

/** Reads the definition of a column, which begins with its name. */
export function readColumn(sql: string, parts: readonly Lexeme[], item: Stretch): ColumnShape {
  const name = (parts[item.first] as Lexeme).value;
  const rest = { first: item.first + 1, end: item.end };
  const has = (...words: string[]) => findWord(parts, rest, ...words) !== -1;
  const as = findWord(parts, rest, "as");
  return {
    name,
    text: sql.slice(parts[item.first]?.start ?? 0, parts[item.end - 1]?.end ?? 0),
    form: normalForm(parts, rest),
    notNull: isNotNull(parts, rest),
    primaryKey: has("primary"),
    unique: has("unique"),
    check: has("check"),
    generated: as === -1 ? undefined : has("stored") ? "stored" : "virtual",
    default: readDefault(parts, rest),
    reference: readReference(parts, rest, name),
  };
}

function isNotNull(parts: readonly Lexeme[], { first, end }: Stretch): boolean {
  const not = findWord(parts, { first, end }, "not");
  if (not === -1) return false;
  if (isWord(parts[not + 1], "null")) return true;
  return isNotNull(parts, { first: not + 1, end });
}

function readDefault(parts: readonly Lexeme[], rest: Stretch): ColumnShape["default"] {
  const at = findWord(parts, rest, "default");
  if (at === -1) return "none";
  // ON DELETE SET DEFAULT
  if (isWord(parts[at - 1], "set")) return readDefault(parts, { first: at + 1, end: rest.end });
  const open = isOperator(parts[at + 1], "(");
  const value = parts.slice(at + (open ? 2 : 1), open ? closingIndex(parts, at + 1) : Math.min(at + 3, rest.end));
  const [first, second] = isOperator(value[0], "-") || isOperator(value[0], "+") ? [value[1], value[2]] : value;
  if (isWord(first, "null")) return "null";
  if (isWord(first, "current_timestamp", "current_date", "current_time")) return "computed";
  // Without parentheses a default is one literal or one word, and what follows belongs to the next constraint.
  return open && second !== undefined ? "computed" : "constant";
}

/** @param column of which the reference is part of the definition; in a constraint of the table the columns stand before REFERENCES */
function readReference(parts: readonly Lexeme[], item: Stretch, column?: string): Reference | undefined {
  const at = findWord(parts, item, "references");
  const table = parts[at + 1];
  if (at === -1 || !isName(table)) return undefined;
  const key = findWord(parts, item, "foreign");
  const columns = column === undefined ? namesIn(parts, key + 2) : [column];
  let onDelete: Reference["onDelete"] = "no action";
  for (let index = at; index < item.end; index++)
    if (isWord(parts[index], "on") && isWord(parts[index + 1], "delete")) onDelete = action(parts[index + 2], parts[index + 3]);
  return { columns, table: table.value, onDelete };
}

function action(first: Lexeme | undefined, second: Lexeme | undefined): Reference["onDelete"] {
  if (isWord(first, "cascade")) return "cascade";
  if (isWord(first, "restrict")) return "restrict";
  if (isWord(first, "set")) return isWord(second, "null") ? "set null" : "set default";
  return "no action";
}

function readKey(parts: readonly Lexeme[], item: Stretch): string[][] {
  const at = findWord(parts, item, "unique", "primary");
  if (at === -1) return [];
  return [namesIn(parts, isWord(parts[at], "primary") ? at + 2 : at + 1).map(foldIdentifier)];
}

/** The name that each part of a list in parentheses begins with. */
export function namesIn(parts: readonly Lexeme[], open: number): string[] {
  if (!isOperator(parts[open], "(")) return [];
  return splitAtCommas(parts, { first: open + 1, end: closingIndex(parts, open) }).flatMap(({ first, end }) => {
    const part = parts[first];
    return isName(part) && !(end > first + 1 && nesting(parts[first + 1] as Lexeme) === 1) ? [part.value] : [];
  });
}
