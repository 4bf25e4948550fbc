// The canonical print of everything that a schema can hold: it can be read, it can be run, and it is the same on every backend.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { splitScript } from "../sql/split.ts";
import { startSqld } from "../testing/sqld.ts";
import { canonicalSchema, schemaDigest } from "./canonical.ts";
import { introspect } from "./introspect.ts";
import type { Schema } from "./table.ts";
import { openDatabase, run, schemaOf } from "./testing.ts";

const printOf = async (...statements: readonly string[]) => canonicalSchema(await schemaOf(...statements));

/** Everything that can be said in one schema. */
const EVERYTHING = [
  `create table if not exists Users ( -- people
    id integer primary key autoincrement, "e-mail" varchar (100) not null on conflict ignore collate nocase default "none",
    "key" int default (1+ 1) constraint positive check([key]<>0 and Key!=3), double as (KEY * - -2) stored,
    boss references users /* self */ match full on delete cascade deferrable initially deferred,
    Since text default current_timestamp, raw default (x'aB'), bare default Foo, [check] "my type" (1, 2) null,
    constraint u unique(KEY desc, "E-MAIL" collate rtrim) on conflict ignore, foreign key (boss, "key") references Other (A, b) not deferrable
  )`,
  "create table Other (a text collate nocase, B int, primary key (a collate nocase, b desc) on conflict rollback) without rowid",
  "create table exact (x any, n integer not null primary key desc) strict",
  "create table shuffled (x integer primary key) random rowid",
  "create table copied as select 1 as a, 'b' as \"B c\"",
  "create table docs (title text, v F32_BLOB(3))",
  "create index by_vector on docs(libsql_vector_idx(V, 'metric=cosine', 'compress_neighbors=float8'))",
  `create unique index if not exists main.plain on users(boss desc, lower("e-mail") collate nocase, (double)) where BOSS is not null`,
  `create virtual table words using fts5(title, content = 'docs', tokenize="porter ascii", prefix='2 3')`,
  `create view v(First, "second one") as select distinct u."e-mail" as Mail, count(*) over (partition by u.boss order by u.id rows between unbounded preceding
    and current row exclude ties) from users u left outer join Other as o on u."key" = o.b where u.raw like '%a' escape '!' and cast(u.key as Varchar (10))
    is not distinct from 'x' order by 1 desc nulls last limit 1 offset 2`,
  `create view counted as with recursive c(n) as (select 1 union all select n+1 from c where n<3) select n as N, case when n then "key" else true end, replace(n,'a','b') from c natural join json_each('[]')`,
  `create trigger written after update of boss, "key" on users for each row when NEW.boss is not old.boss begin
    insert or replace into copied(a) values (new.id) on conflict do nothing; select raise(abort, 'no; really') where new.id < 0; end`,
  "create trigger through instead of delete on v begin delete from users where id = 1; end",
];

/** What the database itself says of the tables, without the text that expressions and types are written with. */
function byName({ tables }: Schema): unknown[] {
  const described = tables.map(({ sql, definition, checks, columns, foreignKeys, indexes, ...table }) => ({
    ...table,
    columns: columns.map(({ default: value, expression, type, ...column }) => ({ ...column, hasDefault: value !== undefined })),
    foreignKeys: foreignKeys.map((key) => JSON.stringify(key)).sort(),
    indexes: indexes.map(({ unique, origin, terms }) => [unique, origin, terms.map(({ expression, ...term }) => term)]),
    checks: checks.length,
  }));
  return described.sort((a, b) => (a.name < b.name ? -1 : 1));
}

