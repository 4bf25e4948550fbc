// Whatever the schema demands holds in the rows that are planned for it: a real database takes them all.
import { describe, expect, it } from "vitest";
import { planOf, schemaOf, valuesOf, withTables, writePlan } from "./testing.ts";

describe("schemas without a spec", () => {
  it.each<[string, string[]]>([
    [
      "references in any order, to themselves, and in a circle",
      [
        "CREATE TABLE child (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES parent, q TEXT REFERENCES parent (code))",
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT UNIQUE, boss INTEGER REFERENCES parent, own INTEGER NOT NULL REFERENCES parent, c INTEGER REFERENCES circle)",
        "CREATE TABLE circle (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES parent)",
      ],
    ],
    [
      "a circle in which nothing can be NULL",
      [
        "CREATE TABLE d (a INTEGER NOT NULL REFERENCES a)",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER NOT NULL REFERENCES b)",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, c INTEGER NOT NULL REFERENCES c)",
        "CREATE TABLE c (id INTEGER PRIMARY KEY, a INTEGER NOT NULL UNIQUE REFERENCES a)",
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
        "CREATE TABLE drafts (tenant INTEGER NOT NULL, author INTEGER, FOREIGN KEY (tenant, author) REFERENCES users)",
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
        "CREATE TABLE v (code TEXT UNIQUE CHECK (length(code) = 2), short VARCHAR(5) UNIQUE, small INTEGER UNIQUE CHECK (small BETWEEN -20 AND 19))",
      ],
    ],
    [
      "STRICT, WITHOUT ROWID, generated columns, vectors and names in every quoting",
      [
        "CREATE TABLE s (id INT PRIMARY KEY, i INTEGER, r REAL, t TEXT, b BLOB, a ANY, at TEXT, updated_at INTEGER, flag INT, score REAL) STRICT, WITHOUT ROWID",
        "CREATE TABLE g (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT, b INT AS (a * 2), c TEXT GENERATED ALWAYS AS (id || 'x') STORED UNIQUE, up TEXT REFERENCES g (c))",
        "CREATE TABLE v (id INTEGER PRIMARY KEY, e F32_BLOB(7) NOT NULL, f FLOAT64(3), h F8_BLOB(4))",
        `CREATE TABLE "we""ird [table]" ([a b] TEXT, \`c\`\`d\` INTEGER, 'e''f' REAL, "名前" TEXT UNIQUE, "select" TEXT NOT NULL, "" TEXT, UNIQUE ([a b], "select"))`,
        `CREATE TABLE "__proto__" (constructor TEXT REFERENCES "we""ird [table]" ("名前"), "toString" INTEGER)`,
      ],
    ],
  ])("%s", async (_, statements) => {
    await withTables(statements, async (db, schema) => {
      const plan = planOf(schema, { others: 40 });
      expect(plan.tables.map(({ table, count }) => [table.name, count]).sort()).toEqual(
        schema.tables.map(({ name }) => [name, 40]).sort(),
      );
      await writePlan(db, plan);
    });
  });
});

describe("the order of tables", () => {
  const statements = [
    "CREATE TABLE leaf (a INTEGER REFERENCES a, t INTEGER REFERENCES tail)",
    "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b)",
    "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES a, t INTEGER REFERENCES tail)",
    "CREATE TABLE tail (id INTEGER PRIMARY KEY, up INTEGER REFERENCES tail)",
  ];

  it("has those referred to first, and names the circles", async () => {
    const plan = planOf(await schemaOf(statements));
    expect(plan.tables.map(({ table }) => table.name)).toEqual(["tail", "a", "b", "leaf"]);
    expect(plan.circular).toEqual(new Set(["a", "b"]));
  });

  it("keeps the values of a circle, although they can be NULL", async () => {
    const plan = planOf(await schemaOf(statements), { others: 100 });
    const given = valuesOf(plan, "a", "b").filter((value) => value !== null);
    expect(given.length).toBeGreaterThan(80);
    expect(new Set(given).size).toBeGreaterThan(40);
  });
});
