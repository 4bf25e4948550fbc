// What becomes of migrations when the network takes the server's answers away.
import { once } from "node:events";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { migrations, open, TABLE, up } from "./testing.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

type Fate = "pass" | "run and lose" | "lose" | "die" | "run and die";

/** A way to sqld on which transactions meet their fate in order; the last one is that of all further ones. */
async function road(...fates: Fate[]) {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const fate = body.includes("COMMIT") ? (fates.length > 1 ? fates.shift() : fates[0]) : "pass";
    if (fate === "die" || fate === "run and die") server.close();
    if (fate === "lose" || fate === "die") return void response.destroy();
    const answer = await fetch(`${sqld.url}${request.url}`, {
      method: request.method ?? "GET",
      ...(body.length > 0 ? { body } : {}),
      headers: { "content-type": "application/json" },
    });
    if (fate === "run and lose" || fate === "run and die") {
      response.destroy();
      return void server.closeAllConnections();
    }
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    close: () => server.closeAllConnections(),
  };
}

describe("with answers that are lost", () => {
  beforeEach(async () => {
    const db = await open(sqld.url);
    await db.transaction([{ sql: `DROP TABLE IF EXISTS ${TABLE.name}` }, { sql: "DROP TABLE IF EXISTS t" }]);
  });
  // The second one wants foreign keys off, which makes it a request of its own.
  const list = migrations("CREATE TABLE t(n); INSERT INTO t VALUES (1)", "PRAGMA foreign_keys = OFF; UPDATE t SET n = n * 2");
  const n = async () => (await (await open(sqld.url)).query("SELECT n FROM t")).rows.map((row) => Number(row[0]));

  it("sees that it was applied", async () => {
    const { url, close } = await road("pass", "run and lose");
    expect(await up(await open(url), list)).toMatchObject({ error: undefined, applied: ["1", "2"] });
    expect(await n()).toEqual([2]);
    close();
  });

  it("sends again what was not applied", async () => {
    const { url, close } = await road("lose", "pass", "lose", "lose", "pass");
    expect(await up(await open(url), list)).toMatchObject({ error: undefined, applied: ["1", "2"] });
    expect(await n()).toEqual([2]);
    close();
  });

  it("says that nobody knows when no answer ever comes", async () => {
    const { url, close } = await road("pass", "lose");
    const { error, applied, pending } = await up(await open(url), list);
    expect(error?.message).toContain("m/2_x.sql: the answer of the server was lost 3 times, and nobody knows what was applied");
    // What nobody knows is neither applied nor pending.
    expect({ applied, pending }).toEqual({ applied: ["1"], pending: undefined });
    close();
  });

  it.each<Fate[][]>([[["pass", "die"]], [["pass", "run and die"]], [["pass", "lose", "die"]]])(
    "says so too when the server cannot be reached any more (%j)",
    async (fates) => {
      const { url, close } = await road(...fates);
      const { error, applied, pending } = await up(await open(url), list);
      expect(errorMessage(error)).toMatch(
        /^m\/2_x\.sql: the answer of the server was lost (once|2 times), and nobody knows what was applied\. When the server can be reached, run the step again, which is safe/,
      );
      expect(errorMessage(error)).toContain("ECONNREFUSED");
      expect({ applied, pending }).toEqual({ applied: ["1"], pending: undefined });
      close();
    },
  );

  it("does not send again what gives back too many rows", async () => {
    const rows =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) SELECT printf('%1000d', i) FROM n";
    const { error, applied, pending } = await up(await open(sqld.url), migrations("SELECT 1", rows));
    expect(error?.message).toBe(
      "m/2_x.sql: the statements give back more than 10 MB of rows, where none are needed. A server gives back the rows of every SELECT: take it out, or have it give fewer (RESPONSE_TOO_LARGE)",
    );
    expect({ applied, pending }).toEqual({ applied: ["1"], pending: 1 });
  });
});
