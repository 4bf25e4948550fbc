import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { executeBody } from "../database/hrana.ts";
import { sqldPath } from "../testing/sqld.ts";
import { type InstanceWish, type LaunchedInstance, startInstances } from "./instances.ts";
import { isRunning } from "./process.ts";
import { stopProcesses } from "./stop.ts";

let folder: string;
let launched: LaunchedInstance[];
let notices: string[];
let squatters: Server[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "instances-"));
  [launched, notices, squatters] = [[], [], []];
});
afterEach(async () => {
  await stopProcesses(launched);
  for (const squatter of squatters) squatter.close();
  await rm(folder, { recursive: true });
});

function start(instances: readonly InstanceWish[], changes: Partial<Parameters<typeof startInstances>[0]> = {}) {
  return startInstances({
    instances,
    sqld: sqldPath(),
    version: "0.24.32",
    dataDirectory: join(folder, "data"),
    logDirectory: folder,
    listenAddress: "127.0.0.1",
    keyFile: undefined,
    token: undefined,
    firstPort: 8080,
    extraArguments: [],
    environment: { PATH: process.env["PATH"] },
    timeoutMs: 10_000,
    onLaunch: (instance) => launched.push(instance),
    onPortTaken: (message) => notices.push(message),
    ...changes,
  });
}

const auto = (name: string): InstanceWish => ({ name, port: { kind: "auto" } });

/** Something that holds a port and is no libsql-server; it accepts and never answers. */
async function squat(port: number): Promise<number> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  squatters.push(server);
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function execute(url: string, sql: string) {
  const body = executeBody(sql);
  const answer = (await (await fetch(`${url}/v2/pipeline`, { method: "POST", body })).json()) as { results: { type: string }[] };
  return answer.results[0]?.type;
}

test("instances are isolated: each has its own port, folder and process", async () => {
  const [a, b] = await start([auto("a"), auto("b")]);
  expect(await execute(a?.url ?? "", "CREATE TABLE only_in_a (x)")).toBe("ok");
  expect(await execute(b?.url ?? "", "SELECT * FROM only_in_a")).toBe("error");
  expect(new Set(launched.map(({ pid }) => pid)).size).toBe(2);
  expect(a?.version).toBe("sqld 0.24.32 (40c272de 2025-02-14)");
});

test("a server's environment holds nothing of the job, since its clients can read it", async () => {
  await start([auto("a")], {
    environment: {
      PATH: "/bin",
      SQLD_HTTP_LISTEN_ADDR: "127.0.0.1:1",
      TURSO_AUTH_TOKEN: "secret",
      RUNNER_TRACKING_ID: "github_x",
    },
  });
  const environment = (await readFile(`/proc/${launched[0]?.pid}/environ`, "utf8")).split("\0").filter(Boolean).sort();
  expect(environment).toEqual(["NO_COLOR=1", "PATH=/bin", "RUNNER_TRACKING_ID=github_x", "RUST_BACKTRACE=0", "RUST_LOG=info"]);
});

test("a default port that is taken is given up for the next one, with a notice", async () => {
  const taken = await squat(0);
  const defaults = (name: string): InstanceWish => ({ name, port: { kind: "default" } });
  const [first, second] = await start([defaults("a"), defaults("b")], { firstPort: taken });
  expect(first?.port).toBeGreaterThan(taken);
  expect(second?.port).toBeGreaterThan(taken);
  expect(second?.port).not.toBe(first?.port);
  expect(notices[0]).toMatch(new RegExp(`^Port ${taken} is taken, so instance a moves on to ${taken + 2}\\.`));
});

test("a given port that another sqld holds fails at once and says who holds it", async () => {
  const [holder] = await start([auto("holder")]);
  const started = performance.now();
  const failure = start([{ name: "b", port: { kind: "given", port: holder?.port ?? 0 } }]);
  await expect(failure).rejects.toThrow(
    new RegExp(`Port ${holder?.port} is taken by sqld \\(pid ${launched[0]?.pid}\\).*Address already in use`, "s"),
  );
  expect(performance.now() - started).toBeLessThan(3_000);
});

test("a given port that something else holds fails at once too", async () => {
  const port = await squat(0);
  await expect(start([{ name: "b", port: { kind: "given", port } }])).rejects.toThrow(
    new RegExp(`Port ${port} is taken by .*\\(pid ${process.pid}\\)`),
  );
});

test.skipIf(process.platform !== "linux")("a folder that cannot be made fails at once", async () => {
  await expect(start([auto("a")], { dataDirectory: "/proc/nope" })).rejects.toMatchObject({ code: "ENOENT" });
});

test("an unknown flag fails at once with the server's own words", async () => {
  await expect(start([auto("a")], { extraArguments: ["--port", "1"] })).rejects.toThrow(
    /Instance a \(.*\) exited with 2.*unexpected argument '--port' found/s,
  );
});

test("one instance that cannot start does not keep the others waiting", async () => {
  const port = await squat(0);
  const started = performance.now();
  await expect(start([auto("a"), { name: "b", port: { kind: "given", port } }, auto("c")])).rejects.toThrow(/Port/);
  expect(performance.now() - started).toBeLessThan(3_000);
});

/** A program that stands in for a server that misbehaves in a way the real one cannot be made to. */
async function program(text: string): Promise<string> {
  const path = join(folder, "sqld");
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

test("a server that listens and never answers is given up at the deadline, with its log", async () => {
  const port = await squat(0);
  const sqld = await program(`echo "listening for incoming user HTTP connection on 127.0.0.1:${port}"; exec sleep 60`);
  await expect(start([{ name: "mute", port: { kind: "given", port } }], { sqld, timeoutMs: 400 })).rejects.toThrow(
    /Instance mute was not ready in time.*`wait-timeout`.*listening for incoming/s,
  );
  expect(launched.map(isRunning)).toEqual([true]);
});

test("a server that listens and then dies is noticed", async () => {
  const port = await squat(0);
  const sqld = await program(
    `echo "listening for incoming user HTTP connection on 127.0.0.1:${port}"; sleep 0.1; echo "Error: no more disk" >&2; exit 1`,
  );
  await expect(start([{ name: "a", port: { kind: "given", port } }], { sqld })).rejects.toThrow(
    /Instance a \(.*\) exited with 1\..*Error: no more disk/s,
  );
});

test("a server that dies before it listens is noticed", async () => {
  const sqld = await program('echo "Error: the disk is on fire" >&2; exit 7');
  await expect(start([auto("a")], { sqld })).rejects.toThrow(
    /Instance a \(.*\) exited with 7\. Its log ends with:\n {2}Error: the disk is on fire/,
  );
});

test("a file that is no program fails with its error", async () => {
  const sqld = join(folder, "nothing-here");
  await expect(start([auto("a")], { sqld })).rejects.toThrow(/Instance a \(.*\) could not be started \(ENOENT\)/);
});

test("a server of another version is refused at once", async () => {
  await expect(start([auto("a")], { version: "0.24.31" })).rejects.toThrow(
    /says it is "sqld 0\.24\.32.*but 0\.24\.31 was installed/,
  );
});
