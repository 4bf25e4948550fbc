// Which storage a column prefers, by its declared type.

export type Affinity = "INTEGER" | "TEXT" | "BLOB" | "REAL" | "NUMERIC";

/** The affinity of a declared type, by the five rules of https://sqlite.org/datatype3.html#determination_of_column_affinity in their order. */
export function affinityOf(type: string): Affinity {
  if (/int/i.test(type)) return "INTEGER";
  if (/char|clob|text/i.test(type)) return "TEXT";
  if (/blob/i.test(type) || type === "") return "BLOB";
  return /real|floa|doub/i.test(type) ? "REAL" : "NUMERIC";
}
