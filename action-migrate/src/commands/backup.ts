// `backup`: writes a dump of the database with its checksum, and reads it back to see that it is the same.
import { backUp } from "../back-up.ts";
import { planOf } from "../plan/plan-of.ts";
import type { Session } from "../session.ts";

/** @throws an `Error` for what a dump cannot hold, or where what was read back is not the same; then no dump is left */
export async function backup(session: Session): Promise<void> {
  await planOf(session);
  await backUp(session);
}
