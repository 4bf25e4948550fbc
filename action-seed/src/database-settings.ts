// How long the requests of a seed step may take.
import type { ClientSettings } from "@libsql-actions/shared/database/client";
import { clientSettings } from "@libsql-actions/shared/inputs/step";
import type { Context } from "./context.ts";

const READ_TIMES = { tryTimeoutMs: 30_000, deadlineMs: 60_000 };
/** A server is silent while it works on a request, and vector indexes are slow to fill. */
const WRITE_TIMES = { tryTimeoutMs: 600_000, deadlineMs: 600_000 };

/** What `openDatabase` needs, from the step. */
export function databaseSettings({ step, inputs: { lockTimeoutMs } }: Context): ClientSettings {
  const { send } = clientSettings(step, { ...WRITE_TIMES, lockTimeoutMs });
  return { ...clientSettings(step, { ...READ_TIMES, lockTimeoutMs }), transactionSend: send };
}
