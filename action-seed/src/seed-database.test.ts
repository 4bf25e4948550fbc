// Seeding real databases: what the schema demands holds afterwards, what cannot hold is said before anything is written, and the same
// seed gives the same rows everywhere.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Connection, LostAnswerError, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { describe, expect, it } from "vitest";
import { encodeTables } from "./load/encode.ts";
import { writeRows } from "./load/write.ts";
import { planRows } from "./plan/plan.ts";
import { seedDatabase } from "./seed-database.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/agent-memory/migrations/", import.meta.url));
const example = readdirSync(EXAMPLE)
  .filter((file) => file.endsWith(".up.sql"))
  .sort()
  .flatMap((file) => splitScript(readFileSync(EXAMPLE + file, "utf8")).statements.map(({ sql }) => sql));

const open = (url: string) => openConnection(parseDatabaseUrl(url, "/"), testSettings());

async function withDatabase<T>(
  statements: readonly string[],
  work: (db: Connection) => Promise<T>,
  url = ":memory:",
): Promise<T> {
  const db = await open(url);
  try {
    expect(await db.transaction(statements.map((sql) => ({ sql })))).toMatchObject({ ok: true });
    return await work(db);
  } finally {
    db.close();
  }
}

/** The same on a server of its own. */
async function withServer<T>(statements: readonly string[], work: (db: Connection) => Promise<T>): Promise<T> {
  const server = await startSqld();
  try {
    return await withDatabase(statements, work, server.url);
  } finally {
    await server.stop();
  }
}

const counts = (others: number, named: Record<string, number> = {}) => ({ others, named: new Map(Object.entries(named)) });
const seedWith = (db: Connection, others = 10, named: Record<string, number> = {}, seed = "42") =>
  seedDatabase(db, { seed, rows: counts(others, named) });

/** All rows of a table in the order of their insertion or key, each cell with its storage class. */
async function typedRows(db: Connection, table: string): Promise<Record<string, string>[]> {
  const { rows, columns } = await db.query(`SELECT * FROM ${quoteIdentifier(table)}`);
  const typed = (cell: unknown) =>
    cell instanceof ArrayBuffer
      ? `blob ${Buffer.from(cell).toString("hex")}`
      : typeof cell === "bigint"
        ? `integer ${cell}`
        : typeof cell === "number"
          ? `real ${cell}`
          : cell === null
            ? "null"
            : `text ${cell}`;
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column, typed(row[column])])));
}

async function typedDump(db: Connection): Promise<Record<string, Record<string, string>[]>> {
  const { tables } = await introspect(db);
  return Object.fromEntries(await Promise.all(tables.map(async ({ name }) => [name, await typedRows(db, name)] as const)));
}

async function expectSound(db: Connection): Promise<void> {
  expect((await db.query("PRAGMA foreign_key_check")).rows).toEqual([]);
  expect((await db.query("PRAGMA integrity_check")).rows[0]?.[0]).toBe("ok");
}

describe("the same seed", () => {
  const dumpAfter = (on: typeof withServer, seed: string) =>
    on(example, async (db) => {
      await seedWith(db, 25, { steps: 60 }, seed);
      await expectSound(db);
      return typedDump(db);
    });

  it("gives the same rows on a server and in memory, and another seed others", async () => {
    const [remote, local, other] = [
      await dumpAfter(withServer, "42"),
      await dumpAfter(withDatabase, "42"),
      await dumpAfter(withDatabase, "43"),
    ];
    expect(remote).toEqual(local);
    for (const table of Object.keys(local)) expect(other[table]).not.toEqual(local[table]);
    const lengths = Object.entries(local).map(([table, rows]) => [table, rows.length]);
    expect(Object.fromEntries(lengths)).toMatchObject({ episodes: 25, steps: 60, embeddings: 25 });
  });

  it("gives these rows, in this and every later release with the same generator version", async () => {
    const dump = await dumpAfter(withDatabase, "42");
    expect(dump["episodes"]?.[1]).toEqual({
      id: "integer 2",
      external_id: "text aad4b571-2ce7-49d9-8eb9-eabd4db5e135",
      parent_id: "integer 1",
      agent: "text gentle-orchard",
      task_type: "text refactoring",
      task_description: "text The calm delta compares the honest query.",
      status: "text running",
      reward: "real 0.65",
      metadata: 'text {"topic":"cache","source":"lantern","weight":38}',
      started_at: "text 2024-04-17T09:32:14Z",
      ended_at: "text 2024-10-23T17:59:45Z",
    });
    const digest = (rows: unknown) => createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 16);
    expect(Object.fromEntries(Object.entries(dump).map(([table, rows]) => [table, digest(rows)]))).toEqual({
      episodes: "e177149683a6c85f",
      steps: "ae04a24815ecf121",
      patterns: "b7df9df29e83c717",
      pattern_episodes: "b6d00cd553c47589",
      heuristics: "41bfbfa6d1001e64",
      embeddings: "a2b74cede8dac248",
      spatiotemporal_index: "e72400bb09019b89",
      execution_records: "fa5247f7c6a8a22a",
      agent_metrics: "1d9cb0321baf1d79",
    });
  });
});

