// The root's action.yml, used by another repository's workflow, run by act: from a copy of the actions that says `<owner>/libsql-actions/action-x@v1`
// where the real one says `$/action-x`, which act does not know.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { HOUSE } from "../run-tool.ts";
import { ACTIONS } from "../split-release/tree.ts";
import { runWorkflow } from "./act.ts";
import { makeConsumer } from "./consumer.ts";
import type { Leg } from "./legs.ts";
import { failedLeg, requireLegs } from "./require-legs.ts";
import { RELEASE, withoutSelfReferences } from "./self-references.ts";

const WORKFLOW = ".github/workflows/suite.yml";
/** What the log of one leg tells, and of no other: no step can see what an action has printed. */
const TOLD_BY = {
  "suite/cloud": "All of presence, format, expiry, connect, read, write passed.",
  "suite/nothing": "rows and profile have no effect without seed-spec.",
};
const EXPECTED = [...["file", "turso-local", "memory"].map((backend) => `suite/backends (${backend})`), ...Object.keys(TOLD_BY)];
const DAY_SECONDS = 86_400;

/** @param folder an existing empty folder @param checkout the monorepo, as its work tree stands @throws when a job did not run */
export async function compositeRun(folder: string, checkout = HOUSE): Promise<Leg[]> {
  const consumer = join(folder, "podcasts");
  makeConsumer(consumer);
  const copy = join(folder, "libsql-actions");
  await copySuite(checkout, copy);
  const [act, directory, authJwtKeyFile] = [join(folder, "act"), join(folder, "cloud"), join(folder, "key.pem")];
  for (const made of [act, directory]) await mkdir(made);
  const issuer = tokenIssuer();
  await writeFile(authJwtKeyFile, issuer.publicKey);
  const server = await startSqld({ authJwtKeyFile, directory });
  try {
    const exp = Math.floor(Date.now() / 1_000) + 30 * DAY_SECONDS;
    const secrets = { TURSO_DATABASE_URL: server.url, TURSO_AUTH_TOKEN: issuer.token({ a: "rw", exp }) };
    const localRepositories = { [RELEASE]: copy };
    const legs = await runWorkflow({ workflow: WORKFLOW, folder: act, checkout: consumer, localRepositories, secrets });
    return requireLegs(legs, EXPECTED).map(asTold);
  } finally {
    await server.stop();
  }
}

/** Copies what the suite runs. */
async function copySuite(checkout: string, copy: string): Promise<void> {
  await mkdir(copy);
  await writeFile(join(copy, "action.yml"), withoutSelfReferences(await readFile(join(checkout, "action.yml"), "utf8")));
  for (const action of ACTIONS)
    for (const part of ["action.yml", "dist"])
      await cp(join(checkout, action, part), join(copy, action, part), { recursive: true });
}

function asTold(leg: Leg): Leg {
  const wrong = Object.entries(TOLD_BY).filter(
    ([name, text]) => leg.log.some((line) => line.includes(text)) !== (name === leg.name),
  );
  return wrong.length === 0 ? leg : failedLeg(leg, `Its log tells, or fails to tell: ${wrong.map(([, text]) => text).join(" ")}`);
}
