// The check `read`: a statement runs and the schema of the database can be read, which is what a token without the right to read is refused.
import { faultOf, queryLocal } from "./connect.ts";
import type { Reach } from "./reach.ts";
import { queryRemote } from "./remote.ts";
import { passed, type Result } from "./result.ts";

const READ_SCHEMA = "SELECT count(*) FROM sqlite_schema";

/** Makes the check, on a server in one request. */
export async function checkRead(reach: Reach): Promise<Result> {
  const { target, send } = reach;
  const { database, urlName } = target;
  try {
    if (database.kind === "remote") await queryRemote(database, send, ["SELECT 1", READ_SCHEMA]);
    else await queryLocal(reach, READ_SCHEMA);
    return passed(urlName, "read", "The schema can be read.");
  } catch (fault) {
    return faultOf(target, "read", fault);
  }
}
