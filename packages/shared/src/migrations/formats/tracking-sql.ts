// SQL that is the same for the tables of several tools.
import type { Statement } from "../../database/connection.ts";

/** Statements for where there is no table yet. @param columns as `Tracking.create` is given them */
export function whereMissing(columns: readonly string[] | undefined, ...statements: readonly string[]): Statement[] {
  return columns === undefined ? statements.map((sql) => ({ sql })) : [];
}

/**
 * The whole milliseconds since the time in a column, by the database's clock, which `'now'` reads anew for every statement.
 * @param end SQL of another time than now
 */
export function elapsedMs(column: string, end = "'now'"): string {
  return `CAST(round((julianday(${end}) - julianday(${column})) * 86400000) AS INTEGER)`;
}