describe("what a change moves", () => {
  const schema = [
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, team_id INTEGER REFERENCES teams)",
    "CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT UNIQUE)",
    "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, answers INTEGER REFERENCES posts, title TEXT, score REAL)",
    "CREATE TABLE likes (user_id INTEGER REFERENCES users, post_id INTEGER REFERENCES posts, created_at TEXT, PRIMARY KEY (user_id, post_id)) WITHOUT ROWID",
  ];
  const rowsOf = (statements: readonly string[], named: Record<string, number>) =>
    withDatabase(statements, async (db) => {
      await seedWith(db, 20, named);
      return typedDump(db);
    });
  const without = (rows: Record<string, string>[] | undefined, ...columns: string[]) =>
    (rows ?? []).map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column))));

  it("a new column and a new table move nothing", async () => {
    const before = await rowsOf(schema, {});
    const after = await rowsOf(
      [
        ...schema,
        "CREATE TABLE more (id INTEGER PRIMARY KEY, user_id REFERENCES users)",
        "ALTER TABLE users ADD COLUMN age INTEGER",
      ],
      {},
    );
    for (const table of Object.keys(before)) expect(without(after[table], "age")).toEqual(before[table]);
  });

  it("more rows leave the first ones as they are, and move only foreign keys that point at them", async () => {
    const before = await rowsOf(schema, {});
    const moreUsers = await rowsOf(schema, { users: 21 });
    expect(moreUsers["users"]?.slice(0, 20)).toEqual(before["users"]);
    expect(moreUsers["teams"]).toEqual(before["teams"]);
    expect(without(moreUsers["posts"], "user_id")).toEqual(without(before["posts"], "user_id"));
    const moved = moreUsers["posts"]?.filter((row, index) => row["user_id"] !== before["posts"]?.[index]?.["user_id"]) ?? [];
    expect(moved.length).toBeLessThan(5);
    for (const row of moved) expect(row["user_id"]).toBe("integer 21");
    const morePosts = await rowsOf(schema, { posts: 300 });
    expect(morePosts["posts"]?.slice(0, 20)).toEqual(before["posts"]);
    expect(morePosts["users"]).toEqual(before["users"]);
  });
});

describe("tables that hold rows", () => {
  it("are left alone, and are referred to", async () => {
    await withDatabase(
      [
        "CREATE TABLE a (k TEXT PRIMARY KEY)",
        "INSERT INTO a VALUES ('one'), ('two')",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, k TEXT NOT NULL REFERENCES a)",
      ],
      async (db) => {
        expect((await seedWith(db)).tables).toEqual([
          { name: "a", written: 0, reason: "held rows already" },
          { name: "b", written: 10 },
        ]);
        expect(new Set((await typedRows(db, "b")).map((row) => row["k"]))).toEqual(new Set(["text one", "text two"]));
        const dump = await typedDump(db);
        expect((await seedWith(db)).tables.map(({ written }) => written)).toEqual([0, 0]);
        expect(await typedDump(db)).toEqual(dump);
      },
    );
  });

  it("stay as they are when another writer was first", async () => {
    await withDatabase(["CREATE TABLE a (x TEXT)", "CREATE TABLE b (x TEXT)"], async (db) => {
      const schema = await introspect(db);
      const plan = planRows({
        schema,
        seed: "42",
        counts: new Map([
          ["a", 3],
          ["b", 3],
        ]),
        existing: new Map(),
      });
      await db.transaction([{ sql: "INSERT INTO b VALUES ('theirs')" }]);
      await expect(writeRows(db, encodeTables(plan))).rejects.toThrow(/another writer put rows into a table/);
      expect(await typedDump(db)).toEqual({ a: [], b: [{ x: "text theirs" }] });
    });
  });

  it.each([
    ["was written", true],
    ["was not written", false],
  ])("are filled once when the answer to a request is lost that %s", async (_, isWritten) => {
    await withDatabase(["CREATE TABLE a (x TEXT)", "CREATE TABLE b (id INTEGER PRIMARY KEY)"], async (db) => {
      let lost = 0;
      const cut: Connection = {
        ...db,
        transaction: async (statements) => {
          if (lost++ > 0) return db.transaction(statements);
          if (isWritten) await db.transaction(statements);
          throw new LostAnswerError("cut");
        },
      };
      await seedWith(cut);
      expect([lost, ...Object.values(await typedDump(db)).map((rows) => rows.length)]).toEqual([2, 10, 10]);
    });
  });

  it("are the only ones: tables of migration tools and internal ones are never seeded", async () => {
    await withDatabase(
      [
        "CREATE TABLE schema_migrations (version TEXT)",
        "CREATE TABLE _libsql_actions_migrations (version TEXT)",
        "CREATE TABLE t (x)",
      ],
      async (db) => {
        expect((await seedWith(db)).tables).toEqual([{ name: "t", written: 10 }]);
      },
    );
  });
});

