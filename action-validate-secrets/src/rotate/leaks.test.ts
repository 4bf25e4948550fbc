// No secret of a rotation stands anywhere that anybody may see: the action's own entry, run as the runner runs it, on paths good and bad.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parsePairs } from "@libsql-actions/shared/testing/job/file-commands";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { inputsOf, type KeyedServer, startKeyedServer, startWorld, type World } from "./testing.ts";
import { FAULTS } from "./testing-faults.ts";

const ENTRY = fileURLToPath(new URL("../rotate.ts", import.meta.url));
const API_TOKEN = "canary-platform+token/with=odd&signs";
const GITHUB_TOKEN = "github_pat_canary+github/token=odd";

let server: KeyedServer;
let world: World;
let folder: string;
beforeAll(async () => {
  server = await startKeyedServer();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rotate-leaks-"));
});
afterEach(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});
afterAll(() => server.stop());

/** Starts the entry with these inputs. */
function startEntry(given: Readonly<Record<string, string>>) {
  const files = {
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
    GITHUB_ENV: join(folder, "env"),
  };
  for (const file of Object.values(files)) writeFileSync(file, "");
  const inputs = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const env = { PATH: process.env["PATH"], RUNNER_TEMP: folder, GITHUB_WORKSPACE: folder, RUNNER_DEBUG: "1", ...files };
  const child = spawn(process.execPath, ["--conditions=source", ENTRY], {
    cwd: folder,
    env: { ...env, ...Object.fromEntries(inputs) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => chunks.push(text));
  return { child, chunks };
}

/** Everything that the entry showed or left when it has ended, without the commands that mask. */
async function endOf({ child, chunks }: ReturnType<typeof startEntry>) {
  const [code] = await once(child, "close");
  const printed = chunks.join("");
  const left = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => readFileSync(join(folder, file), "utf8"));
  const masks = printed.split("\n").filter((line) => line.startsWith("::add-mask::"));
  return {
    code,
    masks: masks.map((line) => line.slice("::add-mask::".length)),
    visible: [printed.replace(/^::add-mask::.*\n/gm, ""), ...left].join("\n"),
    outputs: Object.fromEntries(parsePairs(readFileSync(join(folder, "output"), "utf8"), process.platform)),
  };
}

/** A secret as it is, and in every form in which it may be carried on. */
function forms(secret: string): string[] {
  const parts = /^ey[\w-]+\./.test(secret) ? [secret, ...secret.split(".").slice(1)] : [secret];
  return parts.flatMap((part) => [
    part,
    Buffer.from(part).toString("base64").replace(/=+$/, "").slice(0, -2),
    encodeURIComponent(part),
    JSON.stringify(part).slice(1, -1),
    Buffer.from(part).toString("hex"),
  ]);
}

/** Two repositories: less to ask. */
const FEW = { targets: "repo:acme/app\ncodespaces:acme/app" };

async function expectNoLeak(given: Readonly<Record<string, string>>) {
  const started = {
    ...inputsOf(world.turso, world.github, world.oldToken),
    "api-token": API_TOKEN,
    "github-token": GITHUB_TOKEN,
  };
  const result = await endOf(startEntry({ ...started, ...FEW, ...given }));
  const secrets = [API_TOKEN, GITHUB_TOKEN, given["current-token"] ?? world.oldToken, ...world.turso.minted];
  for (const secret of secrets) {
    expect(result.masks.join("\n")).toContain(secret.split(".").at(-1));
    for (const form of forms(secret)) expect(result.visible).not.toContain(form);
  }
  return result;
}

const open = async () => {
  world = await startWorld(server, { turso: { token: API_TOKEN }, github: { token: GITHUB_TOKEN } });
};

test("a rotation, and the masks come before anything else", async () => {
  await open();
  const { code, outputs, masks } = await expectNoLeak({ "url-secret-name": "TURSO_DATABASE_URL" });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ rotated: "true", targets: expect.stringContaining("written") });
  expect(masks).toContain(world.turso.minted[0]);
  // A masked host would make GitHub drop outputs.
  for (const mask of masks) expect(mask).not.toContain("127.0.0.1");
});

test.each(["put", "public-key", "canary-put"] as const)("GitHub refuses %s and repeats what it was sent", async (call) => {
  await open();
  const message = `no ${GITHUB_TOKEN} and ${world.oldToken}`;
  world.github.fail(call, { status: 422, message });
  const { code, outputs } = await expectNoLeak({});
  expect(code).toBe(1);
  expect(outputs["rotated"]).toBe("false");
});

test.each(["mint", "validate", "database"] as const)("the platform refuses %s and shows tokens", async (call) => {
  await open();
  const stranger = server.issuer.token({ a: "rw", jti: "a token nobody has seen" });
  world.turso.fail(call, { status: 409, message: `${API_TOKEN} ${stranger} ${stranger.slice(0, 60)}` });
  const { code, visible } = await expectNoLeak({});
  expect(code).toBe(1);
  for (const form of forms(stranger)) expect(visible).not.toContain(form);
  expect(visible).not.toContain(stranger.split(".")[1]?.slice(0, 20));
});

test.each(FAULTS.filter(([name]) => /401|500/.test(name)))("a token is minted and cannot be stored: %s", async (_, fault) => {
  await open();
  world.github.fail("put", fault, { times: 20 });
  await expectNoLeak({});
});

test.each([
  ["a token with a line break in it", { "current-token": "first-half-of-it\nsecond-half-of-it" }],
  ["a token in the wrong input", { organization: "ok", database: "", group: "", mode: "leaked" }],
])("inputs that are refused: %s", async (_, given) => {
  await open();
  const { code, outputs, visible } = await endOf(
    startEntry({ ...inputsOf(world.turso, world.github, world.oldToken), ...given }),
  );
  expect(code).toBe(1);
  // The old token says itself when it ends, whatever becomes of the step.
  const end = "current-token" in given ? "" : expect.stringMatching(/^\d{4}-.*Z$/);
  expect(outputs).toEqual({ rotated: "false", "expires-at": "", "old-token-expires-at": end, targets: "[]" });
  for (const part of ["first-half-of-it", "second-half-of-it", world.oldToken]) expect(visible).not.toContain(part);
});

test("cancelled while it waits: the outputs say what was done until then", async () => {
  await open();
  world.github.fail("put", "timeout");
  const tokens = { "api-token": API_TOKEN, "github-token": GITHUB_TOKEN };
  const entry = startEntry({ ...inputsOf(world.turso, world.github, world.oldToken), ...tokens, ...FEW });
  const isPutting = () => world.github.requests.some(({ method, path }) => method === "PUT" && !path.endsWith("_CANARY"));
  await expect.poll(isPutting, { timeout: 20_000, interval: 20 }).toBe(true);
  entry.child.kill("SIGINT");
  const { code, outputs, visible } = await endOf(entry);
  expect(code).toBe(1);
  expect(outputs["rotated"]).toBe("false");
  expect(JSON.parse(outputs["targets"] ?? "")).toMatchObject([{ status: "unknown" }, { status: "writable" }]);
  expect(visible).toContain("The step was cancelled.");
  expect(visible).not.toContain(world.turso.minted[0]);
});
