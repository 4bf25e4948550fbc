// The dogfood jobs of ci.yml, run by act: the legs for Ubuntu, and the one for Turso Cloud with a server on this machine in its place.
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { HOUSE } from "../run-tool.ts";
import { runWorkflow } from "./act.ts";
import { startGuardedServer } from "./guarded-server.ts";
import type { Leg } from "./legs.ts";
import { failedLeg, requireLegs } from "./require-legs.ts";

const WORKFLOW = ".github/workflows/ci.yml";
/** act runs the steps of every leg on this machine, whatever the leg is called: those for other systems would pass without a word about these. */
const OS = "ubuntu-24.04";
const CLOUD = "ci/dogfood (turso-cloud)";
const EXPECTED = [...["file", "turso-local", "memory"].map((backend) => `ci/dogfood (${backend}, ${OS})`), CLOUD];

/** @param folder an existing empty folder @throws when other jobs ran than were meant to */
export async function dogfoodRun(folder: string): Promise<Leg[]> {
  const server = await startGuardedServer(join(folder, "cloud"));
  try {
    const secrets = { TURSO_DATABASE_URL: server.url, TURSO_AUTH_TOKEN: server.token };
    const run = { workflow: WORKFLOW, folder: join(folder, "act"), checkout: HOUSE, matrix: { os: OS }, secrets };
    const legs = requireLegs(await runWorkflow(run), EXPECTED);
    const client = createClient({ url: server.url, authToken: server.token });
    const seeded = await client.execute("SELECT count(*) FROM episodes").catch((problem: Error) => problem);
    client.close();
    if (!(seeded instanceof Error)) return legs;
    // Without secrets the leg passes too, and does nothing.
    const reason = `The database that stood for Turso Cloud was not seeded: ${seeded.message}`;
    return legs.map((leg) => (leg.name === CLOUD ? failedLeg(leg, reason) : leg));
  } finally {
    await server.stop();
  }
}
