// The baseline of bench/setup.ts: the least that starts servers and knows that they answer. Spawn, poll with fetch, no checks, no reports.
// Arguments: path of sqld, data folder, first port, number of servers. Prints the pids as JSON.
import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

const [sqld, folder, firstPort, count] = process.argv.slice(2);
const body = JSON.stringify({ requests: [{ type: "execute", stmt: { sql: "SELECT 1" } }, { type: "close" }] });

const servers = Array.from({ length: Number(count) }, (_, index) => {
  const port = Number(firstPort) + index;
  const child = spawn(sqld, ["--no-welcome", "--db-path", `${folder}/${index}`, "--http-listen-addr", `127.0.0.1:${port}`], {
    detached: true,
    stdio: "ignore",
  });
  child.unref();
  return { pid: child.pid, port };
});

async function untilItAnswers({ port }) {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/pipeline`, { method: "POST", body }).catch(() => undefined);
    if (answer?.ok) return;
    await delay(10);
  }
}

await Promise.all(servers.map(untilItAnswers));
console.log(JSON.stringify(servers.map(({ pid }) => pid)));
