// The baseline of bench/validate.ts: the least that makes the requests of a step. No reading of secrets, no verdicts, no reports.
// Arguments: a file with the waves of requests, and URLs. Each wave is sent at once, when the one before is answered; to all URLs at once. The token
// comes in the environment.
import { readFileSync } from "node:fs";

const [file, ...urls] = process.argv.slice(2);
const waves = JSON.parse(readFileSync(file, "utf8"));
const token = process.env.BENCH_TOKEN;

async function ask(url, { method, path, body, isAuthorized }) {
  const headers = { "content-type": "application/json", ...(isAuthorized ? { authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(`${url}${path}`, { method, headers, ...(method === "GET" ? {} : { body }) });
  await answer.text();
  if (answer.ok !== (isAuthorized || method === "GET")) throw new Error(`${method} ${path} was answered with ${answer.status}`);
}

async function replay(url) {
  for (const wave of waves) await Promise.all(wave.map((request) => ask(url, request)));
}

await Promise.all(urls.map(replay));
