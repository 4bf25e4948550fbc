// The check `replication`: what a server tells of the state that its answers come from. libsql-server counts what was committed (the replication index)
// and tells it with every answer to a batch. That a replica tells how far it has come itself is its protocol's intent; only a primary was asked so far.
import { pipeline } from "@libsql-actions/shared/database/hrana";
import { field } from "@libsql-actions/shared/network/field";
import type { HealthResult, HealthSession } from "../health-seam.ts";
import type { Remote } from "../remote.ts";
import type { Target } from "../target.ts";
import { rethrow } from "./ask.ts";
import { notTold, sound, stopped, unsound } from "./finding.ts";

/** Enough to be answered by more than one replica, where there are some behind the name. */
const ANSWERS = 5;
/** As sqld does not before the first commit. */
const NOT_TOLD = "The server tells no replication index: it keeps none, or nothing was written to it yet.";
const SEE_REPLICAS =
  "See how far the replicas are behind their primary. Read from the primary what must be there at once after a write.";

export async function checkReplication(target: Target, session: HealthSession): Promise<HealthResult> {
  const { database } = session.database;
  if (database.kind !== "remote") return notTold(target, "replication", "A database without a server has no replicas.");
  try {
    const indexes: bigint[] = [];
    for (let asked = 0; asked < ANSWERS; asked++) {
      const index = await replicationIndex(database, session);
      if (index === undefined) return notTold(target, "replication", NOT_TOLD);
      indexes.push(index);
    }
    return verdictOn(target, indexes);
  } catch (fault) {
    return stopped(target, "replication", fault, "See what else the server does, and run again.");
  }
}

/** Undefined where the server does not tell. */
async function replicationIndex(database: Remote, { send }: HealthSession): Promise<bigint | undefined> {
  const select = { stmt: { sql: "SELECT 1", args: [] } };
  const [answer] = await pipeline(database, send, [[select]], { repeatable: true }).catch(rethrow);
  if (answer?.type !== "ok") return undefined;
  const index = field(answer.response.result, "replication_index");
  return typeof index === "string" && /^\d{1,20}$/.test(index) ? BigInt(index) : undefined;
}

/** One server's index only grows: an answer with a smaller one than that before it came from a replica that is behind. */
function verdictOn(target: Target, indexes: readonly bigint[]): HealthResult {
  const behind = indexes
    .map((index, at) => (indexes[at - 1] ?? index) - index)
    .reduce((most, one) => (one > most ? one : most), 0n);
  const measured = { "replication-index": String(indexes.at(-1)), answers: indexes.length, "most-behind": String(behind) };
  if (behind === 0n) return sound(target, "replication", `The replication index is ${indexes.at(-1)}.`, measured);
  const message = `An answer came from a state that is ${behind} commits behind the one before it: a replica lags.`;
  return unsound(target, "replication", { verdict: "warning", reason: "slow", message, fix: SEE_REPLICAS }, measured);
}
