// Opens the database of a step. An in-memory one lives in one process, so between steps it is a script: loaded at the start, written back by `save`.
import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { Client } from "@libsql/client";
import { prepareScript, scriptError } from "../sql/script.ts";
import { type ClientSettings, openClient } from "./client.ts";
import { type Connection, connectionOf } from "./connection.ts";
import { dumpDatabase } from "./dump.ts";
import { diagnosis, NO_VIOLATIONS } from "./foreign-keys.ts";
import { localTransactions } from "./local.ts";
import type { Database } from "./resolve.ts";

export interface StepDatabase extends Connection {
  /** Writes an in-memory database back to its script, all or nothing. Every other database keeps by itself what was committed. */
  save(): Promise<void>;
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
    if (script !== undefined) await load(client, script, () => openClient(database, settings));
  } catch (problem) {
    client.close();
    throw problem;
  }
  const connection = connectionOf(client, database, settings);
  return { ...connection, save: async () => (script === undefined ? undefined : save(connection, script)) };
}

async function load(client: Client, path: string, another: () => Promise<Client>): Promise<void> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Error(`The script of the in-memory database (DATABASE_INIT_SQL) cannot be read. The setup action makes it`, {
      cause,
    });
  });
  const { statements } = prepareScript(text, path);
  try {
    await client.executeMultiple(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    // As a whole it runs fast; statement by statement, in a database of its own, it says where it fails.
    const scratch = await another();
    try {
      const plan = { foreignKeysOff: true, statements, diagnosis: diagnosis(NO_VIOLATIONS) };
      const outcome = await localTransactions(scratch)(plan);
      throw outcome.ok ? new Error(`${path} could not be loaded`, { cause }) : scriptError(path, statements, outcome);
    } finally {
      scratch.close();
    }
  }
}

async function save(connection: Connection, path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await writeFile(aside, dumpDatabase(connection.query), { flag: "wx" });
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}
