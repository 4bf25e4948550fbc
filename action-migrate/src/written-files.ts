// The files that a step of this action writes, and what they must not replace.
import { resolve, sep } from "node:path";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { realPath, refuseWritten } from "@libsql-actions/shared/files/written-files";
import { isRead } from "@libsql-actions/shared/migrations/what-is-read";
import type { Context } from "./context.ts";
import { findFolder } from "./find-folder.ts";

/** @throws WrittenFilesError that names every input whose file must not be written; nothing has been done then */
export function refuseWrittenFiles({ inputs, step }: Context, databases: readonly Database[]): void {
  const { workspace, environment } = step;
  const folder = realPath(resolve(workspace, findFolder(inputs.directory, workspace)));
  const files = { "report-file": inputs.reportFile, "sarif-file": inputs.sarifFile, "schema-file": inputs.schemaFile };
  refuseWritten({
    given: Object.entries(files).flatMap(([name, file]) => (file === undefined ? [] : [[name, file] as const])),
    workspace,
    environment,
    databases,
    read: inputs.backupFile === undefined ? [] : [[inputs.backupFile, "the input `backup-file`"]],
    holderOf: (path) => (path.startsWith(folder + sep) && isRead(path) ? "a file of the migrations" : undefined),
  });
}
