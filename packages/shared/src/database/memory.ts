// Opens the database of a step. An in-memory one lives in one process, so between steps it is a script: loaded at the start, written back by `save`.
import { readFile } from "node:fs/promises";
import type { Client } from "@libsql/client";
import { type ClientSettings, openClient } from "./client.ts";
import { type Connection, connectionOf } from "./connection.ts";
import { fileFills } from "./file-fills.ts";
import { type BeginFill, memoryFills, remoteFills } from "./fill.ts";
import { diagnosis, NO_VIOLATIONS } from "./foreign-keys.ts";
import { localWriter } from "./local.ts";
import type { Database } from "./resolve.ts";
import { type BeginWrite, localWrites, remoteWrites } from "./restore-target.ts";

/** A test process reads the script, perhaps in a container as another user. */
const SCRIPT_MODE = 0o666;

export interface StepDatabase extends Connection {
  /** Writes an in-memory database back to its script, all or nothing. Every other database keeps by itself what was committed. */
  save(): Promise<void>;
  /** Begins the transaction that a restore runs in. Until it has ended, nothing else may use this connection where the database is in memory. */
  readonly beginWrite: BeginWrite;
  /** Begins the transaction that a load of rows runs in; in memory the same holds for it. */
  readonly beginFill: BeginFill;
}

/**
 * Opens a database.
 * @param initScript the path of the script that stands for an in-memory database (`DATABASE_INIT_SQL`); without it, it begins empty and ends with the step
 * @throws ScriptError where the script cannot be run
 */
export async function openDatabase(
  database: Database,
  settings: ClientSettings,
  initScript: string | undefined,
): Promise<StepDatabase> {
  const client = await openClient(database, settings);
  const script = database.kind === "memory" ? initScript : undefined;
  try {
    if (script !== undefined) await load(client, script);
  } catch (problem) {
    client.close();
    throw problem;
  }
  const connection = connectionOf(client, database, settings);
  return {
    ...connection,
    save: async () => (script === undefined ? undefined : save(connection, script)),
    ...transactionsOn(client, database, settings),
  };
}

function transactionsOn(
  client: Client,
  database: Database,
  { transactionSend, send, lockTimeoutMs }: ClientSettings,
): Pick<StepDatabase, "beginWrite" | "beginFill"> {
  const sending = transactionSend ?? send;
  if (database.kind === "remote")
    return { beginWrite: remoteWrites(database, sending), beginFill: remoteFills(database, sending) };
  const beginFill = database.kind === "file" ? fileFills(database.path, lockTimeoutMs) : memoryFills(client);
  return { beginWrite: localWrites(client), beginFill };
}

async function load(client: Client, path: string): Promise<void> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Error(`The script of the in-memory database (DATABASE_INIT_SQL) cannot be read. The setup action makes it`, {
      cause,
    });
  });
  const { prepareScript, scriptError } = await import("../sql/script.ts");
  const { statements, foreignKeysOff } = prepareScript(text, path);
  // Statement by statement: `executeMultiple` takes time by the square of a script's length.
  const [outcome] = await localWriter(client).run([{ foreignKeysOff, statements, diagnosis: diagnosis(NO_VIOLATIONS) }]);
  if (outcome?.ok === false) throw scriptError(path, statements, outcome);
}

async function save(connection: Connection, path: string): Promise<void> {
  const [{ writeWhole }, { dumpDatabase }] = await Promise.all([import("../files/whole-file.ts"), import("./dump.ts")]);
  await writeWhole(path, dumpDatabase(connection.query), SCRIPT_MODE);
}
