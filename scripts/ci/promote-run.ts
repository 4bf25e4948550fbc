// Promotes migrations by promote.yml, as a repository of a user would, under act: when all is well, and when it breaks here and there. Two servers on
// this machine play staging and production.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type GithubComments, startGithubComments } from "@libsql-actions/shared/testing/github-comments";
import { runWorkflow } from "./act.ts";
import { type Judged, judgedLeg } from "./judged-leg.ts";
import type { Leg } from "./legs.ts";
import { CALLER, makePromoteConsumer, REPOSITORY } from "./promote-run/consumer.ts";
import { judge } from "./promote-run/judge.ts";
import { openBackups } from "./promote-run/kept-backups.ts";
import { SCENARIOS, type Scenario } from "./promote-run/scenarios.ts";
import { PLACES, type Stage, setStage } from "./promote-run/stage.ts";
import { ARTIFACTS_VARIABLE, standInForUpload } from "./promote-run/upload-artifact.ts";
import { publish } from "./published.ts";

const PULL_REQUEST = 7;
const GITHUB_TOKEN = "ghs_the-token-of-the-job";
const PASSPHRASE = "correct horse battery staple";

interface World {
  readonly stage: Stage;
  readonly github: GithubComments;
  readonly localRepositories: Readonly<Record<string, string>>;
}

/**
 * One leg for each scenario, which passed when it ended as it had to: also when that is with a job that fails.
 * @param folder an existing empty folder @throws when a server does not start
 */
export async function promoteRun(folder: string): Promise<Leg[]> {
  const localRepositories = { ...publish(join(folder, "release")), ...standInForUpload(join(folder, "upload-artifact")) };
  const stage = await setStage(folder);
  const user = { login: "github-actions[bot]", type: "Bot" } as const;
  const github = await startGithubComments({ token: GITHUB_TOKEN, user, repository: REPOSITORY, number: PULL_REQUEST });
  try {
    const legs: Leg[] = [];
    for (const [index, scenario] of SCENARIOS.entries()) {
      const run = () => runScenario(join(folder, `${index + 1}`), scenario, { stage, github, localRepositories });
      legs.push(await judgedLeg(`promote: ${scenario.name}`, run));
    }
    return legs;
  } finally {
    await Promise.all([stage.stop(), github.stop()]);
  }
}

async function runScenario(folder: string, scenario: Scenario, { stage, github, localRepositories }: World): Promise<Judged> {
  const checkout = join(folder, "repository");
  const artifacts = join(folder, "artifacts");
  await mkdir(artifacts, { recursive: true });
  makePromoteConsumer(checkout, { ...scenario, apiUrl: github.url });
  for (const place of PLACES) if (scenario.written !== undefined) await stage.databases[place].write(scenario.written[place]);
  github.comments.splice(0);
  const secrets = secretsOf(stage);
  const before = await look(stage);
  const legs = await runWorkflow({
    workflow: CALLER,
    folder: join(folder, "act"),
    checkout,
    secrets,
    localRepositories,
    env: { [ARTIFACTS_VARIABLE]: artifacts },
    ...(scenario.event === undefined ? {} : { event: scenario.event, payload: { pull_request: { number: PULL_REQUEST } } }),
  });
  const comments = github.comments.map(({ body }) => body);
  const backups = openBackups(artifacts, PASSPHRASE);
  return { problems: judge(scenario.ends, { legs, before, after: await look(stage), secrets, backups, comments }), legs };
}

function secretsOf({ databases: { staging, production } }: Stage): Record<string, string> {
  return {
    STAGING_DATABASE_URL: staging.url,
    STAGING_AUTH_TOKEN: staging.token,
    PRODUCTION_DATABASE_URL: production.url,
    PRODUCTION_AUTH_TOKEN: production.token,
    BACKUP_PASSPHRASE: PASSPHRASE,
    GITHUB_TOKEN,
  };
}

async function look({ databases: { staging, production } }: Stage) {
  return { staging: await staging.look(), production: await production.look() };
}
