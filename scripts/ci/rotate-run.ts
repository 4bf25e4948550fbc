// Rotates a token by rotate-secrets.yml, as a repository of a user would, under act: by hand, called by another workflow, and by schedule. The database
// is a real server, which has the key of the tokens.
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { runWorkflow } from "./act.ts";
import { type GuardedServer, startGuardedServer } from "./guarded-server.ts";
import { type Judged, judgedLeg } from "./judged-leg.ts";
import type { Leg } from "./legs.ts";
import { publish } from "./published.ts";
import { requireLegs } from "./require-legs.ts";
import { makeRotateConsumer } from "./rotate-run/consumer.ts";
import { SCENARIOS, type Scenario } from "./rotate-run/scenarios.ts";
import { type StandIns, startStandIns, TARGETS } from "./stand-ins.ts";

interface World {
  readonly server: GuardedServer;
  readonly checkout: string;
  readonly localRepositories: Readonly<Record<string, string>>;
}

/**
 * One leg for each scenario, which passed when the stand-ins were written to as they had to be.
 * @param folder an existing empty folder @throws when the server does not start
 */
export async function rotateRun(folder: string): Promise<Leg[]> {
  const checkout = join(folder, "repository");
  makeRotateConsumer(checkout);
  const localRepositories = publish(join(folder, "release"));
  const server = await startGuardedServer(join(folder, "database"));
  try {
    const world = { server, checkout, localRepositories };
    const legs: Leg[] = [];
    for (const [index, scenario] of SCENARIOS.entries()) {
      const run = () => runScenario(join(folder, `run-${index + 1}`), scenario, world);
      legs.push(await judgedLeg(`rotate: ${scenario.name}`, run));
    }
    return legs;
  } finally {
    await server.stop();
  }
}

async function runScenario(folder: string, scenario: Scenario, { server, checkout, localRepositories }: World): Promise<Judged> {
  const standIns = await startStandIns(new URL(server.url).host, server.issuer);
  const { name: _, jobs, writes, variables, ...event } = scenario;
  try {
    const legs = await runWorkflow({
      ...event,
      folder,
      checkout,
      localRepositories,
      secrets: { ...standIns.secrets, TURSO_AUTH_TOKEN: server.token },
      variables: { ...standIns.variables, ...variables },
    });
    const failed = requireLegs(legs, jobs).filter(({ passed }) => !passed);
    const written = writes ? await rotationProblems(server.url, standIns) : dryRunProblems(standIns);
    return { problems: [...failed.map((leg) => `${leg.name} has failed`), ...written], legs };
  } finally {
    await standIns.stop();
  }
}

/** What was written where nothing should have been; and a dry run looks at everything. */
function dryRunProblems({ turso, github, writes }: StandIns): string[] {
  const unasked = Object.entries({ Turso: turso, GitHub: github }).filter(([, { requests }]) => requests.length === 0);
  return [
    ...writes().map((write) => `A dry run wrote: ${write}`),
    ...unasked.map(([name]) => `A dry run asked nothing of ${name}`),
  ];
}

/** What is wrong after a rotation that should have stored one new token everywhere. */
async function rotationProblems(url: string, { turso, github }: StandIns): Promise<string[]> {
  const [token] = turso.minted;
  if (token === undefined || turso.minted.length > 1) return [`${turso.minted.length} tokens were made`];
  const without = [...github.stores].filter(([, { secrets }]) => secrets.get("TURSO_AUTH_TOKEN")?.value !== token);
  const problems = without.map(([store]) => `${store} does not hold the new token`);
  const client = createClient({ url, authToken: token });
  // The token of the sealed box, on a server that knows the key and nothing of the stand-ins.
  await client
    .execute("SELECT 1")
    .catch((problem: Error) => problems.push(`The server refuses the new token: ${problem.message}`));
  client.close();
  return github.stores.size === TARGETS.length ? problems : [...problems, "There is a store without a target"];
}
