// The one place that knows how the backends differ.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createClient } from "@libsql/client";

/** Opens the database that is called `name`, where the workflow has set up one; else the one that all test files share. */
export async function openDatabase(name) {
  const { DATABASE_URL, DATABASE_INIT_SQL, [`DATABASE_URL_${name.toUpperCase()}`]: own, TURSO_AUTH_TOKEN } = process.env;
  const url = own ?? DATABASE_URL;
  assert.ok(url, "set DATABASE_URL, as the setup action does");
  const client = createClient({ url, authToken: TURSO_AUTH_TOKEN });
  // A database in memory is empty in every new process: the actions hand it on as a script.
  if (url === ":memory:") await client.executeMultiple(await readFile(DATABASE_INIT_SQL, "utf8"));
  return client;
}
