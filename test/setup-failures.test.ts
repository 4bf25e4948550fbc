// What cannot work says so at once and clearly: ports, flags, folders, several wrong inputs.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Job, startJob } from "@libsql-actions/shared/testing/job/job";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

let toolCache: string;
let squatter: Sqld;
let job: Job;
beforeAll(async () => {
  [toolCache, squatter] = await Promise.all([filledToolCache(), startSqld()]);
});
afterAll(async () => {
  await squatter.stop();
  await rm(toolCache, { recursive: true });
});
beforeEach(async () => {
  job = await startJob({ toolCache });
});
afterEach(async () => {
  expect((await job.finish()).orphans).toEqual([]);
});

/** Runs the step, which must fail with one error and well before the timeout of 10 s. */
async function failure(given: Record<string, string | number | boolean>): Promise<string> {
  const setup = await job.uses("action-setup-libsql", { with: given });
  expect(setup.outcome).toBe("failure");
  expect(setup.durationMs).toBeLessThan(5_000);
  const errors = setup.annotations.filter(({ level }) => level === "error");
  expect(errors).toHaveLength(1);
  return errors[0]?.message ?? "";
}

test("a given port that another sqld holds", async () => {
  expect(await failure({ ports: squatter.port })).toMatch(
    new RegExp(`Port ${squatter.port} is taken by sqld \\(pid ${squatter.pid}\\).*Address already in use`, "s"),
  );
});

test("a given port among others that are free", async () => {
  expect(await failure({ instances: 3, ports: `auto, ${squatter.port}, auto` })).toContain(`Port ${squatter.port} is taken`);
});

test("after a failure there is no URL and no token, but there are logs to upload", async () => {
  const setup = await job.uses("action-setup-libsql", { with: { ports: "auto", auth: "jwt", "server-args": "--nonsense" } });
  expect(setup.outputs).toMatchObject({
    "database-url": "",
    "database-urls": "{}",
    "auth-token": "",
    "libsql-version": "0.24.32",
  });
  const log = await readFile(join(setup.outputs["log-directory"] ?? "", "db-1.log"), "utf8");
  expect(log).toContain("unexpected argument '--nonsense'");
  expect(setup.summary).toContain("The step failed: Instance db-1");
});

test("a flag that sqld does not know", async () => {
  expect(await failure({ ports: "auto", "server-args": "--max-connections 10" })).toMatch(
    /unexpected argument '--max-connections' found/,
  );
});

test("a folder with a file in its place", async () => {
  await writeFile(join(job.workspace, "occupied"), "a file");
  expect(await failure({ ports: "auto", "data-directory": "occupied" })).toMatch(
    /`data-directory`, ".*occupied", cannot be made: there is a file in its place/,
  );
});

test("a data folder that a running server uses", async () => {
  const first = await job.uses("action-setup-libsql", { with: { ports: "auto", "data-directory": "data" } });
  expect(first.outcome).toBe("success");
  expect(await failure({ ports: "auto", "data-directory": "data" })).toMatch(
    /data\/db-1" is used by a server that still runs \(pid \d+\)/,
  );
});

test("a wait-on resource that does not come", async () => {
  expect(await failure({ ports: "auto", "wait-on": "tcp:127.0.0.1:9", "wait-timeout": "2s" })).toMatch(
    /Waited .* for "tcp:127\.0\.0\.1:9" \(`wait-on`\)/,
  );
});

test("a wait-on resource that is there", async () => {
  const setup = await job.uses("action-setup-libsql", {
    with: { ports: "auto", "wait-on": `http-get://127.0.0.1:${squatter.port}/health\ntcp:127.0.0.1:${squatter.port}` },
  });
  expect(setup.outcome, setup.log.join("\n")).toBe("success");
});

