// The actions, each from the repository of its own, run by act in a workflow of another repository: nothing of this one is in reach of them.
import { join } from "node:path";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { OWNER } from "../names.ts";
import { HOUSE } from "../run-tool.ts";
import { splitRelease } from "../split-release/split-release.ts";
import { runWorkflow } from "./act.ts";
import { makeConsumer } from "./consumer.ts";
import type { Leg } from "./legs.ts";
import { failedLeg, requireLegs } from "./require-legs.ts";
import { startStandIns } from "./stand-ins.ts";

const WORKFLOW = ".github/workflows/split.yml";
const ROTATE = "split/rotate";
const EXPECTED = [...["file", "turso-local", "memory"].map((backend) => `split/actions (${backend})`), ROTATE];
/** A dry run asks for the database's address and does not go there. */
const NO_HOST = "127.0.0.1:1";

/** @param folder an existing empty folder @throws when other jobs ran than were meant to */
export async function splitRun(folder: string): Promise<Leg[]> {
  const consumer = join(folder, "podcasts");
  makeConsumer(consumer);
  const split = await splitRelease(HOUSE, "HEAD", join(folder, "split"));
  const localRepositories = Object.fromEntries(split.map(({ action, folder: path }) => [`${OWNER}/${action}@v1`, path]));
  const standIns = await startStandIns(NO_HOST, tokenIssuer());
  try {
    const { secrets, variables } = standIns;
    const run = { workflow: WORKFLOW, folder: join(folder, "act"), checkout: consumer, localRepositories, secrets, variables };
    const legs = requireLegs(await runWorkflow(run), EXPECTED);
    const written = standIns.writes();
    if (written.length === 0) return legs;
    return legs.map((leg) => (leg.name === ROTATE ? failedLeg(leg, `The dry run wrote: ${written.join(", ")}`) : leg));
  } finally {
    await standIns.stop();
  }
}
