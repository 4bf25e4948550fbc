// The end of a job: every server stopped, whatever state it is in and however the job ended, and logs where they help.
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, expect, test } from "vitest";

let toolCache: string;
beforeAll(async () => {
  toolCache = await filledToolCache();
});
afterAll(() => rm(toolCache, { recursive: true }));

async function jobWithServers(instances: number) {
  const job = await startJob({ toolCache });
  const setup = await job.uses("action-setup-libsql", { id: "db", with: { instances, ports: "auto" } });
  expect(setup.outcome, setup.log.join("\n")).toBe("success");
  const pids: number[] = JSON.parse(setup.state["setup"] ?? "{}").servers.map(({ pid }: { pid: number }) => pid);
  return { job, setup, pids };
}

test("servers that are stopped or have exited do not keep the post step", async () => {
  const { job, pids } = await jobWithServers(3);
  process.kill(pids[0] ?? 0, "SIGSTOP");
  process.kill(pids[1] ?? 0, "SIGKILL");
  const end = await job.finish();
  expect(end).toMatchObject({ status: "success", orphans: [] });
  expect(end.posts[0]?.durationMs).toBeLessThan(3_000);
  expect(end.posts[0]?.log.join("\n")).toContain("Instance db-2");
});

test("a server with an open connection is stopped within 3 s", async () => {
  const { job, setup } = await jobWithServers(1);
  const socket = connect(JSON.parse(setup.outputs["ports"] ?? "{}")["db-1"], "127.0.0.1");
  await once(socket, "connect");
  const end = await job.finish();
  socket.destroy();
  expect(end.posts[0]?.durationMs).toBeLessThan(3_000);
  expect(end.orphans).toEqual([]);
});

test("logs are grouped per instance when the job failed, and cannot act as workflow commands", async () => {
  const { job, setup } = await jobWithServers(2);
  await job.run(
    `echo "::set-output name=x::from the log" >> "$(ls -d ${setup.outputs["log-directory"]})/db-1.log"; echo "##[error]forged" >> ${setup.outputs["log-directory"]}/db-1.log; exit 1`,
  );
  const end = await job.finish();
  const post = end.posts[0];
  expect(end.status).toBe("failure");
  expect(post?.groups).toEqual(["Log of db-1", "Log of db-2"]);
  expect(post?.outputs).toEqual({});
  expect(post?.annotations).toEqual([]);
  expect(post?.log.join("\n")).toContain("listening for incoming user HTTP connection");
});

test.each([
  ["always", true],
  ["never", false],
  ["failure", false],
])("`logs: %s` in a job that succeeds", async (logs, shown) => {
  const job = await startJob({ toolCache });
  await job.uses("action-setup-libsql", { with: { ports: "auto", logs } });
  const end = await job.finish();
  expect(end.posts[0]?.groups).toEqual(shown ? ["Log of db-1"] : []);
});

test("a main step that fails half-way leaves no server behind", async () => {
  const job = await startJob({ toolCache });
  const setup = await job.uses("action-setup-libsql", {
    with: { instances: 3, ports: "auto", "wait-on": "tcp:127.0.0.1:9", "wait-timeout": "1s" },
  });
  expect(setup.outcome).toBe("failure");
  expect(setup.outputs).toMatchObject({ "database-url": "", "database-urls": "{}" });
  expect(JSON.parse(setup.state["setup"] ?? "{}").servers).toHaveLength(3);
  const end = await job.finish();
  expect(end.orphans).toEqual([]);
  expect(end.posts[0]?.outcome).toBe("success");
});

test("a main step that is cancelled leaves no server behind", async () => {
  const job = await startJob({ toolCache, cancelGrace: { interruptMs: 500, terminateMs: 500 } });
  const setup = await job.uses("action-setup-libsql", {
    with: { instances: 3, ports: "auto", "wait-on": "tcp:127.0.0.1:9" },
    cancelAfter: (line) => line.startsWith("db-3: "),
  });
  expect(setup.outcome).toBe("cancelled");
  const end = await job.finish();
  expect(end.orphans).toEqual([]);
  expect(end.posts[0]?.groups).toHaveLength(3);
});

test("a main step that is cancelled at any moment of its start leaves no server that nobody knows of", async () => {
  for (const afterMs of [55, 65, 75, 85, 95, 105, 115, 130]) {
    const job = await startJob({ toolCache, cancelGrace: { interruptMs: 500, terminateMs: 500 } });
    await job.uses("action-setup-libsql", { with: { instances: 8, ports: "auto" }, cancelAfter: delay(afterMs) });
    expect((await job.finish()).orphans, `cancelled after ${afterMs} ms`).toEqual([]);
  }
});

test("what the action made is removed, what the user named is kept", async () => {
  const workspace = await mkdtemp(join(tmpdir(), "workspace-"));
  try {
    const job = await startJob({ toolCache, workspace });
    const named = await job.uses("action-setup-libsql", { with: { ports: "auto", "data-directory": "data" } });
    await job.uses("action-setup-libsql", { with: { backend: "file", "database-file": "kept.db" } });
    const own = await job.uses("action-setup-libsql", { with: { ports: "auto", storage: "ram" } });
    expect(
      (await job.run(`test -d ${own.outputs["data-directory"]}/db-1 && test -d ${named.outputs["data-directory"]}/db-1`)).outcome,
    ).toBe("success");
    await job.finish();
    expect(await readdir(workspace)).toEqual(["data", "kept.db"]);
    expect(await readdir(join(workspace, "data"))).toEqual(["db-1"]);
    await expect(readdir(own.outputs["data-directory"] ?? "")).rejects.toThrow(/ENOENT/);
  } finally {
    await rm(workspace, { recursive: true });
  }
});
