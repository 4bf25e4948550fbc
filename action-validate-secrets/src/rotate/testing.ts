// Rotates in tests: the stand-ins of both APIs, and a real server whose key is the one that the platform signs with.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type GithubSecrets, type GithubSecretsOptions, startGithubSecrets } from "@libsql-actions/shared/testing/github-secrets";
import type { ReceivedRequest } from "@libsql-actions/shared/testing/http";
import { type TokenIssuer, tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { startTursoApi, type TursoApi, type TursoApiOptions } from "@libsql-actions/shared/testing/turso-api";
import { accessOf } from "./access.ts";
import { readRotateInputs } from "./inputs.ts";
import { failureOf, outputsOf, summaryOf } from "./report.ts";
import { rotateToken } from "./rotate-token.ts";
import { newRotation, type Rotation } from "./rotation.ts";
import { contextOf, type Times } from "./run.ts";

export const ORGANIZATION = "acme";
export const DATABASE = "podcasts";
export const GROUP = "default";
export const API_TOKEN = "platform-token-of-the-tests";
export const GITHUB_TOKEN = "github_pat_11TESTS_of_the_tests";
/** What the targets hold before. */
export const OLD_VALUE = "the value that was there before";

/** The lines of `targets`, and the paths of their stores. */
export const TARGETS = {
  "repo:acme/app": "/repos/acme/app/actions/secrets",
  "environment:acme/app/prod/eu west": "/repos/acme/app/environments/prod%2Feu%20west/secrets",
  "organization:acme": "/orgs/acme/actions/secrets",
  "dependabot:acme/app": "/repos/acme/app/dependabot/secrets",
  "codespaces:acme/app": "/repos/acme/app/codespaces/secrets",
} as const;

const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
/** The repositories that the organization's secret is for: more than a page. */
export const SELECTED = Array.from({ length: 130 }, (_, index) => 1_000 + index);

/** A server that takes the tokens of one issuer, and of another after `restart`. */
export interface KeyedServer {
  readonly hostname: string;
  readonly issuer: TokenIssuer;
  restart(issuer: TokenIssuer): Promise<void>;
  stop(): Promise<void>;
}

export async function startKeyedServer(): Promise<KeyedServer> {
  const directory = await mkdtemp(join(tmpdir(), "rotate-"));
  const authJwtKeyFile = join(directory, "key.pem");
  const issuer = tokenIssuer();
  await writeFile(authJwtKeyFile, issuer.publicKey);
  let server: Sqld = await startSqld({ directory, authJwtKeyFile });
  return {
    hostname: `127.0.0.1:${server.port}`,
    issuer,
    async restart(next) {
      await server.stop();
      await writeFile(authJwtKeyFile, next.publicKey);
      server = await startSqld({ directory, authJwtKeyFile, port: server.port });
    },
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true });
    },
  };
}

export interface World {
  readonly turso: TursoApi;
  readonly github: GithubSecrets;
  /** Issued two hours ago, expires in a day. */
  readonly oldToken: string;
  readonly server: KeyedServer;
  rotate(given?: Readonly<Record<string, string>>, times?: Times): Promise<Outcome>;
  /** What a token may do on the server, or the status that it is refused with. */
  accessOf(token: string): Promise<string>;
  /** What the secret of a target holds. */
  stored(label: string, name?: string): string | undefined;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly turso?: Partial<TursoApiOptions>;
  readonly github?: Partial<GithubSecretsOptions>;
}

export interface Outcome {
  readonly rotation: Rotation;
  readonly outputs: Record<string, unknown>;
  readonly statuses: Record<string, string>;
  readonly summary: string;
  /** Empty when the step succeeds. */
  readonly error: string;
}

/** Nothing waits for them unless something fails. */
const TIMES: Times = { tryTimeoutMs: 10_000, deadlineMs: 10_000, settleMs: 10_000, pollMs: 20 };

