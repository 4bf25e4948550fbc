import assert from "node:assert/strict";
import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";

const { DATABASE_URL, TURSO_AUTH_TOKEN } = process.env;
assert.ok(DATABASE_URL, "set DATABASE_URL, as the setup action does");

export const client = createClient({ url: DATABASE_URL, authToken: TURSO_AUTH_TOKEN });
export const db = drizzle(client);
