// Whatever the schema: either its rows are refused before anything is written, by table and column, or they are written and everything holds.
// That the database refuses what was planned is the one thing that must not happen.
import { openDatabase, type StepDatabase } from "@libsql-actions/shared/database/memory";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Unsatisfiable } from "./plan/unsatisfiable.ts";
import { expectSound, seedGiven } from "./testing.ts";

const TYPES = [
  "INTEGER",
  "INT",
  "TEXT",
  "VARCHAR(12)",
  "REAL",
  "NUMERIC",
  "DECIMAL(8,2)",
  "BLOB",
  "",
  "DATETIME",
  "DATE",
  "BOOLEAN",
  "JSON",
  "UUID",
  "STRING",
];
const NAMES = [
  "id",
  "email",
  "name",
  "created_at",
  "ends_at",
  "score",
  "latitude",
  "status",
  "is_open",
  "count",
  "metadata",
  "hash",
  "phone",
  "version",
  "ip",
  "x",
];
const CHECKS: readonly ((column: string) => string)[] = [
  () => "",
  () => "",
  (column) => `CHECK (length(${column}) BETWEEN 2 AND 30)`,
  (column) => `CHECK (${column} IN ('a', 'b', 3, 4.5, 'e5'))`,
  (column) => `CHECK (${column} IS NULL OR ${column} = 'x' OR ${column} = 'y')`,
  (column) => `CHECK (${column} LIKE 'a%' OR ${column} GLOB '[B-Y]?*')`,
  (column) => `CHECK (substr(${column}, 2, 1) <> 'e')`,
];
const NUMBER_CHECKS: readonly ((column: string) => string)[] = [
  (column) => `CHECK (${column} BETWEEN -3 AND 12)`,
  (column) => `CHECK (${column} > 0.5)`,
  (column) => `CHECK (${column} <= -7 AND ${column} <> '')`,
  (column) => `CHECK (${column} % 3 = 1)`,
  (column) => `CHECK (${column} NOT IN (1, 2, 3) AND round(${column}) > -9)`,
];
/** About two columns: nobody but the database knows whether they hold. */
const TABLE_CHECKS: readonly ((one: string, two: string) => string)[] = [
  (one, two) => `CHECK (${one} <> ${two})`,
  (one, two) => `CHECK (${one} IS NULL OR ${two} IS NULL OR ${one} >= ${two})`,
  (one, two) => `CHECK (CASE WHEN length(${one}) > 3 THEN length(${two}) <> 5 ELSE ${two} IS NOT ${one} END)`,
];

interface ColumnPlan {
  readonly type: string;
  readonly name: string;
  readonly check: number;
  readonly notNull: boolean;
  readonly unique: boolean;
  /** Refers to the table with this number, when there is one. */
  readonly refers: number | undefined;
}

interface TablePlan {
  readonly columns: readonly ColumnPlan[];
  /** The primary key: the rowid, two columns, or none. */
  readonly key: "rowid" | "pair" | "none" | "text";
  readonly withoutRowid: boolean;
  readonly pair: boolean;
  readonly check: number;
}

const column: fc.Arbitrary<ColumnPlan> = fc.record({
  type: fc.constantFrom(...TYPES),
  name: fc.constantFrom(...NAMES),
  check: fc.nat(20),
  notNull: fc.boolean(),
  unique: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
  refers: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(3) }),
});
const table: fc.Arbitrary<TablePlan> = fc.record({
  columns: fc.uniqueArray(column, { minLength: 2, maxLength: 6, selector: ({ name }) => name }),
  key: fc.constantFrom("rowid", "pair", "none", "text"),
  withoutRowid: fc.boolean(),
  pair: fc.boolean(),
  check: fc.nat(9),
});

/** Numbers only where numbers stay numbers; for all other types the check would compare storage classes. */
function checkOf({ type, name, check, refers }: ColumnPlan): string {
  if (refers !== undefined) return "";
  const numeric = /^(INT|INTEGER|REAL|DECIMAL)/.test(type);
  if (numeric) return NUMBER_CHECKS[check % (NUMBER_CHECKS.length * 3)]?.(name) ?? "";
  return /^(TEXT|VARCHAR|STRING)/.test(type) ? (CHECKS[check % CHECKS.length]?.(name) ?? "") : "";
}

function ddl({ columns, key, withoutRowid, pair, check }: TablePlan, number: number, tables: number): string {
  const parts = columns.map((plan) => {
    const target = plan.refers === undefined || plan.refers >= tables ? "" : `REFERENCES t${plan.refers} (k)`;
    const type = target === "" ? plan.type : "";
    return `${plan.name} ${type} ${plan.notNull ? "NOT NULL" : ""} ${plan.unique ? "UNIQUE" : ""} ${target} ${checkOf(plan)}`;
  });
  const [one = "", two = ""] = columns.map(({ name }) => name);
  const own = key === "rowid" ? "k INTEGER PRIMARY KEY" : key === "text" ? "k TEXT PRIMARY KEY" : "k INTEGER UNIQUE";
  const constraints = [
    ...(key === "pair" ? [`PRIMARY KEY (${one}, ${two})`] : []),
    ...(pair ? [`UNIQUE (${two}, ${one})`] : []),
    ...TABLE_CHECKS.slice(check, check + 1).map((write) => write(one, two)),
  ];
  return `CREATE TABLE t${number} (${[own, ...parts, ...constraints].join(", ")})${withoutRowid && key !== "none" ? " WITHOUT ROWID" : ""}`;
}

let db: StepDatabase;
beforeAll(async () => {
  db = await openDatabase(parseDatabaseUrl(":memory:", "/"), testSettings(), undefined);
});
afterAll(() => db.close());

it("is seeded soundly or refused beforehand", async () => {
  let seeded = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(table, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 25 }),
      fc.string(),
      async (plans, rows, seed) => {
        const names = plans.map((_, number) => `t${number}`);
        const creates = plans.map((plan, number) => ({ sql: ddl(plan, number, plans.length) }));
        expect(await db.transaction(creates)).toMatchObject({ ok: true });
        try {
          const { tables } = await seedGiven(db, { rows: String(rows), seed });
          seeded++;
          expect(tables.map(({ written }) => written)).toEqual(names.map(() => rows));
          await expectSound(db);
        } catch (problem) {
          if (!(problem instanceof Unsatisfiable)) throw problem;
          expect(problem.message).toMatch(/^Nothing was written: rows that satisfy the schema cannot be generated\.\n- /);
        } finally {
          await db.transaction(
            names.map((name) => ({ sql: `DROP TABLE ${quoteIdentifier(name)}` })),
            { foreignKeys: "off" },
          );
        }
      },
    ),
    { numRuns: 120 },
  );
  // A refusal must be the exception, or this proves nothing.
  expect(seeded).toBeGreaterThan(40);
});
