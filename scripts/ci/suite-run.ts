// The root's action.yml, run by act in a workflow of another repository.
import { join } from "node:path";
import { runWorkflow } from "./act.ts";
import { makeConsumer } from "./consumer.ts";
import { startGuardedServer } from "./guarded-server.ts";
import type { Leg } from "./legs.ts";
import { publish } from "./published.ts";
import { failedLeg, requireLegs } from "./require-legs.ts";

const WORKFLOW = ".github/workflows/suite.yml";
/** What the log of one leg tells, and of no other: no step can see what an action has printed. */
const TOLD_BY = {
  "suite/cloud": "All of presence, format, expiry, connect, read, write passed.",
  "suite/nothing": "rows and profile have no effect without seed-spec.",
};
const EXPECTED = [...["file", "turso-local", "memory"].map((backend) => `suite/backends (${backend})`), ...Object.keys(TOLD_BY)];

/** @param folder an existing empty folder @throws when other jobs ran than were meant to */
export async function suiteRun(folder: string): Promise<Leg[]> {
  const consumer = join(folder, "podcasts");
  makeConsumer(consumer);
  const localRepositories = publish(join(folder, "release"));
  const server = await startGuardedServer(join(folder, "cloud"));
  try {
    const secrets = { TURSO_DATABASE_URL: server.url, TURSO_AUTH_TOKEN: server.token };
    const run = { workflow: WORKFLOW, folder: join(folder, "act"), checkout: consumer, localRepositories, secrets };
    return requireLegs(await runWorkflow(run), EXPECTED).map(asTold);
  } finally {
    await server.stop();
  }
}

function asTold(leg: Leg): Leg {
  const wrong = Object.entries(TOLD_BY).filter(
    ([name, text]) => leg.log.some((line) => line.includes(text)) !== (name === leg.name),
  );
  return wrong.length === 0 ? leg : failedLeg(leg, `Its log tells, or fails to tell: ${wrong.map(([, text]) => text).join(" ")}`);
}
