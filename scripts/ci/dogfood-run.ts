// The dogfood jobs of ci.yml, run by act on this machine: the legs for Ubuntu, and the one for Turso Cloud with a server here in its place.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { HOUSE } from "../run-tool.ts";
import { runWorkflow } from "./act.ts";
import type { Leg } from "./legs.ts";
import { failedLeg, requireLegs } from "./require-legs.ts";

/** act runs the steps of every leg on this machine, whatever the leg is called: those for other systems would pass without a word about these. */
const OS = "ubuntu-24.04";
const MONTH_SECONDS = 30 * 86_400;
const CLOUD = "ci/dogfood (turso-cloud)";
const EXPECTED = [...["file", "turso-local", "memory"].map((backend) => `ci/dogfood (${backend}, ${OS})`), CLOUD];

/** @param folder an empty folder @param checkout the work tree whose actions run @throws when a leg did not run */
export async function dogfoodRun(folder: string, checkout = HOUSE): Promise<Leg[]> {
  const issuer = tokenIssuer();
  const authJwtKeyFile = join(folder, "key.pem");
  await writeFile(authJwtKeyFile, issuer.publicKey);
  const directory = join(folder, "cloud");
  const actFolder = join(folder, "act");
  for (const made of [directory, actFolder]) await mkdir(made);
  const server = await startSqld({ authJwtKeyFile, directory });
  try {
    const authToken = issuer.token({ a: "rw", exp: Math.floor(Date.now() / 1_000) + MONTH_SECONDS });
    const secrets = { TURSO_DATABASE_URL: server.url, TURSO_AUTH_TOKEN: authToken };
    const run = { workflow: ".github/workflows/ci.yml", folder: actFolder, checkout, matrix: { os: OS }, secrets };
    const legs = requireLegs(await runWorkflow(run), EXPECTED);
    const client = createClient({ url: server.url, authToken });
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
