// Where ALTER COLUMN takes an old definition to end is as libSQL's own engine does it. The real server is asked in action-migrate/src/lint/server.test.ts.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, openConnection } from "../database/connection.ts";
import { parseDatabaseUrl } from "../database/url.ts";
import { testSettings } from "../testing/client-settings.ts";
import { misreadBy } from "./alter-column.ts";

it.each([
  ["", undefined],
  [" VARCHAR(10) CHECK (b IN (1)) -- why not\n", undefined],
  [" TEXT DEFAULT '(a)'", undefined],
  [" INT -- x, y\n", "comment"],
  [" INT /* ) */", "comment"],
  [" DECIMAL(10,2) -- x, y\n", "definition"],
  [" INT CHECK (b IN (1,2))", "definition"],
  [" TEXT DEFAULT 'a,b'", "definition"],
  [" TEXT DEFAULT ':)'", "definition"],
])("says by what %j is misread", (stored, by) => {
  expect([misreadBy(stored, false), misreadBy(stored, true)]).toEqual([by, by]);
});

it("minds an open parenthesis only where no comma follows", () => {
  const stored = " TEXT DEFAULT ':('";
  expect([misreadBy(stored, false), misreadBy(stored, true)]).toEqual([undefined, "open"]);
});

describe("the engine", () => {
  let db: Connection;
  beforeAll(async () => {
    db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
  });
  afterAll(() => db.close());

  const parts = [
    "INT",
    "DECIMAL(9,2)",
    "VARCHAR(9)",
    "DEFAULT 'a,b'",
    "DEFAULT '('",
    "DEFAULT ')'",
    "NOT NULL",
    'CONSTRAINT "k("',
  ];
  const checks = ["CHECK (b IN (1))", "CHECK (b IN (1,2))"];
  const comments = ["-- x,y\n", "-- (\n", "-- )\n", "-- it's\n", "/* , */", "/* ( */", "/* ) */", "/* () */"];
  const definition = fc
    .array(fc.constantFrom(...parts, ...checks, ...comments), { minLength: 1, maxLength: 4 })
    .map((some) => ` ${some.join(" ")} `);
  const behind = fc.constantFrom("", ", c INT", ", c TEXT DEFAULT ')' -- z, z\n", ", UNIQUE (a, b)");

  it("replaces the definition exactly where it is not misread", async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(definition, behind, async (stored, rest) => {
        await db.transaction([{ sql: "DROP TABLE IF EXISTS t" }]);
        const made = await db.transaction([{ sql: `CREATE TABLE t (a INT, b${stored}${rest})` }]);
        fc.pre(made.ok);
        await db.transaction([{ sql: "ALTER TABLE t ALTER COLUMN b TO b TEXT" }]);
        const { rows } = await db.query("SELECT sql FROM sqlite_schema WHERE name = 't'");
        const isReplaced = rows[0]?.[0] === `CREATE TABLE t (a INT, b TEXT${rest})`;
        expect(isReplaced).toBe(misreadBy(stored, rest === "") === undefined);
        seen++;
      }),
      { seed: 7 },
    );
    expect(seen).toBe(100);
  });
});
