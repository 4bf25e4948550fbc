// Starts databases from a template: a database file is copied, a script is run as one transaction.
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { dumpDatabase } from "@libsql-actions/shared/database/dump";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { fileUrl, parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { exists } from "@libsql-actions/shared/download/exists";
import { makeFolder } from "@libsql-actions/shared/files/make-folder";
import { writeWhole } from "@libsql-actions/shared/files/whole-file";
import { readGivenFile } from "@libsql-actions/shared/inputs/given-file";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { plainLine } from "@libsql-actions/shared/report/log";
import { annotateScriptWarning } from "@libsql-actions/shared/report/script-annotations";
import { foreignKeysOf, prepareScript, scriptError } from "@libsql-actions/shared/sql/script";
import { databaseSettings } from "./database-settings.ts";
import type { Context, ProvidedDatabase } from "./provision.ts";
import { rememberState } from "./state.ts";
import { readTemplateHeader } from "./template-header.ts";

/** sqld's replication log has pages of this size: on a file with smaller ones it panics at the start, with larger ones at the first write (measured, 0.24.32). */
const SQLD_PAGE_BYTES = 4096;

function isScript(template: string): boolean {
  return /\.sql$/i.test(template);
}

/** Before sqld starts: lays a template file where each server finds its database. A folder that is made here goes again when the step fails. */
export async function placeTemplate({ state }: Context, template: string, serverFolders: readonly string[]): Promise<void> {
  for (const folder of serverFolders) {
    if (await exists(folder))
      throw new Error(
        `${quote(folder)} is there already, so \`template\` has nothing to start. Leave \`template\` out, or remove the folder.`,
      );
  }
  state.provisional.push(...serverFolders);
  rememberState(state);
  if (isScript(template)) return;
  const { pageBytes } = await readTemplateHeader(template);
  if (pageBytes !== SQLD_PAGE_BYTES)
    throw new Error(
      `The template ${quote(template)} has pages of ${pageBytes} bytes; libsql-server needs ${SQLD_PAGE_BYTES}. Rewrite it with \`PRAGMA journal_mode = delete; PRAGMA page_size = ${SQLD_PAGE_BYTES}; VACUUM;\`, or give a \`.sql\` dump.`,
    );
  for (const folder of serverFolders) await copyDatabase(template, join(folder, "dbs", "default", "data"));
}

/** After the servers are ready: runs a template script on each of them, and checks what came from a template file. */
export async function fillServers(
  context: Context,
  servers: readonly ProvidedDatabase[],
  token: string | undefined,
): Promise<void> {
  const { template } = context.inputs;
  if (template === undefined) return;
  const fill = await filling(context, template);
  await Promise.all(
    servers.map(({ url }) => {
      const database = { ...parseDatabaseUrl(url, context.step.workspace), ...(token === undefined ? {} : { token }) };
      return withConnection(context, database, fill);
    }),
  );
}

/** Makes a database file from the template. A file that exists is not overwritten. */
export async function fillFile(context: Context, template: string, path: string): Promise<void> {
  if (await exists(path))
    throw new Error(
      `${quote(path)} exists already, so \`template\` has nothing to start. Leave \`template\` out, or name another \`database-file\`.`,
    );
  if (!isScript(template)) await copyDatabase(template, path);
  try {
    await withConnection(context, localDatabase(path), await filling(context, template));
  } catch (problem) {
    for (const file of [path, `${path}-wal`, `${path}-shm`]) await rm(file, { force: true });
    throw problem;
  }
}

/** Writes the script that an in-memory database starts from: the template run, and what came of it written down. */
export async function writeScriptFromTemplate(context: Context, template: string, script: string): Promise<void> {
  const folder = await mkdtemp(join(context.step.temporary, "libsql-template-"));
  const path = join(folder, "template.db");
  try {
    await fillFile(context, template, path);
    await withConnection(context, localDatabase(path), ({ query }) => writeWhole(script, dumpDatabase(query)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What fills a database that was just made. A script is read once, for however many databases there are. */
async function filling(context: Context, template: string): Promise<(connection: Connection) => Promise<void>> {
  if (!isScript(template)) return (connection) => checkIntegrity(connection, template);
  const file = relative(context.step.workspace, template);
  const script = prepareScript(await readGivenFile(template, "template"), file);
  const { statements, warnings } = script;
  for (const warning of warnings) annotateScriptWarning(file, warning);
  return async (connection) => {
    const result = await connection.transaction(statements, foreignKeysOf(script));
    if (!result.ok) throw scriptError(file, statements, result);
  };
}

async function checkIntegrity(connection: Connection, template: string): Promise<void> {
  const { rows } = await connection.query("PRAGMA quick_check(1)");
  const answer = String(rows[0]?.[0]);
  if (answer !== "ok") throw new Error(`The template ${quote(template)} is damaged: ${plainLine(answer)}`);
}

/** Copies a database with what its write-ahead log holds and its file does not yet. */
async function copyDatabase(template: string, path: string): Promise<void> {
  await readTemplateHeader(template);
  await makeFolder(dirname(path));
  await copyFile(template, path);
  if (await exists(`${template}-wal`)) await copyFile(`${template}-wal`, `${path}-wal`);
}

async function withConnection<T>(context: Context, database: Database, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await openConnection(database, databaseSettings(context));
  try {
    return await use(connection);
  } finally {
    connection.close();
  }
}

function localDatabase(path: string): Database {
  return { kind: "file", url: fileUrl(path), path };
}
