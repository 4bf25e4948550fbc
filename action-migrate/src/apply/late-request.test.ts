// What becomes of migrations when a request whose answer was lost comes to the server late, or when another runner is quicker meanwhile.
import { goose } from "@libsql-actions/shared/migrations/formats/goose";
import { OWN_TRACKING } from "@libsql-actions/shared/migrations/formats/own-tracking";
import type { Tracking } from "@libsql-actions/shared/migrations/tracking";
import { startHttp } from "@libsql-actions/shared/testing/http";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { readHistory } from "../history/history.ts";
import { applyChanges } from "./apply.ts";
import { changesUp } from "./change.ts";
import { migrations, open } from "./testing.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());
beforeEach(async () => {
  const db = await open(sqld.url);
  await db.transaction(
    ["t", "goose_db_version", "_libsql_actions_migrations"].map((name) => ({ sql: `DROP TABLE IF EXISTS ${name}` })),
  );
});

// Each has a transaction for itself, and all travel in one request.
const double = "PRAGMA defer_foreign_keys = ON; UPDATE t SET n = n * 2";
const list = migrations("CREATE TABLE t(n); INSERT INTO t VALUES (1)", double, double, double);

async function apply(url: string, tracking: Tracking, which = list) {
  const db = await open(url);
  const table = { name: tracking.table, tracking };
  const { changes } = changesUp(which, { loose: false, table: table.name });
  const applied: string[] = [];
  const outcome = await applyChanges(db, changes, await readHistory(db, table), {
    table,
    transaction: "file",
    lockTimeoutMs: 1_000,
    clock: () => performance.now(),
    say: () => undefined,
    onSent: () => undefined,
    onDone: ({ migration }) => applied.push(migration.version),
    onSettled: () => undefined,
  });
  return { outcome, applied };
}

const post = (body: string) => fetch(`${sqld.url}/v3/pipeline`, { method: "POST", body });
const numbers = async (sql: string) => (await (await open(sqld.url)).query(sql)).rows.map((row) => Number(row[0]));

/** A way to sqld that loses the answer to the first request that writes. @param onWrite is told of it, and of each later one before it goes on */
const road = (onWrite: (body: string, index: number) => Promise<unknown>) => {
  let writes = 0;
  return startHttp(({ path, body }, response) => {
    void (async () => {
      const index = body.includes("history moved") ? writes++ : undefined;
      if (index !== undefined) await onWrite(body, index);
      if (index === 0) return response.destroy();
      const answer = await fetch(`${sqld.url}${path}`, body === "" ? {} : { method: "POST", body });
      return response.writeHead(answer.status).end(await answer.text());
    })();
  });
};

it.each([
  ["goose, which keeps nothing from being recorded twice", goose.tracking],
  ["ours", OWN_TRACKING],
])(
  "applies each once when the first request comes to the server before the second, with the table of %s",
  async (_, tracking) => {
    const sent: string[] = [];
    const way = await road(async (body, index) => {
      sent.push(body);
      if (index === 1) await post(sent[0] ?? "");
    });
    expect(await apply(way.url, tracking)).toEqual({ outcome: "done", applied: ["1", "2", "3", "4"] });
    expect(sent).toHaveLength(2);
    expect(await numbers("SELECT n FROM t")).toEqual([8]);
    await way.stop();
  },
);

it("notices what another runner has applied between a lost answer and the look", async () => {
  await apply(sqld.url, goose.tracking, list.slice(0, 1));
  const [two, three] = [list.slice(1, 2), list.slice(2, 3)];
  const way = await road(async (_, index) => {
    if (index === 0) await apply(sqld.url, goose.tracking, two);
  });
  expect(await apply(way.url, goose.tracking, three)).toEqual({ outcome: "moved", applied: [] });
  expect(await numbers("SELECT n FROM t")).toEqual([2]);
  await way.stop();
});
