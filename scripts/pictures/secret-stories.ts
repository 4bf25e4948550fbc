// Stories of the actions that check and replace secrets, on a real server that takes tokens and stand-ins of the two APIs.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GithubSecrets, startGithubSecrets } from "@libsql-actions/shared/testing/github-secrets";
import type { Job } from "@libsql-actions/shared/testing/job/job";
import type { StepResult } from "@libsql-actions/shared/testing/job/step-result";
import { type TokenIssuer, tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { startTursoApi } from "@libsql-actions/shared/testing/turso-api";
import type { Story } from "./story.ts";

const DAY_S = 86_400;
const API_TOKEN = "platform-token-of-the-pictures";
const GITHUB_TOKEN = "github_pat_11PICTURES_of_the_pictures";
const STORES = {
  "repo:acme/app": "/repos/acme/app/actions/secrets",
  "environment:acme/app/production": "/repos/acme/app/environments/production/secrets",
  "dependabot:acme/app": "/repos/acme/app/dependabot/secrets",
};

interface GuardedDatabase {
  readonly server: Sqld;
  readonly issuer: TokenIssuer;
  /** A token that the server takes; one that ended so many days ago when negative. */
  token(expiresInDays: number): string;
}

/** Does something with a server that asks for tokens. */
async function withDatabase(work: (database: GuardedDatabase) => Promise<StepResult>): Promise<StepResult> {
  const directory = await mkdtemp(join(tmpdir(), "pictures-key-"));
  const authJwtKeyFile = join(directory, "key.pem");
  const issuer = tokenIssuer();
  await writeFile(authJwtKeyFile, issuer.publicKey);
  const server = await startSqld({ authJwtKeyFile });
  const now = Math.floor(Date.now() / 1_000);
  const token = (days: number) => issuer.token({ a: "rw", iat: now - 60 * DAY_S, exp: now + days * DAY_S + 3_600 });
  try {
    return await work({ server, issuer, token });
  } finally {
    await server.stop();
    await rm(directory, { recursive: true });
  }
}

/** A step that checks what the job's secrets are. */
function validated(secrets: (database: GuardedDatabase) => Readonly<Record<string, string>>, given = {}): Story["play"] {
  return (job) => withDatabase((database) => job.uses("action-validate-secrets", { env: secrets(database), with: given }));
}

/** A step that replaces a token, with what befalls GitHub's API meanwhile. */
function rotated(befall: (github: GithubSecrets) => void): Story["play"] {
  return (job: Job) =>
    withDatabase(async ({ server, issuer, token }) => {
      const databases = [{ Name: "podcasts", Hostname: `127.0.0.1:${server.port}`, group: "default" }];
      const turso = await startTursoApi({ token: API_TOKEN, organization: "acme", databases, issuer });
      const kept = { value: "before", updatedAt: "2026-01-02T03:04:05Z" };
      const stores = Object.fromEntries(Object.values(STORES).map((path) => [path, { TURSO_AUTH_TOKEN: kept }]));
      const github = await startGithubSecrets({ token: GITHUB_TOKEN, stores });
      befall(github);
      const step = await job.uses("action-validate-secrets/rotate", {
        with: {
          ...{ organization: "acme", "api-token": API_TOKEN, "api-url": turso.url, database: "podcasts", "dry-run": false },
          ...{ "github-token": GITHUB_TOKEN, "github-api-url": github.apiUrl, "current-token": token(3) },
          targets: Object.keys(STORES).join("\n"),
        },
      });
      await Promise.all([turso.stop(), github.stop()]);
      return step;
    });
}

export const SECRET_STORIES: readonly Story[] = [
  {
    name: "validate",
    outcome: "success",
    play: validated(({ server, token }) => ({ TURSO_DATABASE_URL: server.url, TURSO_AUTH_TOKEN: token(90) })),
  },
  {
    name: "validate-failure",
    outcome: "failure",
    play: validated(({ server, token }) => ({ TURSO_DATABASE_URL: server.url, TURSO_AUTH_TOKEN: `"${token(-6)}"` }), {
      secrets: "TURSO_DATABASE_URL\nTURSO_AUTH_TOKEN\nTURSO_API_TOKEN",
    }),
  },
  { name: "rotate", outcome: "success", play: rotated(() => undefined) },
  {
    name: "rotate-failure",
    outcome: "failure",
    play: rotated((github) =>
      github.fail("put", { status: 403, message: "Resource not accessible by personal access token" }, { after: 1 }),
    ),
  },
];
