import type { ResultSet } from "@libsql/client";
import { createClient } from "@libsql/client/http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { type ReadSnapshot, remoteSnapshot } from "./remote-snapshot.ts";
import type { RemoteDatabase } from "./resolve.ts";
import { parseDatabaseUrl } from "./url.ts";

let sqld: Sqld;
let read: ReadSnapshot;
beforeAll(async () => {
  sqld = await startSqld();
  read = remoteSnapshot(parseDatabaseUrl(sqld.url, "/") as RemoteDatabase, testSettings().send);
});
afterAll(() => sqld.stop());

it("gives what @libsql/client gives", async () => {
  const client = createClient({ url: sqld.url, intMode: "bigint" });
  const statements = [{ sql: "SELECT 1 AS one, x'00ff' AS two" }, { sql: "SELECT ? AS x", args: ["y"] }];
  const answers = (await read(statements)) as ResultSet[];
  const expected = await client.batch(statements, "read");
  expect(answers.map((answer) => answer.toJSON())).toEqual(expected.map((answer) => answer.toJSON()));
  client.close();
});

it("lets one that fails take no other along", async () => {
  const [one, missing, two] =
    (await read(["SELECT 1 AS x", "SELECT * FROM missing", "SELECT 2 AS x"].map((sql) => ({ sql })))) ?? [];
  expect([one, two]).toMatchObject([{ rows: [{ x: 1n }] }, { rows: [{ x: 2n }] }]);
  expect(missing).toMatchObject({ error: { message: expect.stringContaining("no such table: missing") } });
});

it.each([
  ["the parser refuses one", ["SELECT 1", "SELEC 1"]],
  ["all of them are more than an answer holds", Array.from({ length: 4 }, () => "SELECT zeroblob(3000000)")],
])("gives nothing where %s", async (_, statements) => {
  expect(await read(statements.map((sql) => ({ sql })))).toBeUndefined();
});
