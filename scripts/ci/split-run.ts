// The split repositories, used by another repository's workflows, run by act: nothing of the monorepo is in reach of them.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startGithubSecrets } from "@libsql-actions/shared/testing/github-secrets";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startTursoApi } from "@libsql-actions/shared/testing/turso-api";
import { HOUSE } from "../run-tool.ts";
import { OWNER } from "../split-release/readme.ts";
import { splitRelease } from "../split-release/split-release.ts";
import { runWorkflow } from "./act.ts";
import { makeConsumer } from "./consumer.ts";
import type { Leg } from "./legs.ts";
import { failedLeg, requireLegs } from "./require-legs.ts";

const WORKFLOW = ".github/workflows/split.yml";
const ROTATE = "split/rotate";
const EXPECTED = [...["file", "turso-local", "memory"].map((backend) => `split/actions (${backend})`), ROTATE];
const SECRETS = { TURSO_API_TOKEN: "stand-in-platform-token", ROTATE_GITHUB_TOKEN: "stand-in-github-token" };

/** @param folder an existing empty folder @param checkout the monorepo, of which HEAD is split @throws when a job did not run */
export async function splitRun(folder: string, checkout = HOUSE): Promise<Leg[]> {
  const consumer = join(folder, "podcasts");
  makeConsumer(consumer);
  const act = join(folder, "act");
  await mkdir(act);
  const split = await splitRelease(checkout, "HEAD", join(folder, "split"));
  const localRepositories = Object.fromEntries(split.map(({ action, folder: path }) => [`${OWNER}/${action}@v1`, path]));
  const issuer = tokenIssuer();
  // A dry run asks for the database's address and does not go there.
  const databases = [{ Name: "podcasts", Hostname: "127.0.0.1:1", group: "default" }];
  const turso = await startTursoApi({ token: SECRETS.TURSO_API_TOKEN, organization: "acme", databases, issuer });
  const github = await startGithubSecrets({
    token: SECRETS.ROTATE_GITHUB_TOKEN,
    stores: { "/repos/acme/app/actions/secrets": {} },
  });
  try {
    const variables = { TURSO_API_URL: turso.url, ROTATE_GITHUB_API_URL: github.apiUrl };
    const run = { workflow: WORKFLOW, folder: act, checkout: consumer, localRepositories, secrets: SECRETS, variables };
    const legs = requireLegs(await runWorkflow(run), EXPECTED);
    const written = [...turso.writes, ...github.writes];
    if (written.length === 0) return legs;
    return legs.map((leg) => (leg.name === ROTATE ? failedLeg(leg, `The dry run wrote: ${written.join(", ")}`) : leg));
  } finally {
    await Promise.all([turso.stop(), github.stop()]);
  }
}
