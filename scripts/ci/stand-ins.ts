// What answers in the place of Turso's platform API and of GitHub's, and what a repository would hold as secrets and variables for them.
import { type GithubSecrets, startGithubSecrets } from "@libsql-actions/shared/testing/github-secrets";
import type { TokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startTursoApi, type TursoApi } from "@libsql-actions/shared/testing/turso-api";

export interface StandIns {
  readonly turso: TursoApi;
  readonly github: GithubSecrets;
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** What was changed at either, in words. */
  writes(): string[];
  stop(): Promise<void>;
}

const ORGANIZATION = "acme";
const DATABASE = "podcasts";
const SECRETS = { TURSO_API_TOKEN: "stand-in-platform-token", ROTATE_GITHUB_TOKEN: "stand-in-github-token" };

/** Where a rotation can put a token: target → the store behind it, as GitHub's API names it. */
const STORES = {
  "repo:acme/app": "/repos/acme/app/actions/secrets",
  "environment:acme/app/production": "/repos/acme/app/environments/production/secrets",
};
export const TARGETS = Object.keys(STORES);

/** Starts both, with empty stores and one database. @param host of the database, with its port @param issuer of its tokens */
export async function startStandIns(host: string, issuer: TokenIssuer): Promise<StandIns> {
  const databases = [{ Name: DATABASE, Hostname: host, group: "default" }];
  const turso = await startTursoApi({ token: SECRETS.TURSO_API_TOKEN, organization: ORGANIZATION, databases, issuer });
  const stores = Object.fromEntries(Object.values(STORES).map((store) => [store, {}]));
  const github = await startGithubSecrets({ token: SECRETS.ROTATE_GITHUB_TOKEN, stores });
  return {
    turso,
    github,
    secrets: SECRETS,
    variables: {
      TURSO_API_URL: turso.url,
      ROTATE_GITHUB_API_URL: github.apiUrl,
      TURSO_ORGANIZATION: ORGANIZATION,
      TURSO_DATABASE: DATABASE,
    },
    writes: () => [...turso.writes, ...github.writes],
    stop: async () => {
      await Promise.all([turso.stop(), github.stop()]);
    },
  };
}
