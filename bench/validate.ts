// What a default validation costs, as a whole process, over a bare script that makes the same requests: on one sqld with tokens, and on 20 at once. The
// requests are those that the step was seen to make. The two run in turn, so that a machine whose speed drifts slows both; medians are compared.
// `npm run bench:validate [-- --runs 21] [-- --bundle FILE]`
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startHttp } from "@libsql-actions/shared/testing/http";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { readManifests } from "../scripts/manifest.ts";

const DATABASES = [1, 20];
const WANTED_RATIO = 1.5;

const { values } = parseArgs({ options: { runs: { type: "string", default: "21" }, bundle: { type: "string" } } });
const runs = Number(values.runs);
const root = fileURLToPath(new URL("..", import.meta.url));
const bundle = values.bundle ?? join(root, "action-validate-secrets", "dist", "main", "index.js");
const folder = mkdtempSync(join(tmpdir(), "bench-validate-"));
const issuer = tokenIssuer();
const token = issuer.token({ a: "rw", exp: Math.floor(Date.now() / 1_000) + 365 * 86_400 });
const authJwtKeyFile = join(folder, "key.pem");
const wavesFile = join(folder, "waves.json");
const bare = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };

/** Runs a program under Node. @returns its milliseconds @throws with what it printed when it fails */
async function timed(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}:\n${printed}`);
  return performance.now() - started;
}

const { inputs = {} } = readManifests(root).find(({ folder: action }) => action === "action-validate-secrets") ?? {};
const defaults = Object.entries(inputs).map(([name, { default: value = "" }]) => [`INPUT_${name.toUpperCase()}`, `${value}`]);

/** The step as the runner starts it: every declared input is in the environment. */
function step(urls: readonly string[], given: Readonly<Record<string, string>> = {}): Promise<number> {
  const files = Object.fromEntries(["OUTPUT", "STEP_SUMMARY"].map((name) => [`GITHUB_${name}`, join(folder, name)]));
  for (const file of Object.values(files)) writeFileSync(file, "");
  const runner = { RUNNER_TEMP: folder, RUNNER_TOOL_CACHE: folder, GITHUB_WORKSPACE: folder, ...files };
  const wanted = { "INPUT_DATABASE-URL": urls.join("\n"), "INPUT_AUTH-TOKEN": token, ...given };
  return timed([bundle], { ...bare, ...runner, ...Object.fromEntries(defaults), ...wanted });
}

function script(urls: readonly string[]): Promise<number> {
  return timed([join(root, "bench", "bare-validate.mjs"), wavesFile, ...urls], { ...bare, BENCH_TOKEN: token });
}

/** The requests of a step, in waves: what begins while another is under way is of the same wave. */
async function requestsOf(url: string, given: Readonly<Record<string, string>> = {}): Promise<object[][]> {
  const waves: object[][] = [];
  let open = 0;
  const recorder = await startHttp(async ({ method, path, headers, body }, response) => {
    const request = { method, path, body, isAuthorized: headers.authorization !== undefined };
    if (open === 0) waves.push([]);
    waves.at(-1)?.push(request);
    open++;
    const sent = request.isAuthorized ? { authorization: `${headers.authorization}` } : {};
    const answer = await fetch(`${url}${path}`, { method, headers: sent, ...(method === "GET" ? {} : { body }) });
    const text = await answer.text();
    open--;
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" }).end(text);
  });
  await step([recorder.url], given).finally(() => recorder.stop());
  return waves;
}

/** Middle, and the lowest and the highest beside it. */
function spread(milliseconds: readonly number[]): { median: number; text: string } {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return { median, text: `${Math.round(median)} (${Math.round(sorted[0] ?? 0)} to ${Math.round(sorted.at(-1) ?? 0)})` };
}

writeFileSync(authJwtKeyFile, issuer.publicKey);
const servers = await Promise.all(Array.from({ length: Math.max(...DATABASES) }, () => startSqld({ authJwtKeyFile })));
try {
  const [first] = servers;
  if (first === undefined) throw new Error("there is at least one server");
  const silent = await requestsOf(first.url, { INPUT_CHECKS: "presence, format, expiry" });
  const waves = await requestsOf(first.url);
  writeFileSync(wavesFile, JSON.stringify(waves));
  console.log(
    `A default validation makes ${waves.flat().length} requests, in waves of ${waves.map((wave) => wave.length).join(", ")}.`,
  );
  console.log(`With the checks presence, format and expiry it makes ${silent.flat().length}.`);
  console.log(
    `Median (lowest to highest) of ${runs} runs, in ms; the two columns are run in turn. Wanted: a ratio of ${WANTED_RATIO} at most.`,
  );
  console.log("databases | validation | bare script | ratio");
  for (const count of DATABASES) {
    const urls = servers.slice(0, count).map(({ url }) => url);
    const [steps, bares]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run++) {
      bares.push(await script(urls));
      steps.push(await step(urls));
    }
    const [own, least] = [spread(steps), spread(bares)];
    console.log(`${count} | ${own.text} | ${least.text} | ${(own.median / least.median).toFixed(2)}`);
  }
  const nodes: number[] = [];
  for (let run = 0; run < runs; run++) nodes.push(await timed(["--eval", ""], bare));
  console.log(`A Node that does nothing: ${spread(nodes).text}`);
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(folder, { recursive: true });
}
