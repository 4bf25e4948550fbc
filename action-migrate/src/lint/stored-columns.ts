// The definitions of columns as a database keeps them, comments and all.
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { closingIndex, isName, isOperator, isWord, splitAtCommas } from "@libsql-actions/shared/sql/lexeme-search";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";

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
