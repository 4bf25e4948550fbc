// How the databases of a step are opened.
import type { ClientSettings } from "@libsql-actions/shared/database/client";
import { clientSettings } from "@libsql-actions/shared/inputs/step";
import type { Context } from "./context.ts";

const READ_TIMES = { tryTimeoutMs: 30_000, deadlineMs: 60_000 };
/** A migration may rewrite a large table, and nothing is heard of the server until it is done. */
const WRITE_TIMES = { tryTimeoutMs: 1_800_000, deadlineMs: 1_800_000 };

/** The settings for every database of a step, scratch databases too. */
export function databaseSettings({ inputs, step }: Pick<Context, "inputs" | "step">): ClientSettings {
  const { lockTimeoutMs } = inputs;
  const { send: transactionSend } = clientSettings(step, { ...WRITE_TIMES, lockTimeoutMs });
  return { ...clientSettings(step, { ...READ_TIMES, lockTimeoutMs }), transactionSend };
}
