// Names and texts in SQL: how to write one so that it is read back as it is, and when two names are the same.

/** Writes any name as a quoted identifier (https://sqlite.org/lang_keywords.html). */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Writes a text without NUL as a literal (https://sqlite.org/lang_expr.html#literal_values_constants_). */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Folds a name as SQLite compares names: the letters A to Z have no case, all others do. Equal results mean the same name. */
export function foldIdentifier(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name;
}
