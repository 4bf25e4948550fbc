// The definitions of columns as a database keeps them, comments and all, and where libSQL's ALTER COLUMN takes an old one to end.
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { closingIndex, isName, isOperator, isWord, splitAtCommas } from "@libsql-actions/shared/sql/lexeme-search";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";
import { tokens } from "@libsql-actions/shared/sql/tokens";

/** By folded name: what stands behind it up to the comma or the parenthesis that ends the column. */
export type StoredColumns = ReadonlyMap<string, string>;

const CONSTRAINTS = ["constraint", "primary", "unique", "check", "foreign"];

/** The columns of a CREATE TABLE that lists them, from its text. */
export function storedColumns(sql: string): StoredColumns {
  const parts = lexemes(sql);
  const open = parts.findIndex((part) => isOperator(part, "("));
  const stored = new Map<string, string>();
  for (const { first, end } of splitAtCommas(parts, { first: open + 1, end: closingIndex(parts, open) })) {
    const name = parts[first];
    if (isName(name) && !isWord(name, ...CONSTRAINTS))
      stored.set(foldIdentifier(name.value), sql.slice(name.end, parts[end]?.start ?? sql.length));
  }
  return stored;
}

/** What is stored of a definition that ADD COLUMN or ALTER COLUMN gives. @param text with the name, which it begins with */
export function storedDefinition(text: string): string {
  return text.slice(lexemes(text)[0]?.end ?? 0);
}

/**
 * What keeps ALTER COLUMN from finding the end of a column: a comma or parenthesis in a comment, or one elsewhere in the definition; `open` where a
 * parenthesis is never closed; undefined where it finds the end.
 *
 * It goes from the column's name to the first comma, or the first parenthesis that closes none since, whatever these stand in (measured with
 * libsql-server 0.24.32 and libsql 0.5.29).
 * @param isLast nothing follows the column in the parentheses of CREATE TABLE
 */
export function misreadBy(stored: string, isLast: boolean): "comment" | "definition" | "open" | undefined {
  const end = foundEnd(stored + (isLast ? ")" : ","));
  if (end === -1) return "open";
  if (end === stored.length) return undefined;
  const around = [...tokens(stored)].find((token) => token.start <= end && end < token.end);
  return around?.kind === "space" ? "comment" : "definition";
}

function foundEnd(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "," || (text[index] === ")" && depth === 0)) return index;
    if (text[index] === "(") depth++;
    if (text[index] === ")") depth--;
  }
  return -1;
}