/** The two stand-ins around a server. */
export async function startWorld(server: KeyedServer, options: WorldOptions = {}): Promise<World> {
  const now = Math.floor(Date.now() / 1_000);
  const oldToken = server.issuer.token({ a: "rw", iat: now - 7_200, exp: now + 86_400 });
  const databases = [
    { Name: DATABASE, Hostname: server.hostname, group: GROUP },
    { Name: "episodes", Hostname: server.hostname, group: GROUP },
    { Name: "elsewhere", Hostname: server.hostname, group: "other" },
  ];
  const turso = await startTursoApi({
    ...{ token: API_TOKEN, organization: ORGANIZATION, databases, issuer: server.issuer },
    onInvalidate: (issuer) => server.restart(issuer),
    ...options.turso,
  });
  const github = await startGithubSecrets({ token: GITHUB_TOKEN, stores: storesBefore(), ...options.github });
  const { send } = testSettings();
  return {
    ...{ turso, github, oldToken, server },
    rotate: (given = {}, times = TIMES) => rotateWith({ ...inputsOf(turso, github, oldToken), ...given }, times),
    accessOf: (token) =>
      accessOf({ name: DATABASE, hostname: server.hostname, group: GROUP }, token, send).catch((fault) => String(fault.status)),
    stored: (label, name = "TURSO_AUTH_TOKEN") => {
      const path = TARGETS[label as keyof typeof TARGETS];
      return github.stores.get(path)?.secrets.get(name)?.value;
    },
    stop: async () => {
      await Promise.all([turso.stop(), github.stop()]);
    },
  };
}

/** Every store has the secret but that of Codespaces. */
function storesBefore(): GithubSecretsOptions["stores"] {
  const before = { TURSO_AUTH_TOKEN: { value: OLD_VALUE, updatedAt: HOUR_AGO } };
  const ofOrganization = { TURSO_AUTH_TOKEN: { ...before.TURSO_AUTH_TOKEN, visibility: "selected", repositories: SELECTED } };
  const secretsOf = (label: string) =>
    label.startsWith("codespaces:") ? {} : label.startsWith("organization:") ? ofOrganization : before;
  return Object.fromEntries(Object.entries(TARGETS).map(([label, path]) => [path, secretsOf(label)]));
}

/** The inputs of a step that writes every target. */
export function inputsOf(turso: TursoApi, github: GithubSecrets, oldToken: string): Record<string, string> {
  return {
    ...{ organization: ORGANIZATION, "api-token": API_TOKEN, "api-url": turso.url, database: DATABASE },
    ...{ "current-token": oldToken, targets: Object.keys(TARGETS).join("\n"), "dry-run": "false" },
    ...{ "github-token": GITHUB_TOKEN, "github-api-url": github.apiUrl },
  };
}

async function rotateWith(given: Readonly<Record<string, string>>, times: Times): Promise<Outcome> {
  for (const name of ["api-token", "github-token", "current-token"]) maskSecret(given[name]);
  const reader = new InputReader((name) => given[name] ?? "");
  const inputs = readRotateInputs(reader, undefined);
  reader.finish();
  const rotation = newRotation(inputs);
  const environment = { GITHUB_EVENT_NAME: given["event"] };
  await rotateToken(contextOf({ rotation, step: readStep(environment, false), now: Date.now, times }));
  return {
    rotation,
    outputs: outputsOf(rotation),
    statuses: Object.fromEntries(rotation.targets.map(({ target, status }) => [target.label, status])),
    summary: summaryOf(rotation),
    error: failureOf(rotation)?.message ?? "",
  };
}

/** As a proxy does. */
export async function forward(url: string, { method, headers, body }: ReceivedRequest, response: ServerResponse): Promise<void> {
  const authorization = headers.authorization === undefined ? {} : { authorization: headers.authorization };
  const answer = await fetch(url, { method, headers: { ...authorization, "content-type": "application/json" }, body });
  response.writeHead(answer.status).end(await answer.text());
}
