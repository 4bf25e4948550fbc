// The example is true: its migrations are taken back exactly, and its own test passes on every backend once it is migrated and seeded.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { openDatabase } from "@libsql-actions/shared/database/memory";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedDatabase } from "../action-seed/src/seed-database.ts";

const EXAMPLE = fileURLToPath(new URL("../examples/agent-memory/", import.meta.url));
const CONSUMER_TEST = join(EXAMPLE, "test/memory.test.js");
const files = (await readdir(join(EXAMPLE, "migrations"))).filter((file) => file.endsWith(".up.sql")).sort();

let directory: string;
let server: Sqld;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "agent-memory-"));
  server = await startSqld();
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

const backends = {
  file: () => `file:${join(directory, "memory.db")}`,
  "turso-local": () => server.url,
  memory: () => ":memory:",
};

const open = (url: string) => openConnection(parseDatabaseUrl(url, "/"), testSettings());

async function apply(db: Connection, file: string): Promise<void> {
  const { statements } = splitScript(await readFile(join(EXAMPLE, "migrations", file), "utf8"));
  expect(await db.transaction(statements), file).toMatchObject({ ok: true });
}

/** Everything there is: the tables as they are described, and all objects as they are written. */
async function schemaOf(db: Connection): Promise<unknown> {
  const { rows } = await db.query(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'libsql_%' ORDER BY type, name",
  );
  return { ...(await introspect(db)), objects: rows.map((row) => [...Array.from(row)]) };
}

describe.each(Object.keys(backends) as (keyof typeof backends)[])("on the backend %s", (backend) => {
  it("every migration is taken back exactly, one by one and all at once", async () => {
    const db = await open(backends[backend]());
    const down = (file: string) => apply(db, file.replace(".up.", ".down."));
    const before = [await schemaOf(db)];
    for (const file of files) {
      await apply(db, file);
      const after = await schemaOf(db);
      expect(after).not.toEqual(before.at(-1));
      await down(file);
      expect(await schemaOf(db), file).toEqual(before.at(-1));
      await apply(db, file);
      expect(await schemaOf(db), file).toEqual(after);
      before.push(after);
    }
    for (const file of files.toReversed()) {
      before.pop();
      await down(file);
      expect(await schemaOf(db), file).toEqual(before.at(-1));
    }
    db.close();
  });

  it("its own test passes on the migrated and seeded database", async () => {
    const script = join(directory, "init.sql");
    await writeFile(script, "");
    const db = await openDatabase(parseDatabaseUrl(backends[backend](), "/"), testSettings(), script);
    for (const file of files) await apply(db, file);
    await seedDatabase(db, { seed: "42", rows: { others: 10, named: new Map() } });
    await db.save();
    db.close();
    const environment = {
      PATH: process.env["PATH"],
      DATABASE_URL: backends[backend](),
      ...(backend === "memory" ? { DATABASE_INIT_SQL: script } : {}),
    };
    const { stdout } = await promisify(execFile)(process.execPath, ["--test", "--test-reporter=tap", CONSUMER_TEST], {
      env: environment,
    });
    expect(stdout).toMatch(/^# pass 13$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });
});
