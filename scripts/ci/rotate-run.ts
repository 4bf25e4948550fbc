// Rotates a token by rotate-secrets.yml, as a user's repository would, under act: by hand, called by another workflow, and by schedule. Stand-ins play
// Turso's platform API and GitHub's; the database is a real server that has the key of the tokens.
import { cpSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { type GithubSecrets, startGithubSecrets } from "@libsql-actions/shared/testing/github-secrets";
import { type TokenIssuer, tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { startTursoApi, type TursoApi } from "@libsql-actions/shared/testing/turso-api";
import { HOUSE } from "../run-tool.ts";
import { runWorkflow } from "./act.ts";
import type { Leg } from "./legs.ts";
import { makeRotateConsumer, ROTATE_STORES, ROTATE_TARGETS } from "./rotate-run/consumer.ts";
import { SCENARIOS, type Scenario } from "./rotate-run/scenarios.ts";
import { RELEASE } from "./self-references.ts";

const SECRETS = { TURSO_API_TOKEN: "stand-in-platform-token", ROTATE_GITHUB_TOKEN: "stand-in-github-token" };
const ORGANIZATION = "acme";
const DATABASE = "podcasts";

interface World {
  readonly databaseUrl: string;
  readonly issuer: TokenIssuer;
  readonly localRepositories: Readonly<Record<string, string>>;
}

/**
 * One entry for each scenario, which passed when the stand-ins were written to as it should be.
 * @param folder an empty folder @throws when act or a server cannot run
 */
export async function rotateRun(folder: string): Promise<Leg[]> {
  const issuer = tokenIssuer();
  const [authJwtKeyFile, directory, release] = ["key.pem", "database", "release"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(authJwtKeyFile, issuer.publicKey);
  await mkdir(directory);
  makeRotateConsumer(join(folder, "repository"));
  for (const part of ["rotate/action.yml", "dist/rotate"])
    cpSync(join(HOUSE, "action-validate-secrets", part), join(release, "action-validate-secrets", part), { recursive: true });
  const server = await startSqld({ authJwtKeyFile, directory });
  try {
    const world = { databaseUrl: server.url, issuer, localRepositories: { [RELEASE]: release } };
    const legs: Leg[] = [];
    for (const [index, scenario] of SCENARIOS.entries()) legs.push(await runScenario(folder, `run-${index}`, scenario, world));
    return legs;
  } finally {
    await server.stop();
  }
}

async function runScenario(folder: string, name: string, scenario: Scenario, world: World): Promise<Leg> {
  const { databaseUrl, issuer, localRepositories } = world;
  const act = join(folder, name);
  await mkdir(act);
  const databases = [{ Name: DATABASE, Hostname: new URL(databaseUrl).host, group: "default" }];
  const turso = await startTursoApi({ token: SECRETS.TURSO_API_TOKEN, organization: ORGANIZATION, databases, issuer });
  const github = await startGithubSecrets({ token: SECRETS.ROTATE_GITHUB_TOKEN, stores: ROTATE_STORES });
  const { writes, title, ...given } = scenario;
  const started = performance.now();
  try {
    const legs = await runWorkflow({
      ...given,
      folder: act,
      checkout: join(folder, "repository"),
      localRepositories,
      secrets: { ...SECRETS, TURSO_AUTH_TOKEN: issuer.token({ a: "rw", iat: 1_700_000_000 }) },
      variables: {
        TURSO_API_URL: turso.url,
        ROTATE_GITHUB_API_URL: github.apiUrl,
        TURSO_ORGANIZATION: ORGANIZATION,
        TURSO_DATABASE: DATABASE,
        ...given.variables,
      },
    });
    const problems = writes ? await rotationProblems(databaseUrl, turso, github) : dryRunProblems(turso, github);
    const log = [...problems, ...legs.flatMap((leg) => leg.log.map((line) => `${leg.name}: ${line}`))];
    const passed = problems.length === 0 && legs.every((leg) => leg.passed);
    return { name: `rotate: ${title}`, passed, milliseconds: performance.now() - started, log };
  } finally {
    await Promise.all([turso.stop(), github.stop()]);
  }
}

/** What was written where nothing should have been; and a dry run looks at everything. */
function dryRunProblems(turso: TursoApi, github: GithubSecrets): string[] {
  const problems = [...turso.writes, ...github.writes].map((write) => `A dry run wrote: ${write}`);
  const unasked = Object.entries({ Turso: turso, GitHub: github }).filter(([, { requests }]) => requests.length === 0);
  return [...problems, ...unasked.map(([name]) => `A dry run asked nothing of ${name}`)];
}

/** What is wrong after a rotation that should have stored one new token everywhere. */
async function rotationProblems(url: string, turso: TursoApi, github: GithubSecrets): Promise<string[]> {
  const [token] = turso.minted;
  if (token === undefined || turso.minted.length > 1) return [`${turso.minted.length} tokens were made`];
  const stored = [...github.stores].filter(([, { secrets }]) => secrets.get("TURSO_AUTH_TOKEN")?.value !== token);
  const problems = stored.map(([store]) => `${store} does not hold the new token`);
  const client = createClient({ url, authToken: token });
  // The token of the sealed box, on a server that knows the key and nothing of the stand-ins.
  await client
    .execute("SELECT 1")
    .catch((problem: Error) => problems.push(`The server refuses the new token: ${problem.message}`));
  client.close();
  return github.stores.size === ROTATE_TARGETS.length ? problems : [...problems, "There is a store without a target"];
}
