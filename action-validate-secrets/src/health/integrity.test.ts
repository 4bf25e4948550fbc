import { closeSync, cpSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createSend } from "@libsql-actions/shared/network/send";
import { startHttp } from "@libsql-actions/shared/testing/http";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { beforeAll, describe, expect, it } from "vitest";
import { checkIntegrity } from "./integrity.ts";
import { fileOf, folder, limitsOf, type Opened, opened, run, serverWithTokens, stopAfterwards, token } from "./testing.ts";

const PAGE = 4_096;
const ROWS = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r LIMIT 2000)";
const FILLED = [
  "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)",
  "CREATE INDEX ti ON t (x)",
  `INSERT INTO t (x) ${ROWS} SELECT printf('%040d', i) FROM r`,
  "PRAGMA journal_mode = DELETE",
];
const check = ({ target, session }: Opened, limits = limitsOf()) => checkIntegrity(target, session, limits);

/** Writes over a page of a file, but for its first bytes, which say what kind of page it is. */
function damage(path: string, page: number, keep = 0): void {
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(PAGE - keep, 0xa5), 0, PAGE - keep, (page - 1) * PAGE + keep);
  closeSync(file);
}

async function damaged(name: string, pages: readonly [page: number, keep?: number][]): Promise<string> {
  const { path, session } = await fileOf(name, FILLED);
  session.database.close();
  for (const [page, keep] of pages) damage(path, page, keep);
  return path;
}

describe("a damaged file", () => {
  it.each([
    ["a page of a table", [[12]]],
    ["the cells of a page", [[12, 200]]],
    ["the root of an index", [[3]]],
    ["the root of a table", [[2]]],
    ["half of all pages", Array.from({ length: 20 }, (_, index) => [4 + 2 * index])],
  ] as [string, [number, number?][]][])("%s", async (name, pages) => {
    const result = await check(await opened(`file:${await damaged(`${name}.db`, pages)}`));
    expect(result).toMatchObject({ verdict: "failed", reason: "corrupt", secret: "TURSO_DATABASE_URL" });
    expect(result.message).toMatch(/^The database is damaged: /);
    expect(result.fix).toContain("restore");
  });

  it("is found out with a read-only token behind a server", async () => {
    const path = await damaged("behind.db", [[12, 200]]);
    const directory = join(folder, "behind");
    mkdirSync(join(directory, "data.sqld", "dbs", "default"), { recursive: true });
    cpSync(path, join(directory, "data.sqld", "dbs", "default", "data"));
    const server = await serverWithTokens(directory);
    const result = await check(await opened(server.url, token("ro")));
    expect(result).toMatchObject({ verdict: "failed", reason: "corrupt" });
  });

  it("that is no database is told as such", async () => {
    const path = await damaged("none.db", [[1]]);
    await expect(opened(`file:${path}`).then(check)).resolves.toMatchObject({ verdict: "failed", reason: "corrupt" });
  });
});

describe("foreign keys", () => {
  const TABLES = ["CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p)"];
  const VIOLATED = [...TABLES, "PRAGMA foreign_keys = off", "INSERT INTO c (p) VALUES (7), (8)", "PRAGMA foreign_keys = on"];
  const MISMATCH = ["CREATE TABLE m (x REFERENCES p (absent))"];

  it("that are violated fail, with tables and counts", async () => {
    const result = await check(await fileOf("violated.db", VIOLATED));
    expect(result).toMatchObject({
      verdict: "failed",
      reason: "corrupt",
      message: 'Foreign keys are violated: "c" refers to missing rows of "p" (rows: 2).',
      measured: { violations: [{ table: "c", refers: "p", rows: 2 }] },
    });
  });

  it("that cannot be checked are a warning, and hide no violation", async () => {
    const sound = await fileOf("mismatch.db", [...TABLES, ...MISMATCH]);
    expect(await check(sound)).toMatchObject({ verdict: "warning", measured: { "unchecked-tables": ["m"] } });
    const both = await fileOf("both.db", [...VIOLATED, ...MISMATCH]);
    expect(await check(both)).toMatchObject({
      verdict: "failed",
      measured: { violations: [{ table: "c", rows: 2 }], "unchecked-tables": ["m"] },
    });
  });
});

describe("the extent", () => {
  it("is less for a large database", async () => {
    const file = await fileOf("extent.db", FILLED);
    expect(await check(file, limitsOf({ fullCheckBytes: 10_000 }))).toMatchObject({
      verdict: "ok",
      measured: { extent: "quick_check" },
    });
  });
  it("is nothing for a file that is too large to be read through", async () => {
    const result = await check(await fileOf("large.db", FILLED), limitsOf({ scannedFileBytes: 10_000 }));
    expect(result).toMatchObject({ verdict: "not-checked", reason: "timeout" });
    expect(result.message).toContain("The file has");
  });
});

describe("the deadline", () => {
  let url: string;
  let asked = 0;
  beforeAll(async () => {
    const sqld = stopAfterwards(await startSqld());
    await run(await opened(sqld.url), FILLED.slice(0, 3));
    // Answers as the server does, but never to the check.
    const proxy = await startHttp((request, response) => {
      if (request.body.includes("pragma_integrity_check")) asked++;
      else
        void fetch(`${sqld.url}${request.path}`, { method: request.method, body: request.body }).then(async (answer) =>
          response.end(await answer.text()),
        );
    });
    url = stopAfterwards(proxy).url;
  });

  it("ends a check that takes too long, which is asked for once", async () => {
    const send = createSend({ proxy: {}, tryTimeoutMs: 150, deadlineMs: 2_000 });
    const limits = limitsOf({ clock: () => performance.now(), integrityMs: 2_000 });
    const result = await check(await opened(url, undefined, send), limits);
    expect(result).toMatchObject({ verdict: "not-checked", reason: "timeout" });
    expect(result.fix).not.toBe("");
    expect(asked).toBe(1);
  });

  it("ends one on a file before the next question", async () => {
    const limits = limitsOf({ integrityMs: 1.5 });
    expect(await check(await fileOf("slow.db", FILLED), limits)).toMatchObject({ verdict: "not-checked", reason: "timeout" });
  });
});
