// Opens a database for the checks, when the first of them wants it.
import { stat } from "node:fs/promises";
import { loadAddon } from "@libsql-actions/shared/database/addon";
import type { ClientSettings } from "@libsql-actions/shared/database/client";
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { AddonError, InitScriptError, NoFileError } from "./fault.ts";

/** A database that is opened when it is first wanted. */
export interface Opening {
  /** @throws NoFileError, AddonError, InitScriptError, or what the database itself says */
  open(): Promise<StepDatabase>;
  close(): Promise<void>;
}

/**
 * Opens at the first call, and gives the same database from then on. A remote one is not asked anything by it.
 * @param initScript the script of the in-memory database (`DATABASE_INIT_SQL`)
 */
export function openingOf(database: Database, settings: ClientSettings, initScript: string | undefined): Opening {
  let opening: Promise<StepDatabase> | undefined;
  const open = () => {
    opening ??= openOne(database, settings, initScript);
    return opening;
  };
  const close = async () =>
    opening?.then(
      (one) => one.close(),
      () => undefined, // What did not open is reported by the check that opened it.
    );
  return { open, close };
}

async function openOne(database: Database, settings: ClientSettings, initScript: string | undefined): Promise<StepDatabase> {
  if (database.kind === "remote") return openDatabase(database, settings, undefined);
  // Opening a file that is not there would make it.
  if (database.kind === "file" && !(await isFile(database.path))) throw new NoFileError("There is no such file.");
  await loadAddon(settings.addon).catch((cause: unknown) => {
    throw new AddonError("libSQL's native addon is not available", { cause });
  });
  return openDatabase(database, settings, initScript).catch((cause: unknown) => {
    throw database.kind === "memory" && initScript !== undefined
      ? new InitScriptError(errorMessage(cause), { cause })
      : withoutUrl(cause);
  });
}

/** The database's own words, where ours around them show the URL, which is a secret's value here. */
export function withoutUrl(fault: unknown): unknown {
  const cause = fault instanceof Error ? fault.cause : undefined;
  const isWrapped = fault instanceof Error && fault.name !== "LibsqlError";
  return isWrapped && cause instanceof Error && cause.name === "LibsqlError" ? cause : fault;
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((problem: NodeJS.ErrnoException) => {
    if (["ENOENT", "ENOTDIR"].includes(problem.code ?? "")) return undefined;
    throw problem;
  });
  return found?.isFile() ?? false;
}
