// The files that a step of this action writes, and what they must not replace.
import { resolve, sep } from "node:path";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { realPath, refuseWritten } from "@libsql-actions/shared/files/written-files";
import type { Context } from "./context.ts";

/**
 * @param dataFiles those that were read, as soon as they are known
 * @throws WrittenFilesError that names every input whose file must not be written; nothing has been done then
 */
export function refuseWrittenFiles(
  { inputs, step: { workspace, environment } }: Context,
  databases: readonly Database[],
  dataFiles: readonly string[],
): void {
  const { spec, schema, data, output, deriveSpec, reportFile } = inputs;
  const read = [
    ...(spec === undefined ? [] : [[spec, "the spec"] as const]),
    ...(schema === undefined ? [] : [[schema, "the schema"] as const]),
    ...[...data, ...dataFiles].map((path) => [path, "a data file"] as const),
  ];
  const given = [
    ...output.map((path) => ["output", path] as const),
    ...(deriveSpec === undefined ? [] : [["derive-spec", deriveSpec] as const]),
    ...(reportFile === undefined ? [] : [["report-file", reportFile] as const]),
  ];
  const folder = schema === undefined ? undefined : `${realPath(resolve(workspace, schema))}${sep}`;
  const holderOf = (path: string) =>
    folder !== undefined && path.startsWith(folder) ? "in the folder of the schema" : undefined;
  refuseWritten({ given, workspace, environment, databases, read, holderOf });
}

/** Rows of one step in one database twice would be in each other's way. */
export function refuseTwice(databases: readonly Database[]): void {
  const names = databases.map((database) => (database.kind === "file" ? realPath(database.path) : database.url));
  const twice = databases.find((_, index) => names.indexOf(names[index] ?? "") < index);
  if (twice !== undefined) throw new Error(`The input \`database-url\` names ${twice.url} twice: name each database once.`);
}
