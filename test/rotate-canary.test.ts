// More than forty secrets go through rotations that end well and badly, against APIs that say back what they were sent: none of them, in any form, stands
// anywhere but in the commands by which the step has the runner mask them.
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type GithubSecrets, type SecretsCall, startGithubSecrets } from "@libsql-actions/shared/testing/github-secrets";
import { type Job, startJob } from "@libsql-actions/shared/testing/job/job";
import { maskedForms } from "@libsql-actions/shared/testing/job/mask";
import type { TokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startTursoApi, type TursoApi, type TursoCall } from "@libsql-actions/shared/testing/turso-api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type KeyedServer, startKeyedServer } from "../action-validate-secrets/src/rotate/testing.ts";

const ORGANIZATION_STORE = "/orgs/acme/actions/secrets";
const STORES = ["/repos/acme/app/actions/secrets", ORGANIZATION_STORE];
const TARGETS = "repo:acme/app\norganization:acme";

/** Every secret so far. */
const secrets: string[] = [];
function secret(value: string): string {
  secrets.push(value);
  return value;
}
/** Characters that every encoding writes in another way. */
const odd = (prefix: string) => secret(`${prefix}${randomBytes(12).toString("hex")}"&<>\\%/+=`);

let server: KeyedServer;
/** Whose tokens the server takes now. */
let issuer: TokenIssuer;
let seenArguments = "";
beforeAll(async () => {
  server = await startKeyedServer();
  issuer = server.issuer;
});
afterAll(() => server.stop());

/** A rotation, and what its APIs do to it. */
interface Scenario {
  readonly given?: Readonly<Record<string, string>>;
  readonly githubToken?: string;
  /** A call of one of the APIs that is refused with these words about everything that is secret. */
  readonly refused?: { readonly call: SecretsCall | TursoCall; readonly words: (secrets: readonly string[]) => string };
  readonly outcome: "success" | "failure";
}

/** What was sent, in every form there is. */
const encoded = (all: readonly string[]) =>
  all.flatMap((one) => [Buffer.from(`Bearer ${one}`).toString("base64"), encodeURIComponent(one), JSON.stringify(one)]).join(" ");
/** So much before it that it is cut in the middle. */
const cut = (all: readonly string[]) => `${"x".repeat(440)} ${Buffer.from(all[0] ?? "").toString("base64")}`;
const asIs = (all: readonly string[]) => `no ${all.join(" and ")} here\n::error::${all[0]}`;
const REFUSALS: readonly (SecretsCall | TursoCall)[] = [
  "public-key",
  "get",
  "canary-put",
  "canary-delete",
  "put",
  "repositories",
];
const PLATFORM_REFUSALS: readonly TursoCall[] = ["validate", "database", "mint"];

const SCENARIOS: Record<string, Scenario> = {
  "a dry run": { given: { "dry-run": "true" }, outcome: "success" },
  "a rotation": { given: { "url-secret-name": "TURSO_DATABASE_URL" }, outcome: "success" },
  "a group": { given: { database: "", group: "default", access: "read-only" }, outcome: "success" },
  leaked: { given: { mode: "leaked", confirm: "podcasts" }, outcome: "success" },
  "a token that is shorter than any": { githubToken: "Zq8xW3v", outcome: "failure" },
  "a token of the shortest kind": { githubToken: secret(randomBytes(4).toString("hex")), outcome: "success" },
  "a token of two lines": {
    githubToken: `${randomBytes(9).toString("hex")}\n${randomBytes(9).toString("hex")}`,
    outcome: "failure",
  },
  ...Object.fromEntries(
    [...REFUSALS, ...PLATFORM_REFUSALS].map((call, index) => [
      `${call} refused`,
      { refused: { call, words: [asIs, encoded, cut][index % 3] ?? asIs }, outcome: "failure" },
    ]),
  ),
};