describe("canonicalSchema", () => {
  it("prints by kind and name, every constraint on a line", async () => {
    expect(await printOf(...EVERYTHING)).toMatchInlineSnapshot(`
      "CREATE TABLE copied (
        a,
        "B c"
      );

      CREATE TABLE docs (
        title TEXT,
        v F32_BLOB(3)
      );

      CREATE TABLE exact (
        x ANY,
        n INTEGER PRIMARY KEY DESC NOT NULL
      ) STRICT;

      CREATE TABLE Other (
        a TEXT COLLATE NOCASE,
        B INT,
        PRIMARY KEY (a, B DESC) ON CONFLICT ROLLBACK
      ) WITHOUT ROWID;

      CREATE TABLE shuffled (
        x INTEGER PRIMARY KEY
      ) RANDOM ROWID;

      CREATE TABLE Users (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        "e-mail" VARCHAR(100) NOT NULL ON CONFLICT IGNORE DEFAULT 'none' COLLATE NOCASE,
        "key" INT DEFAULT (1 + 1),
        double GENERATED ALWAYS AS ("key" * - -2) STORED,
        boss,
        Since TEXT DEFAULT CURRENT_TIMESTAMP,
        raw DEFAULT X'AB',
        bare DEFAULT 'Foo',
        "check" "MY TYPE"(1, 2),
        CONSTRAINT u UNIQUE ("key" DESC, "e-mail" COLLATE RTRIM) ON CONFLICT IGNORE,
        CONSTRAINT positive CHECK ("key" <> 0 AND "key" != 3),
        FOREIGN KEY (boss) REFERENCES Users ON DELETE CASCADE MATCH FULL DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY (boss, "key") REFERENCES Other (a, B)
      );

      CREATE VIRTUAL TABLE words USING fts5(title, content = 'docs', tokenize = "porter ascii", prefix = '2 3');

      CREATE INDEX by_vector ON docs (libsql_vector_idx(v, 'metric=cosine', 'compress_neighbors=float8'));

      CREATE UNIQUE INDEX plain ON Users (boss DESC, lower("e-mail") COLLATE NOCASE, double) WHERE boss IS NOT NULL;

      CREATE VIEW counted AS
      WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3)
      SELECT n AS N, CASE WHEN n THEN "key" ELSE TRUE END, replace(n, 'a', 'b')
      FROM c NATURAL JOIN json_each('[]');

      CREATE VIEW v ("First", "second one") AS
      SELECT DISTINCT u."e-mail" AS Mail, count(*) OVER (PARTITION BY u.boss ORDER BY u.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES)
      FROM users u LEFT OUTER JOIN other AS o ON u."key" = o.b
      WHERE u.raw LIKE '%a' ESCAPE '!' AND CAST(u."key" AS VARCHAR(10)) IS NOT DISTINCT FROM 'x'
      ORDER BY 1 DESC NULLS LAST
      LIMIT 1 OFFSET 2;

      CREATE TRIGGER through INSTEAD OF DELETE ON v
      BEGIN
        DELETE FROM users WHERE id = 1;
      END;

      CREATE TRIGGER written AFTER UPDATE OF boss, "key" ON Users
      WHEN new.boss IS NOT old.boss
      BEGIN
        INSERT OR REPLACE INTO copied(a) VALUES (new.id) ON CONFLICT DO NOTHING;
        SELECT RAISE(ABORT, 'no; really') WHERE new.id < 0;
      END;
      "
    `);
  });

  it("can be run, and comes out the same", async () => {
    const first = await schemaOf(...EVERYTHING);
    const second = await schemaOf(...splitScript(canonicalSchema(first)).statements.map(({ sql }) => sql));
    expect(canonicalSchema(second)).toBe(canonicalSchema(first));
    expect(byName(second)).toEqual(byName(first));
  });

  it("is the same over a server, in a file and in memory", async () => {
    const folder = await mkdtemp(join(tmpdir(), "canonical-"));
    const server = await startSqld();
    try {
      const digests = [];
      for (const url of [server.url, `file:${join(folder, "a.db")}`, ":memory:"]) {
        const database = await openDatabase(url);
        await run(database, EVERYTHING);
        digests.push(schemaDigest(await introspect(database)));
        database.close();
      }
      expect(new Set(digests).size).toBe(1);
      expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    } finally {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  });

  it("is empty for an empty database", async () => {
    expect(await printOf()).toBe("");
  });
});
