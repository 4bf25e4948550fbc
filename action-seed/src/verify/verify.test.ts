// What verify says of databases that hold what was generated, and of those that do not.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countingReads, execute, inserts, openDatabase, seedPlan, seedTable } from "../digest/digest-fixture.ts";
import { planDigests } from "../digest/digest-tap.ts";
import type { Value } from "../generate/value.ts";
import { type VerifyRequest, verify } from "./verify.ts";

type Rows = Readonly<Record<string, readonly (readonly Value[])[]>>;

const FAMILY = [
  "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT, size REAL)",
  'CREATE TABLE "ch""ild" (k TEXT PRIMARY KEY NOT NULL, parent REFERENCES parent, bytes BLOB) WITHOUT ROWID',
  "CREATE TABLE log (line)",
];
const ROWS: Rows = {
  parent: [
    [1n, "one", 1.5],
    [2n, "two", -0],
    [3n, null, 1e300],
  ],
  'ch"ild': [
    ["z", 3n, new Uint8Array(3)],
    ["a", 1n, null],
    ["\u{1f600}", 2n, new Uint8Array()],
  ],
};

async function requestOf(db: Connection, rows: Rows, given: Partial<VerifyRequest> = {}): Promise<VerifyRequest> {
  const schema = await introspect(db);
  const tables = schema.tables.filter(({ name }) => name in rows).map((table) => seedTable(table, rows[table.name] ?? []));
  const plan = seedPlan(...tables);
  return { schema, plan, digests: planDigests(plan), way: "insert", existingRows: new Map(), ...given };
}

async function load(db: Connection, { plan }: VerifyRequest): Promise<void> {
  await execute(db, ...plan.tables.flatMap(inserts));
}

/** Loads rows, changes the database behind the step's back, verifies. */
async function afterwards(
  statements: readonly string[],
  behind: readonly string[],
  given: Partial<VerifyRequest> = {},
  rows = ROWS,
) {
  const db = await openDatabase();
  await execute(db, ...statements);
  const request = await requestOf(db, rows, given);
  await load(db, request);
  const unguarded = ["PRAGMA foreign_keys = off", ...behind].map((sql) => ({ sql }));
  expect(await db.loose(unguarded)).toMatchObject({ failure: undefined });
  const result = await verify(db, request);
  db.close();
  return result;
}

describe("verify on a server", () => {
  let server: Sqld;
  let db: Connection;
  beforeAll(async () => {
    server = await startSqld();
    db = await openDatabase(server.url);
    await execute(db, ...FAMILY);
  });
  afterAll(async () => {
    db.close();
    await server.stop();
  });

  it("takes one request where all is well, and finds digests, counts and nothing wrong", async () => {
    const request = await requestOf(db, ROWS);
    await load(db, request);
    const counting = countingReads(db);
    expect(await verify(counting, request)).toEqual({ tableDigests: request.digests.tables, notes: [], problems: [] });
    expect(counting.requests()).toBe(1);
  });

  it("reads the rows where the server has no sha3_query", async () => {
    const without: Pick<Connection, "reads"> = {
      reads: (statements) => db.reads(statements.map((one) => ({ ...one, sql: one.sql.replace("sha3_query", "not_there") }))),
    };
    const request = await requestOf(db, ROWS);
    const counting = countingReads(without);
    expect(await verify(counting, request)).toMatchObject({ tableDigests: request.digests.tables, problems: [] });
    expect(counting.requests()).toBeGreaterThan(1);
  });

  it("says that a table cannot be read which is not there", async () => {
    const request = await requestOf(db, { log: [["a"]] });
    await execute(db, "ALTER TABLE log RENAME TO log2");
    await expect(verify(db, request)).rejects.toThrow(/The table "log" cannot be read: .*no such table/);
  });
});

