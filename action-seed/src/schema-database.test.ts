import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { formatSum, hashFiles } from "@libsql-actions/shared/migrations/formats/atlas-sum";
import { schemaDigest } from "@libsql-actions/shared/schema/canonical";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FindingsError } from "./findings-error.ts";
import { schemaDatabase } from "./schema-database.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/agent-memory/migrations", import.meta.url));

const ATLAS = {
  "20240101000000_a.sql": "CREATE TABLE old (x);",
  "20240102000000_checkpoint.sql": "-- atlas:checkpoint\n\nCREATE TABLE a (x);",
  "20240103000000_b.sql": "-- atlas:txmode none\n\nCREATE TABLE b (x);",
};
const atlasSum = (files: Readonly<Record<string, string>>) =>
  formatSum(hashFiles(Object.entries(files).map(([path, text]) => ({ path, text }))));

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "schema-"));
});
afterEach(() => rmSync(workspace, { recursive: true }));

/** What the schema of a path is made of: `table users`, in the order in which it was made. */
async function objectsOf(given: string): Promise<string[]> {
  return withSchema(given, async (db) => {
    const { rows } = await db.query("SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid");
    return rows.map((row) => `${row[0]} ${row[1]}`);
  });
}

async function withSchema<T>(given: string, work: (db: StepDatabase) => Promise<T>): Promise<T> {
  const db = await schemaDatabase(given, workspace, testSettings());
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

const failure = (given: string) =>
  schemaDatabase(given, workspace, testSettings()).then(
    () => expect.unreachable(),
    (problem: Error) => problem,
  );

describe("of a file", () => {
  it("has what its statements make, whatever frames them", async () => {
    write(workspace, {
      "schema.sql": "\ufeffPRAGMA foreign_keys=OFF;\nBEGIN;\nCREATE TABLE a (x);\nCREATE VIEW v AS SELECT 1;\nCOMMIT;\n",
    });
    expect(await objectsOf("schema.sql")).toEqual(["table a", "view v"]);
    expect(await objectsOf(join(workspace, "schema.sql"))).toEqual(["table a", "view v"]);
  });

  it("names the place of what cannot run, and why the file cannot be read", async () => {
    write(workspace, {
      "schema.sql": "CREATE TABLE a (x);\n  CREATE TABLE a (x);\n",
      "latin.sql": Uint8Array.from([0x27, 0xfc, 0x27]),
    });
    expect((await failure("schema.sql")).message).toBe("schema.sql:2:3: table a already exists (SQLITE_ERROR)");
    expect((await failure("latin.sql")).message).toBe(
      'The file of `schema`, "latin.sql", is not UTF-8. Save it in that encoding.',
    );
    expect((await failure("none.sql")).message).toMatch(/^The file of `schema`, "none.sql", cannot be read \(ENOENT\)\./);
    expect((await failure("/dev/null")).message).toMatch(
      /^The file of `schema`, "\/dev\/null", is no regular file\. Name one\.$/,
    );
  });
});

describe("of a folder", () => {
  it("is what the up scripts make in their order", async () => {
    const ups = readdirSync(EXAMPLE).filter((name) => name.endsWith(".up.sql"));
    expect(ups.length).toBeGreaterThan(5);
    writeFileSync(
      join(workspace, "all.sql"),
      ups
        .sort()
        .map((name) => readFileSync(join(EXAMPLE, name), "utf8"))
        .join("\n"),
    );
    const digest = (given: string) => withSchema(given, async (db) => schemaDigest(await introspect(db)));
    expect(await digest(EXAMPLE)).toBe(await digest("all.sql"));
    expect(await objectsOf(EXAMPLE)).toContain("table episodes");
  });

  it.each<[string, Record<string, string>]>([
    ["plain, by number", { "10_b.sql": "ALTER TABLE a ADD COLUMN y;\nCREATE TABLE b (x);", "9_a.sql": "CREATE TABLE a (x);" }],
    [
      "goose",
      {
        "1_a.sql": "-- +goose Up\nCREATE TABLE a (x);\n-- +goose Down\nDROP TABLE a;\n",
        "2_b.sql": "-- +goose NO TRANSACTION\n-- +goose Up\nVACUUM;\nCREATE TABLE b (x);\n-- +goose Down\nDROP TABLE b;\n",
      },
    ],
    [
      "dbmate",
      {
        "20240101000000_a.sql": "-- migrate:up\nCREATE TABLE a (x);\n-- migrate:down\nDROP TABLE a;\n",
        "20240102000000_b.sql": "-- migrate:up transaction:false\nVACUUM;\nCREATE TABLE b (x);\n-- migrate:down\nDROP TABLE b;\n",
      },
    ],
    [
      "drizzle, in the order of its journal",
      {
        "0000_z.sql": "CREATE TABLE `a` (`x` text);\n--> statement-breakpoint\nCREATE TABLE `b` (`x` text);",
        "0001_a.sql": "ALTER TABLE `a` ADD `y` text;",
        "meta/_journal.json": JSON.stringify({
          version: "7",
          dialect: "sqlite",
          entries: ["0000_z", "0001_a"].map((tag, idx) => ({
            idx,
            version: "6",
            when: 1700000000000 + idx,
            tag,
            breakpoints: true,
          })),
        }),
      },
    ],
    [
      "prisma",
      {
        "migration_lock.toml": 'provider = "sqlite"',
        "20240101000000_a/migration.sql": 'CREATE TABLE "a" ("id" INTEGER PRIMARY KEY);',
        "20240102000000_b/migration.sql": 'CREATE TABLE "b" ("id" INTEGER PRIMARY KEY);',
      },
    ],
    ["atlas, from its checkpoint on", { ...ATLAS, "atlas.sum": atlasSum(ATLAS) }],
    [
      "flyway, with what is repeated at the end",
      {
        "V2__b.sql": "CREATE TABLE b (x);",
        "V1__a.sql": "CREATE TABLE a (x);",
        "R__0.sql": "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT * FROM a, b;",
      },
    ],
    [
      "with our own comment",
      { "1_a.sql": "-- libsql-actions: no-transaction\nVACUUM;\nCREATE TABLE a (x);\nCREATE TABLE b (x);" },
    ],
  ])("of the format %s", async (name, files) => {
    write(join(workspace, "m"), files);
    expect(await objectsOf("m")).toEqual(["table a", "table b", ...(name.startsWith("flyway") ? ["view v"] : [])]);
  });

  it("turns foreign keys off where a script wants that, and for it alone", async () => {
    write(workspace, {
      "m/1_a.sql":
        "CREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE c (p REFERENCES p ON DELETE CASCADE);\nINSERT INTO p VALUES (1);\nINSERT INTO c VALUES (1);",
      "m/2_rebuild.sql":
        "PRAGMA foreign_keys=off;\nCREATE TABLE n (id INTEGER PRIMARY KEY, x);\nINSERT INTO n SELECT id, 0 FROM p;\nDROP TABLE p;\nALTER TABLE n RENAME TO p;\nPRAGMA foreign_keys=on;",
    });
    await withSchema("m", async (db) => {
      expect(Array.from((await db.query("SELECT (SELECT count(*) FROM c), (SELECT count(*) FROM p)")).rows[0] ?? [])).toEqual([
        1n,
        1n,
      ]);
    });
    write(workspace, { "m/3_c.sql": "INSERT INTO c VALUES (1);\n\nINSERT INTO c VALUES (7);" });
    expect((await failure("m")).message).toMatch(/^m\/3_c\.sql:3:1: .*FOREIGN KEY constraint failed/);
  });

  it("names the place of a statement that fails, and of one without a transaction too", async () => {
    write(workspace, {
      "g/1_a.sql": "-- +goose Up\nCREATE TABLE a (x);\n\n  CREATE TABLE a (x);\n",
      "l/1_a.sql": "-- libsql-actions: no-transaction\nCREATE TABLE a (x);\nDROP TABLE b;\n",
      "p/1_a.sql": "CREATE TABLE a (x);\nVACUUM;\n",
    });
    expect((await failure("g")).message).toBe("g/1_a.sql:4:3: table a already exists (SQLITE_ERROR)");
    expect((await failure("l")).message).toBe("l/1_a.sql:3:1: no such table: b (SQLITE_ERROR)");
    expect((await failure("p")).message).toMatch(/^p\/1_a\.sql:2:1: VACUUM cannot run in a transaction/);
  });

  it("tells of everything that is wrong with the files, at its place", async () => {
    write(workspace, { "m/1_a.sql": "-- +goose Up\n-- +goose Nonsense\nSELECT 1;\n", "m/2_b.sql": "SELECT 1;\n" });
    const problem = await failure("m");
    expect(problem).toBeInstanceOf(FindingsError);
    expect(problem.message).toMatch(/^m\/1_a\.sql:2: goose takes .*\nm\/2_b\.sql:1: There is SQL before /);
    expect((problem as FindingsError).findings.map(({ file, line }) => [file, line])).toContainEqual(["m/1_a.sql", 2]);
  });

  it("runs one whose times do not rise, as the migrate action does when it is told to", async () => {
    const entries = ["0000_a", "0001_b"].map((tag, idx) => ({
      idx,
      version: "6",
      when: 1700000000000 - idx,
      tag,
      breakpoints: true,
    }));
    write(workspace, {
      "m/0000_a.sql": "CREATE TABLE a (x);",
      "m/0001_b.sql": "CREATE TABLE b (x);",
      "m/meta/_journal.json": JSON.stringify({ version: "7", dialect: "sqlite", entries }),
    });
    expect(await objectsOf("m")).toEqual(["table a", "table b"]);
  });

  it("says what it looked for where there is nothing", async () => {
    write(workspace, {
      "empty/README.md": "",
      "other/init.sql": "CREATE TABLE a (x);",
      "up/migrations/1_a.sql": "CREATE TABLE a (x);",
    });
    const looked =
      "Looked for were those of goose, dbmate, drizzle, prisma, flyway, atlas, sqlx, golang-migrate, geni, pair, plain.";
    const advice = "Name the folder that they lie in themselves, or a `.sql` file with the schema.";
    expect((await failure("empty")).message).toBe(
      `The folder of \`schema\`, "empty", holds no migrations. ${looked} There is no SQL file in it. ${advice}`,
    );
    expect((await failure("other")).message).toBe(
      `The folder of \`schema\`, "other", holds no migrations. ${looked} Its files, such as "init.sql", are of none of them. ${advice}`,
    );
    expect((await failure("up")).message).toContain('such as "migrations/1_a.sql"');
    expect((await failure(".")).message).toContain("holds no migrations");
  });
});
