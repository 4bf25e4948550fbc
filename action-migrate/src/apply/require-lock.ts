// Waits for the write lock, for as long as the step allows.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { formatDuration } from "@libsql-actions/shared/inputs/duration";

/** @throws an `Error` when another writer holds the database for longer */
export async function requireLock(db: Connection, lockTimeoutMs: number): Promise<void> {
  if (await db.waitForLock(lockTimeoutMs)) return;
  throw new Error(
    `Another writer has held the database for ${formatDuration(lockTimeoutMs)}. Wait for it, or raise \`lock-timeout\`.`,
  );
}