describe("schemas that can be satisfied", () => {
  const rows = 40;
  it.each<[string, string[]]>([
    [
      "references in any order, to themselves, and in a circle that NULL breaks",
      [
        "CREATE TABLE child (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES parent, q TEXT REFERENCES parent (code))",
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT UNIQUE, boss INTEGER REFERENCES parent, own INTEGER NOT NULL REFERENCES parent, c INTEGER REFERENCES circle)",
        "CREATE TABLE circle (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES parent)",
      ],
    ],
    [
      "one to one, many to many, and a key of two references and a value",
      [
        "CREATE TABLE a (id INTEGER PRIMARY KEY)",
        "CREATE TABLE b (a_id INTEGER PRIMARY KEY REFERENCES a, x)",
        "CREATE TABLE c (a_id INTEGER UNIQUE REFERENCES a, next INTEGER UNIQUE REFERENCES c (a_id))",
        "CREATE TABLE ab (a_id REFERENCES a, b_id REFERENCES b, PRIMARY KEY (b_id, a_id)) WITHOUT ROWID",
        "CREATE TABLE abk (a_id REFERENCES a, b_id REFERENCES b, kind TEXT CHECK (kind IN ('x', 'y')), UNIQUE (a_id, kind, b_id))",
        "CREATE TABLE ak (a_id REFERENCES a, kind TEXT CHECK (kind IN ('x', 'y')), UNIQUE (a_id, kind))",
      ],
    ],
    [
      "tenants: foreign keys that share a column",
      [
        "CREATE TABLE tenants (id INTEGER PRIMARY KEY)",
        "CREATE TABLE users (tenant INTEGER NOT NULL REFERENCES tenants, id INTEGER NOT NULL, PRIMARY KEY (tenant, id))",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL REFERENCES tenants, author INTEGER NOT NULL, editor INTEGER, FOREIGN KEY (tenant, author) REFERENCES users, FOREIGN KEY (tenant, editor) REFERENCES users (tenant, id))",
        "CREATE TABLE threads (tenant INTEGER NOT NULL, id INTEGER NOT NULL, up INTEGER, PRIMARY KEY (tenant, id), FOREIGN KEY (tenant, up) REFERENCES threads (tenant, id))",
        "CREATE TABLE loops (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b), FOREIGN KEY (a, b) REFERENCES loops (a, b))",
      ],
    ],
    [
      "keys of every kind",
      [
        "CREATE TABLE t (a TEXT PRIMARY KEY, b INTEGER UNIQUE, c TEXT UNIQUE COLLATE NOCASE, d REAL UNIQUE, e BLOB UNIQUE, f UNIQUE, g DATETIME UNIQUE, h DATE UNIQUE, i JSON UNIQUE, UNIQUE (a, b))",
        "CREATE TABLE u (email TEXT, slug TEXT, uuid TEXT, n INTEGER, m TEXT, x TEXT, PRIMARY KEY (n, m))",
        "CREATE UNIQUE INDEX lower_email ON u (lower(email))",
        "CREATE UNIQUE INDEX some ON u (slug) WHERE n > 3",
        "CREATE UNIQUE INDEX two ON u (uuid, trim(x))",
        "CREATE TABLE v (code TEXT UNIQUE CHECK (length(code) = 2), short VARCHAR(5) UNIQUE, hash TEXT UNIQUE CHECK (length(hash) = 4), small INTEGER UNIQUE CHECK (small BETWEEN -20 AND 19), part REAL UNIQUE CHECK (part > 0 AND part < 0.01))",
        "CREATE TABLE w (a INTEGER UNIQUE CHECK (a <= 5), b INTEGER UNIQUE CHECK (b > 1e12), c REAL UNIQUE CHECK (c >= -0.5), d TEXT UNIQUE CHECK (length(d) BETWEEN 12 AND 14), started_at INTEGER UNIQUE, e BOOLEAN, UNIQUE (e, c))",
      ],
    ],
    [
      "CHECKs that are understood, and some that only hold",
      [
        `CREATE TABLE t (
        s TEXT NOT NULL CHECK (s IN ('a', 'b')), n INT CHECK (n > 5 AND n <= 7), r REAL CHECK (r BETWEEN 0.25 AND 0.5), l TEXT CHECK (length(l) BETWEEN 3 AND 4),
        j TEXT CHECK (json_valid(j)), d INT CHECK (d IS NULL OR d >= 1000000), email TEXT CHECK (email LIKE '%@%'), o TEXT CHECK (o = 'x' OR o = 'y'), z TEXT CHECK (z <> ''),
        started_at TEXT, ended_at TEXT, m INTEGER CHECK (m IN (1, 2, 3) AND m > 1), t INT CHECK (t IN ('1', '2')), k TEXT CHECK (k IN (1, 2)), created_at INTEGER CHECK (created_at > 1000000000000),
        b BLOB CHECK (length(b) = 3), p REAL CHECK (p = 0.1), h REAL CHECK (h > 0 AND h <= 0.00001), day INT CHECK (day BETWEEN 400 AND 500),
        CHECK (ended_at >= started_at), CHECK (n > r)
      )`,
      ],
    ],
    [
      "STRICT, WITHOUT ROWID, generated columns, AUTOINCREMENT, vectors and names in every quoting",
      [
        "CREATE TABLE s (id INT PRIMARY KEY, i INTEGER, r REAL, t TEXT, b BLOB, a ANY, at TEXT, updated_at INTEGER, flag INT, score REAL, n REAL CHECK (n IN (1, 2))) STRICT, WITHOUT ROWID",
        "CREATE TABLE g (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT, b INT AS (a * 2), c TEXT GENERATED ALWAYS AS (id || 'x') STORED UNIQUE)",
        "CREATE TABLE v (id INTEGER PRIMARY KEY, e F32_BLOB(7) NOT NULL, f FLOAT64(3), h F8_BLOB(4))",
        "CREATE INDEX ve ON v (libsql_vector_idx(e))",
        `CREATE TABLE "we""ird [table]" ([a b] TEXT, \`c\`\`d\` INTEGER, 'e''f' REAL, "名前" TEXT UNIQUE, "select" TEXT NOT NULL, "" TEXT, UNIQUE ([a b], "select"))`,
        `CREATE TABLE "__proto__" (constructor TEXT REFERENCES "we""ird [table]" ("名前"), "toString" INTEGER)`,
      ],
    ],
  ])("%s", async (_, statements) => {
    await withDatabase(statements, async (db) => {
      const { tables } = await seedWith(db, rows);
      expect(tables.every(({ written }) => written === rows)).toBe(true);
      await expectSound(db);
      for (const [table, list] of Object.entries(await typedDump(db))) expect([table, list.length]).toEqual([table, rows]);
    });
  });

  it("vectors have unit length and are found by their index", async () => {
    await withDatabase(
      [
        "CREATE TABLE v (id INTEGER PRIMARY KEY, e F32_BLOB(7) NOT NULL, d F64_BLOB(5) NOT NULL)",
        "CREATE INDEX ve ON v (libsql_vector_idx(e))",
      ],
      async (db) => {
        await seedWith(db, 12);
        const { rows: vectors } = await db.query("SELECT vector_extract(e), vector_extract(d) FROM v");
        for (const row of vectors)
          for (const [index, dimensions] of [7, 5].entries()) {
            const numbers: number[] = JSON.parse(String(row[index]));
            expect(numbers.length).toBe(dimensions);
            expect(Math.hypot(...numbers)).toBeCloseTo(1, 5);
          }
        const { rows: nearest } = await db.query("SELECT id FROM vector_top_k('ve', (SELECT e FROM v WHERE id = 5), 1)");
        expect(nearest[0]?.["id"]).toBe(5n);
      },
    );
  });

  it("triggers may write to other tables", async () => {
    const statements = [
      "CREATE TABLE t (x TEXT)",
      "CREATE VIRTUAL TABLE words USING fts5 (x)",
      "CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO words VALUES (new.x); END",
    ];
    await withDatabase(statements, async (db) => {
      expect((await seedWith(db)).tables).toEqual([{ name: "t", written: 10 }]);
      expect((await db.query("SELECT count(*) FROM words")).rows[0]?.[0]).toBe(10n);
    });
  });
});

