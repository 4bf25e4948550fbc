// Chooses the format of a folder: as it was given, by the folder itself, and where the folder leaves it open, by whose table the database has.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Format } from "@libsql-actions/shared/migrations/format";
import { detectFormat, FORMATS } from "@libsql-actions/shared/migrations/formats";
import { plain } from "@libsql-actions/shared/migrations/formats/plain";
import { isSql } from "@libsql-actions/shared/migrations/formats/sql-files";
import type { SourceFolder } from "@libsql-actions/shared/migrations/source-folder";

export interface Choice {
  /** What the folder is as far as it tells by itself. */
  readonly format: Format;
  /** Tools whose folder it may be as well, if the database has their table. */
  readonly others: readonly Format[];
}

/**
 * The choice that a folder leaves.
 * @param wanted the input `format`
 * @throws an `Error` when nothing in the folder is of any format
 */
export function chooseFormat(folder: SourceFolder, wanted: string): Choice {
  if (wanted !== "auto") return { format: FORMATS.find(({ name }) => name === wanted) ?? plain, others: [] };
  const format = detectFormat(folder);
  if (format !== undefined) return { format, others: FORMATS.filter(({ resembles }) => resembles?.(folder)) };
  const scripts = folder.files.filter(({ path }) => isSql(path));
  if (scripts.length === 0) return { format: plain, others: [] };
  throw new Error(
    `The files of ${folder.folder}, such as ${quote(scripts[0]?.path ?? "")}, are of no format that is known. ` +
      "Name them `0001_name.sql`, or give the `format`.",
  );
}

/**
 * The format that a database decides for: that of the tool whose table it has, unless it has the one of `format` itself.
 * @param columns of those tables that exist, by name
 * @param table the input `table`, where it was given
 */
export function decideFormat(
  { format, others }: Choice,
  columns: ReadonlyMap<string, readonly string[]>,
  table: string | undefined,
): Format {
  const has = ({ tracking }: Format) => {
    const found = columns.get(table ?? tracking.table);
    return found !== undefined && tracking.matches(found);
  };
  return has(format) ? format : (others.find(has) ?? format);
}

/** The tables that a choice needs to know of. */
export function tablesOf({ format, others }: Choice, table: string | undefined): string[] {
  return table === undefined ? [...new Set([format, ...others].map(({ tracking }) => tracking.table))] : [table];
}
