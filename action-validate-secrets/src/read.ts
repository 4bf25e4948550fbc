// The check `read`: the schema of the database can be read, which is what a token without the right to read is refused.
import { faultOf } from "./connect.ts";
import { passed, type Result } from "./result.ts";
import type { Session } from "./session.ts";
import type { Target } from "./target.ts";

/**
 * Makes the check.
 * @param session opens the session at the first call, and gives the same one from then on
 */
export async function checkRead(target: Target, session: () => Promise<Session>): Promise<Result> {
  try {
    await (await session()).query("SELECT count(*) FROM sqlite_schema");
    return passed(target.urlName, "read", "The schema can be read.");
  } catch (fault) {
    return faultOf(target, "read", fault);
  }
}
