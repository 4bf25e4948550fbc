// What a transaction for scripts leaves behind.
import { afterAll, beforeAll, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { remoteWrites } from "./restore-target.ts";
import { parseDatabaseUrl } from "./url.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

it("ends the server's connection where BEGIN is refused", async () => {
  const database = parseDatabaseUrl(sqld.url, "/");
  if (database.kind !== "remote") throw new Error("the server's address is remote");
  const { send } = testSettings();
  const sent: string[] = [];
  const begin = remoteWrites(database, (url, options, read) => {
    // The server refuses a second BEGIN inside of a transaction; the first is slipped in before it.
    const body = String(options.body).replace("PRAGMA foreign_keys=off", "BEGIN");
    sent.push(body);
    return send(url, { ...options, body }, read);
  });
  await expect(begin()).rejects.toThrow("cannot start a transaction within a transaction");
  expect(sent).toHaveLength(3);
  expect(sent[2]).toContain('"requests":[{"type":"close"}]');
});