describe("verify names", () => {
  it.each([
    [
      "a changed value",
      "UPDATE parent SET size = 1.25 WHERE id = 1",
      "parent does not hold the rows that were generated (3 rows): id = 1: size is 1.5 in what was generated, 1.25 in the database.",
    ],
    [
      "another storage class",
      'UPDATE "ch""ild" SET bytes = CAST(bytes AS TEXT) WHERE k = \'z\'',
      '"ch\\"ild" does not hold the rows that were generated (3 rows): k = "z": bytes is blob x\'000000\' (3 bytes) in what was generated, "\\u0000\\u0000\\u0000" in the database.',
    ],
    [
      "a row that went",
      'DELETE FROM "ch""ild" WHERE k = \'a\'',
      '"ch\\"ild" does not hold the rows that were generated (3 generated, 2 there): k = "a": only in what was generated.',
    ],
    [
      "one that came",
      "INSERT INTO parent VALUES (9, x'00', '::error::x' || char(10))",
      "parent does not hold the rows that were generated (3 generated, 4 there): id = 9: only in the database.",
    ],
  ])("%s", async (_, behind, problem) => {
    const { problems, notes } = await afterwards(FAMILY, [behind]);
    expect({ problems, notes }).toEqual({ problems: [problem], notes: [] });
  });

  it("rows that refer to nothing, also in tables that were not loaded", async () => {
    const others = [...FAMILY, "CREATE TABLE other (id INTEGER PRIMARY KEY, p REFERENCES parent)"];
    const { problems, notes } = await afterwards(others, [
      "INSERT INTO other VALUES (4, 77)",
      'UPDATE "ch""ild" SET parent = 8 WHERE k = \'a\'',
    ]);
    expect(problems[0]).toBe('"ch\\"ild" refers to rows that are not there: a row to parent.');
    expect(problems[1]).toMatch(/k = "a": parent is 1 in what was generated, 8 in the database/);
    expect(notes).toEqual([
      "other refers to rows that are not there: the row 4 to parent. It held rows before this step, and they may be among these.",
    ]);
  });

  it("what a CHECK does not allow", async () => {
    const { problems } = await afterwards(
      ["CREATE TABLE t (a CHECK (a < 5))"],
      ["PRAGMA ignore_check_constraints = on", "INSERT INTO t VALUES (7)", "PRAGMA ignore_check_constraints = off"],
      {},
      { t: [[1n]] },
    );
    expect(problems).toHaveLength(2);
    expect(problems[0]).toBe("t is damaged: CHECK constraint failed in t.");
  });

  it("only the first tables and rows that differ", async () => {
    const tables = Array.from({ length: 5 }, (_, index) => `CREATE TABLE t${index} (a INTEGER PRIMARY KEY)`);
    const rows = Object.fromEntries(
      tables.map((_, index) => [`t${index}`, Array.from({ length: 9 }, (_, row): Value[] => [BigInt(row)])]),
    );
    const { problems } = await afterwards(
      tables,
      tables.map((_, index) => `DELETE FROM t${index}`),
      {},
      rows,
    );
    expect(problems).toHaveLength(5);
    expect(problems[0]?.match(/only in what was generated/g)).toHaveLength(5);
    expect(problems[4]).toBe("t4 does not hold the rows that were generated (9 generated, 0 there).");
  });
});

describe("triggers", () => {
  it.each([
    [
      "writes to its own table",
      "CREATE TRIGGER tr AFTER INSERT ON parent BEGIN UPDATE parent SET size = 0 WHERE id = new.id; END",
      "parent does not hold just the rows that were generated (3 rows): triggers change it (tr), so its content was not compared.",
    ],
    [
      "keeps rows out",
      "CREATE TRIGGER tr BEFORE INSERT ON parent WHEN new.id = 3 BEGIN SELECT raise(IGNORE); END",
      "parent does not hold just the rows that were generated (3 generated, 2 there): triggers change it (tr), so its content was not compared.",
    ],
  ])("that %s are said", async (_, trigger, note) => {
    const { problems, notes } = await afterwards([...FAMILY, trigger], [], {}, { parent: ROWS["parent"] ?? [] });
    expect({ problems, notes }).toEqual({ problems: [], notes: [note] });
  });

  it("of other tables are followed, through further triggers", async () => {
    const statements = [
      ...FAMILY,
      "CREATE TRIGGER one AFTER INSERT ON parent BEGIN INSERT INTO log VALUES (new.id); END",
      'CREATE TRIGGER "tw o" AFTER INSERT ON log WHEN new.line = 1 BEGIN DELETE FROM log; END',
    ];
    const { problems, notes } = await afterwards(statements, [], {}, { ...ROWS, log: [["a"]] });
    expect(problems).toEqual([]);
    expect(notes).toEqual([
      'log does not hold just the rows that were generated (1 generated, 3 there): triggers change it (one, "tw o"), so its content was not compared.',
    ]);
  });

  it("that only fire on what the step does not do explain nothing", async () => {
    const statements = [...FAMILY, "CREATE TRIGGER tr AFTER UPDATE ON parent BEGIN UPDATE parent SET size = 0; END"];
    const behind = ["UPDATE parent SET size = 3 WHERE id = 1"];
    expect((await afterwards(statements, behind)).problems).toHaveLength(1);
    expect((await afterwards(statements, behind, { way: "upsert" })).problems).toEqual([]);
  });
});

describe("tables that held rows before", () => {
  const before = [...FAMILY, "INSERT INTO parent VALUES (50, 'x', 1), (51, 'y', 2)"];
  it("are counted", async () => {
    const existingRows = new Map([["parent", 2]]);
    const right = await afterwards(before, [], { existingRows });
    expect([right.problems, right.notes]).toEqual([
      [],
      ["parent held rows before: its rows were counted (5), and not compared."],
    ]);
    const wrong = await afterwards(before, ["DELETE FROM parent WHERE id = 50"], { existingRows });
    expect(wrong.problems).toEqual(["parent holds 4 rows, and should hold 5: 2 from before, and 3 of this step."]);
    const upsert = await afterwards(before, ["DELETE FROM parent WHERE id = 50"], { existingRows, way: "upsert" });
    expect(upsert.problems).toEqual([]);
    const unknown = await afterwards(before, ["DELETE FROM parent WHERE id > 2"], {
      existingRows: new Map([["parent", undefined]]),
    });
    expect(unknown.problems).toEqual([
      '"ch\\"ild" refers to rows that are not there: a row to parent.',
      "parent holds 2 rows, and should hold at least 3: some from before, and 3 of this step.",
    ]);
  });
});