test("every wrong input is named in one error", async () => {
  const message = await failure({
    backend: "postgres",
    instances: "Primary, primary, primary",
    ports: "80801",
    start: "yes",
    "wait-timeout": "10",
    checksum: "abc",
    "download-from": "ftp",
    "mirror-url": "https://user:hunter2hunter2@mirror.example",
    "listen-address": "localhost",
    auth: "basic",
    "server-args": "--db-path /x\n--http-auth basic:abc",
    template: "dump.tar",
    "wait-on": "command:rm -rf /",
  });
  for (const name of [
    "backend",
    "instances",
    "ports",
    "start",
    "wait-timeout",
    "checksum",
    "download-from",
    "mirror-url",
    "listen-address",
    "auth",
    "server-args",
    "template",
    "wait-on",
  ])
    expect(message).toContain(`\`${name}\``);
  expect(message).not.toContain("hunter2");
});

test("an address that other machines reach needs authentication", async () => {
  expect(await failure({ "listen-address": "0.0.0.0" })).toMatch(/`auth: jwt`/);
});

test("an address that other machines reach, with authentication, is warned about", async () => {
  const setup = await job.uses("action-setup-libsql", { with: { "listen-address": "0.0.0.0", auth: "jwt", ports: "auto" } });
  expect(setup.outcome, setup.log.join("\n")).toBe("success");
  expect(setup.outputs["database-url"]).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect(setup.annotations).toContainEqual(
    expect.objectContaining({ level: "warning", message: expect.stringContaining("listen on 0.0.0.0") }),
  );
});

test("a `wait-timeout` of half a second is enough for a server, and for what is there already", async () => {
  const given = { ports: "auto", "wait-timeout": "500ms", "wait-on": `tcp:127.0.0.1:${squatter.port}` };
  const setup = await job.uses("action-setup-libsql", { with: given });
  expect(setup.outcome, setup.log.join("\n")).toBe("success");
});

test("a template that fails leaves nothing of itself in a folder that was named", async () => {
  const given = { ports: "auto", "data-directory": "data", template: "template.sql" };
  await writeFile(join(job.workspace, "template.sql"), "CREATE TABEL a (x);");
  const broken = await job.uses("action-setup-libsql", { with: given, continueOnError: true });
  expect(broken.annotations.at(-1)?.message).toMatch(/template\.sql:1:1: .*TABEL/);
  await writeFile(join(job.workspace, "template.sql"), "CREATE TABLE a (x);");
  const setup = await job.uses("action-setup-libsql", { with: given });
  expect(setup.outcome, setup.log.join("\n")).toBe("success");
});

test("the credentials of a `wait-on` address stand nowhere", async () => {
  const setup = await job.uses("action-setup-libsql", {
    with: { ports: "auto", "wait-timeout": "500ms", "wait-on": "http://user:secretpw12@127.0.0.1:9/?token=abcdefghijkl" },
  });
  expect(setup.outcome).toBe("failure");
  const own = setup.rawStdout
    .split("\n")
    .filter((line) => !line.startsWith("::add-mask::"))
    .join("\n");
  expect(own).not.toMatch(/secretpw12|abcdefghijkl/);
  expect(setup.summary).not.toMatch(/secretpw12|abcdefghijkl/);
});

test("a bad sqld in the tool cache is replaced, or named", async () => {
  const cache = await filledToolCache();
  const sqld = join(cache, "libsql-server", "0.24.32", `${process.platform}-${process.arch}`, "sqld");
  const own = await startJob({ toolCache: cache });
  const run = async () => {
    const setup = await own.uses("action-setup-libsql", {
      with: { ports: "auto", "download-from": "github", "mirror-url": "https://mirror.invalid" },
      continueOnError: true,
    });
    return setup.annotations.find(({ level }) => level === "error")?.message ?? "";
  };
  await rm(sqld);
  await writeFile(sqld, "", { mode: 0o755 });
  expect(await run()).toMatch(/could not be installed/);
  await writeFile(`${join(sqld, "..")}.complete`, "");
  await writeFile(sqld, "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  expect(await run()).toMatch(/The sqld in the tool cache is damaged: remove .*libsql-server/);
  await own.finish();
  await rm(cache, { recursive: true });
});
