// Rotates in a job, with the built bundle: what the runner masks, keeps and drops, and that no secret reaches anything that stays.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GithubSecrets, startGithubSecrets } from "@libsql-actions/shared/testing/github-secrets";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { startTursoApi, type TursoApi } from "@libsql-actions/shared/testing/turso-api";
import { afterAll, beforeAll, expect, test } from "vitest";

const ACTION = "action-validate-secrets/rotate";
const STORE = "/repos/acme/app/actions/secrets";
const SECRETS = { TURSO_API_TOKEN: "canary-platform-token", ROTATE_GITHUB_TOKEN: "ghp_canary_github_token" };
const issuer = tokenIssuer();
const oldToken = issuer.token({ a: "rw", iat: 1_700_000_000 });

let folder: string;
let server: Sqld;
let turso: TursoApi;
let github: GithubSecrets;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rotate-job-"));
  const authJwtKeyFile = join(folder, "key.pem");
  await writeFile(authJwtKeyFile, issuer.publicKey);
  server = await startSqld({ authJwtKeyFile });
  const databases = [{ Name: "podcasts", Hostname: `127.0.0.1:${server.port}`, group: "default" }];
  turso = await startTursoApi({ token: SECRETS.TURSO_API_TOKEN, organization: "acme", databases, issuer });
  github = await startGithubSecrets({ token: SECRETS.ROTATE_GITHUB_TOKEN, stores: { [STORE]: {} } });
});
afterAll(async () => {
  await Promise.all([turso.stop(), github.stop(), server.stop()]);
  await rm(folder, { recursive: true });
});

const inputs = () => ({
  ...{ organization: "acme", database: "podcasts", "api-url": turso.url, "github-api-url": github.apiUrl },
  ...{ "api-token": SECRETS.TURSO_API_TOKEN, "github-token": SECRETS.ROTATE_GITHUB_TOKEN, "current-token": oldToken },
  targets: "repo:acme/app",
});

/** Files under a folder that hold a text. */
function filesWith(text: string, under: string): string[] {
  try {
    return execFileSync("grep", ["-rlF", "--", text, under], { encoding: "utf8" }).split("\n").filter(Boolean);
  } catch (problem) {
    // grep ends with 1 when nothing matches, and with more when it could not look.
    if ((problem as { status?: number }).status === 1) return [];
    throw problem;
  }
}

test("a dry run, then a rotation: every output reaches other jobs, and no secret reaches anything", async () => {
  const job = await startJob({ secrets: { ...SECRETS, TURSO_AUTH_TOKEN: oldToken } });
  const dry = await job.uses(ACTION, { with: inputs() });
  expect(dry.outcome, dry.log.join("\n")).toBe("success");
  expect(dry.outputs["rotated"]).toBe("false");
  expect([turso.writes, github.writes]).toEqual([[], []]);

  const step = await job.uses(ACTION, { with: { ...inputs(), "dry-run": false } });
  expect(step.outcome, step.log.join("\n")).toBe("success");
  const [minted = ""] = turso.minted;
  expect(github.stores.get(STORE)?.secrets.get("TURSO_AUTH_TOKEN")?.value).toBe(minted);
  expect(step.outputs).toMatchObject({
    rotated: "true",
    "old-token-expires-at": "",
    targets: expect.stringContaining("written"),
  });
  const { "old-token-expires-at": _, ...set } = step.outputs;
  expect(job.outputs(set)).toEqual({ kept: set, dropped: [] });

  for (const secret of [...Object.values(SECRETS), oldToken, minted, minted.split(".")[1] ?? "", minted.split(".")[2] ?? ""]) {
    for (const one of job.steps) {
      expect(one.log.join("\n")).not.toContain(secret);
      expect(one.summary).not.toContain(secret);
      expect(one.stderr).not.toContain(secret);
    }
    for (const { content } of job.files()) expect(content).not.toContain(secret);
    for (const under of [job.workspace, job.temporary, job.home]) expect(filesWith(secret, under)).toEqual([]);
    expect(JSON.stringify(await job.processes())).not.toContain(secret);
  }
  await job.finish();
});
