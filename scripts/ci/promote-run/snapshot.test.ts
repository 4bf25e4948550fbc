import { createClient } from "@libsql/client";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { expect, it } from "vitest";
import { differences, recordedVersions, takeSnapshot } from "./snapshot.ts";

it("sees every change of definitions, rows, types and counters, and none where there is none", async () => {
  const server = await startSqld();
  const client = createClient({ url: server.url });
  try {
    const look = () => takeSnapshot(server.url, "");
    await client.batch(
      [
        "CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, v)",
        "INSERT INTO a(v) VALUES (1), ('1'), (x'00'), (x'01'), (NULL)",
        'CREATE TABLE "b""c"(x)',
      ],
      "write",
    );
    let before = await look();
    expect(differences(before, await look())).toEqual([]);
    for (const [change, found] of [
      ["UPDATE a SET v = '1' WHERE id = 1", ["the rows of a"]],
      ["UPDATE a SET v = x'02' WHERE id = 4", ["the rows of a"]],
      ["UPDATE sqlite_sequence SET seq = 99", ["the rows of sqlite_sequence"]],
      ["CREATE INDEX i ON a(v)", ["its definitions"]],
      ['INSERT INTO "b""c" VALUES (1)', ['the rows of b"c']],
    ] as const) {
      await client.execute(change);
      const after = await look();
      expect(differences(before, after), change).toEqual(found);
      before = after;
    }
  } finally {
    client.close();
    await server.stop();
  }
});

it("reads the recorded versions", () => {
  const rows = { _libsql_actions_migrations: ['1, "0001", "create_users", "sum"', '2, "0002", "x", "sum"'] };
  expect(recordedVersions({ definitions: [], rows })).toEqual(["0001", "0002"]);
  expect(recordedVersions({ definitions: [], rows: {} })).toEqual([]);
});
