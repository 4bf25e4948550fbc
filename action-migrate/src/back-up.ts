// Makes a dump of a database: by the command `backup`, and before anything is changed where a folder for it was given.
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { verifyBackup, writeBackup } from "@libsql-actions/shared/database/backup";
import { checksumPath } from "@libsql-actions/shared/database/backup-file";
import { keepHeapSmall } from "@libsql-actions/shared/database/backup-heap";
import { withSnapshot } from "@libsql-actions/shared/database/dump-snapshot";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { makeFolder } from "@libsql-actions/shared/files/make-folder";
import { shown } from "@libsql-actions/shared/migrations/what-is-read";
import { databaseSettings } from "./database-settings.ts";
import type { Session } from "./session.ts";

/** Under the temporary folder of the job, for a step that gives none. */
const DEFAULT_DIRECTORY = "libsql-backups";
/** Of a name that may be anything. */
const MAX_LABEL_CHARACTERS = 60;

/**
 * Writes the dump and its sha256, reads it into a scratch database and compares. The report names the file.
 * @throws an `Error` for what a dump cannot hold, or when it is not the same; then no file is left
 */
export async function backUp({ db, context, report, say }: Session): Promise<void> {
  const { inputs, step, now, reports } = context;
  const directory = resolve(step.workspace, inputs.backupDirectory ?? join(step.temporary, DEFAULT_DIRECTORY));
  await makeFolder(directory).catch((cause: unknown) => {
    throw new Error(`The folder of \`backup-directory\`, ${shown(directory, step.workspace)}, cannot be made`, { cause });
  });
  // Several databases may have the same name; which of the step's this one is tells them apart.
  const number = reports.length > 1 ? `-${reports.indexOf(report) + 1}` : "";
  const path = join(directory, `${labelOf(db.database)}${number}-${timeOf(now())}.sql`);
  const settings = databaseSettings(context);
  keepHeapSmall();
  const backup = await withSnapshot(db, settings, (read) => writeBackup(read, path));
  try {
    await verifyBackup(backup, settings, step.temporary);
  } catch (problem) {
    for (const file of [path, checksumPath(path)]) await rm(file, { force: true });
    throw problem;
  }
  report.backupFile = shown(path, step.workspace);
  say(`backup ${report.backupFile}: ${backup.bytes} bytes, sha256 ${backup.sha256}, read back and compared`);
}

/** A part of a file name: the host of a server, the name of a file. */
function labelOf(database: Database): string {
  const name =
    database.kind === "remote"
      ? database.host
      : database.kind === "file"
        ? (database.path.split(/[/\\]/).at(-1) ?? "")
        : "memory";
  return name.replace(/[^A-Za-z0-9.-]+/g, "-").slice(0, MAX_LABEL_CHARACTERS) || "database";
}

/** `20260102T030405Z` */
function timeOf(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, "");
}
