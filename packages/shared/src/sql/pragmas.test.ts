// What is said of PRAGMAs is what a real server's parser says.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Connection, openConnection } from "../database/connection.ts";
import { parseDatabaseUrl } from "../database/url.ts";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { pragmaSupport } from "./pragmas.ts";

let sqld: Sqld;
let db: Connection;
beforeAll(async () => {
  sqld = await startSqld();
  db = await openConnection(parseDatabaseUrl(sqld.url, "/"), testSettings());
});
afterAll(async () => {
  db.close();
  await sqld.stop();
});

it("knows of every PRAGMA of SQLite whether the server lets it be read and set", async () => {
  const { rows } = await db.query("SELECT name FROM pragma_pragma_list ORDER BY name");
  const names = [...rows.map((row) => String(row[0])), "nonsense"];
  expect(names.length).toBeGreaterThan(50);
  const refused = (await db.parse(names.flatMap((name) => [{ sql: `PRAGMA ${name}` }, { sql: `PRAGMA ${name} = 1` }]))) ?? [];
  const said = names.map((name, index) => {
    const [read, set] = [refused[2 * index] === undefined, refused[2 * index + 1] === undefined];
    return [name, set ? "all" : read ? "read" : "none"];
  });
  expect(names.map((name) => [name, pragmaSupport(name)])).toEqual(said);
});
