// What the schema demands holds after seeding.
import { describe, expect, it } from "vitest";
import { expectSound, seedWith, typedDump, withDatabase } from "./testing.ts";

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
      "a circle without NULL",
      [
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER NOT NULL REFERENCES b)",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, c TEXT NOT NULL REFERENCES c)",
        "CREATE TABLE c (id TEXT PRIMARY KEY, a INTEGER NOT NULL REFERENCES a)",
        "CREATE TABLE d (a INTEGER NOT NULL REFERENCES a)",
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
      "lengths of what is not plain text",
      [
        `CREATE TABLE t (
        created_at TEXT NOT NULL CHECK (length(created_at) = 10), updated_at DATETIME NOT NULL CHECK (length(updated_at) = 24), seen_at TEXT NOT NULL CHECK (length(seen_at) < 20),
        start TEXT NOT NULL CHECK (length(start) = 5), at INTEGER NOT NULL CHECK (length(at) = 13), since REAL NOT NULL CHECK (length(since) = 12), due_date DATE NOT NULL UNIQUE CHECK (length(due_date) = 8),
        a TEXT NOT NULL UNIQUE CHECK (json_valid(a) AND length(a) < 50), b JSON NOT NULL CHECK (length(b) BETWEEN 20 AND 22), c JSON NOT NULL UNIQUE CHECK (length(c) BETWEEN 2 AND 5), metadata JSON NOT NULL CHECK (length(metadata) >= 200),
        d INT NOT NULL UNIQUE CHECK (length(d) = 3), e INT NOT NULL CHECK (length(e) = 3 AND e < 0), is_x INT NOT NULL CHECK (length(is_x) = 2), f VARCHAR(3) NOT NULL UNIQUE CHECK (length(f) = 5),
        g REAL NOT NULL UNIQUE CHECK (g > 0 AND g < 0.00001), h REAL NOT NULL CHECK (length(h) <= 4), i DECIMAL(5, 2) NOT NULL CHECK (length(i) = 4), j NOT NULL CHECK (j > 5 AND length(j) = 2), k BOOLEAN NOT NULL CHECK (length(k) = 1)
      )`,
      ],
    ],
    [
      "STRICT, WITHOUT ROWID, generated columns, AUTOINCREMENT, vectors and names in every quoting",
      [
        "CREATE TABLE s (id INT PRIMARY KEY, i INTEGER, r REAL, t TEXT, b BLOB, a ANY, at TEXT, updated_at INTEGER, flag INT, score REAL, n REAL CHECK (n IN (1, 2))) STRICT, WITHOUT ROWID",
        "CREATE TABLE g (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT, b INT AS (a * 2), c TEXT GENERATED ALWAYS AS (id || 'x') STORED UNIQUE, up TEXT REFERENCES g (c))",
        "CREATE TABLE gr (id INTEGER PRIMARY KEY, c TEXT UNIQUE REFERENCES g (c))",
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
      expect((await seedWith(db)).tables).toMatchObject([{ name: "t", written: 10 }]);
      expect((await db.query("SELECT count(*) FROM words")).rows[0]?.[0]).toBe(10n);
    });
  });
});