describe("what cannot be satisfied", () => {
  it.each<[string, string[], RegExp[]]>([
    [
      "a circle without NULL",
      [
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER NOT NULL REFERENCES b)",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, c INTEGER NOT NULL REFERENCES c)",
        "CREATE TABLE c (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES a)",
        "CREATE TABLE d (a INTEGER NOT NULL REFERENCES a)",
      ],
      [/in a circle .*: a \(b\) → b \(c\) → c \(a\) → a\. Make one of the columns nullable/],
    ],
    [
      "keys without room",
      [
        "CREATE TABLE a (s TEXT UNIQUE CHECK (s IN ('x', 'y')))",
        "CREATE TABLE b (n INTEGER PRIMARY KEY CHECK (n BETWEEN 1 AND 9))",
        "CREATE TABLE c (f INTEGER, s TEXT CHECK (s IN ('x', 'y', 'z')), g INT CHECK (g IN (1, 2)), UNIQUE (s, g))",
      ],
      [
        /a: UNIQUE \(s\) has room for 2 different rows, and 10 are wanted.*`rows: a=2`/,
        /b: PRIMARY KEY has room for 9/,
        /c: UNIQUE \(s, g\) has room for 6/,
      ],
    ],
    [
      "columns without a value",
      [
        "CREATE TABLE a (x INT NOT NULL CHECK (x BETWEEN 5 AND 1))",
        "CREATE TABLE b (x TEXT NOT NULL CHECK (x IN ('long') AND length(x) < 2))",
        "CREATE TABLE c (x F8_BLOB(4) NOT NULL)",
      ],
      [
        /a\.x: no value meets its CHECKs, and it is NOT NULL/,
        /b\.x: no value/,
        /c\.x: values of the type F8_BLOB\(4\) cannot be generated/,
      ],
    ],
    [
      "references that lead nowhere",
      [
        "CREATE TABLE a (x INTEGER REFERENCES nowhere)",
        "CREATE TABLE p (a, b, PRIMARY KEY (a, b))",
        "CREATE TABLE b (x REFERENCES p)",
        "CREATE TABLE empty (id INTEGER PRIMARY KEY)",
        "CREATE TABLE c (x NOT NULL REFERENCES empty)",
      ],
      [
        /a\.x: refers to nowhere, which is no table/,
        /b\.x: does not match the primary key of p/,
        /c\.x: refers to empty, which holds no rows and gets none/,
      ],
    ],
  ])("%s is said by table and column, all at once, and nothing is written", async (_, statements, messages) => {
    await withDatabase(statements, async (db) => {
      const named = statements.some((sql) => sql.includes("empty")) ? { empty: 0 } : {};
      const failure = await seedWith(db, 10, named).catch((problem: Error) => problem.message);
      for (const message of messages) expect(failure).toMatch(message);
      expect(failure).toMatch(/^Nothing was written: /);
      for (const rows of Object.values(await typedDump(db))) expect(rows).toEqual([]);
    });
  });

  it.each<[string, string[], RegExp]>([
    [
      "a CHECK that is not understood",
      ["CREATE TABLE a (x TEXT)", "CREATE TABLE b (x INT, y INT, CHECK (x = y * 1000000))"],
      /refused the rows of b \(SQLITE_CONSTRAINT: CHECK constraint failed: x = y \* 1000000\).*`rows: b=0`/,
    ],
    [
      "a trigger that objects",
      ["CREATE TABLE a (x TEXT)", "CREATE TRIGGER tr BEFORE INSERT ON a BEGIN SELECT raise(ABORT, 'no\n::error::never'); END"],
      /refused the rows of a \(SQLITE_CONSTRAINT\S*: no ::error::never\)/,
    ],
  ])("%s is said by table, and nothing stays", async (_, statements, message) => {
    for (const on of [withDatabase, withServer])
      await on(statements, async (db) => {
        await expect(seedWith(db)).rejects.toThrow(message);
        for (const rows of Object.values(await typedDump(db))) expect(rows).toEqual([]);
      });
  });

  it("a name that is no table is refused with those that are", async () => {
    await withDatabase(["CREATE TABLE Users (x)"], async (db) => {
      await expect(seedWith(db, 10, { user: 5 })).rejects.toThrow(
        /names tables that the database does not have: "user"\. It has "Users"/,
      );
      expect((await seedWith(db, 10, { USERS: 5 })).tables).toEqual([{ name: "Users", written: 5 }]);
    });
  });
});