/** The APIs of a scenario, with secrets of its own. */
async function runScenario(job: Job, { given = {}, githubToken, refused, outcome }: Scenario): Promise<void> {
  const [apiToken, token] = [odd("platform-"), githubToken ?? odd("ghp_")];
  if (!secrets.includes(token)) secret(token);
  const oldToken = secret(issuer.token({ a: "rw", iat: 1_700_000_000, jti: randomBytes(9).toString("hex") }));
  const databases = [{ Name: "podcasts", Hostname: server.hostname, group: "default" }];
  const turso: TursoApi = await startTursoApi({
    ...{ token: apiToken, organization: "acme", databases, issuer },
    onInvalidate: async (next) => {
      issuer = next;
      await server.restart(next);
    },
  });
  const kept = { value: "before", updatedAt: "2026-01-02T03:04:05Z" };
  const ofOrganization = { TURSO_AUTH_TOKEN: { ...kept, visibility: "selected", repositories: [1, 2] } };
  const stores = Object.fromEntries(STORES.map((path) => [path, path === ORGANIZATION_STORE ? ofOrganization : {}]));
  const github: GithubSecrets = await startGithubSecrets({ token, stores });
  if (refused !== undefined) {
    const fault = { status: 422, message: refused.words([token, apiToken, oldToken]) };
    turso.fail(refused.call as TursoCall, fault);
    github.fail(refused.call as SecretsCall, fault);
  }
  watchProcesses(github, turso);
  const step = await job.uses("action-validate-secrets/rotate", {
    with: {
      ...{ organization: "acme", "api-token": apiToken, "api-url": turso.url, database: "podcasts", targets: TARGETS },
      ...{ "github-token": token, "github-api-url": github.apiUrl, "current-token": oldToken, "dry-run": "false", ...given },
    },
    if: "always()",
    continueOnError: true,
  });
  for (const minted of turso.minted) secret(minted);
  await Promise.all([turso.stop(), github.stop()]);
  expect(step.outcome, step.log.join("\n")).toBe(outcome);
}

/** Keeps the arguments of all processes whenever one of the APIs is asked something. */
function watchProcesses(...apis: (GithubSecrets | TursoApi)[]): void {
  for (const { requests } of apis) {
    const push = requests.push.bind(requests);
    requests.push = (...received) => {
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
        try {
          seenArguments += readFileSync(`/proc/${pid}/cmdline`, "utf8");
        } catch {
          // It has ended.
        }
      return push(...received);
    };
  }
}

/** What of a secret is secret by itself. */
function parts(value: string): string[] {
  const lines = value.split("\n");
  return [value, ...lines, ...lines.flatMap((line) => (line.startsWith("ey") ? line.split(".").slice(1) : []))];
}

it("are nowhere to be found", { timeout: 120_000 }, async () => {
  await using job = await startJob();
  for (const scenario of Object.values(SCENARIOS)) await runScenario(job, scenario);
  expect(new Set(secrets).size).toBe(secrets.length);
  expect(secrets.length).toBeGreaterThanOrEqual(40);
  const places: Record<string, string> = { "process arguments": seenArguments };
  for (const [index, { outputs, env, annotations, stderr, summary, rawStdout }] of job.steps.entries()) {
    places[`stdout of step ${index}`] = rawStdout.replace(/^::add-mask::.*$/gm, "");
    places[`the rest of step ${index}`] = JSON.stringify({ outputs, env, annotations, stderr, summary }).replaceAll("\\\\", "\\");
    for (const [name, value] of Object.entries({ ...outputs, summary, stderr })) places[`${name} of step ${index}`] = value;
  }
  for (const { step, file, content } of job.files()) places[`${file} of ${step}`] = content;
  for (const folder of [job.workspace, job.temporary, job.home])
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
      if (statSync(join(folder, name)).isFile()) places[join(folder, name)] = readFileSync(join(folder, name), "utf8");
  expect(seenArguments).toContain("rotate");
  const found = secrets.flatMap((value, index) =>
    Object.entries(places).flatMap(([place, text]) =>
      parts(value).some((part) => maskedForms(part).some((form) => text.includes(form))) ? [`secret ${index} in ${place}`] : [],
    ),
  );
  expect(found).toEqual([]);
  await job.finish();
});
