// From the declaration of a column to where its values come from, and that what comes from there is what the column takes.
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { describe, expect, it } from "vitest";
import { planOf, schemaOf, withTables, writePlan } from "../plan/testing.ts";
import { Unsatisfiable } from "../plan/unsatisfiable.ts";
import type { ColumnSpec } from "../spec/spec.ts";
import { deriveTable } from "./derive-column.ts";

/** The specs of the columns of a table. */
async function specsOf(columns: string, table = "t", more = ""): Promise<Record<string, ColumnSpec>> {
  const { tables } = await schemaOf([`CREATE TABLE ${table} (${columns})${more}`]);
  const [only] = tables;
  if (only === undefined) throw new Error("no table");
  const derived = deriveTable(only);
  return Object.fromEntries(only.columns.map((column) => [column.name, derived.column(column)]));
}

const some = (values: readonly ColumnSpec[keyof ColumnSpec][] | readonly (string | bigint | number)[]) => ({
  generator: "enum",
  values: values.map((value) => ({ value, weight: 1 })),
});
const BEGIN = Date.UTC(2024, 0, 1);
const MIDDLE = Date.UTC(2024, 6, 1);
const END = Date.UTC(2025, 0, 1);

describe("a column that is NOT NULL", () => {
  it.each<[string, unknown]>([
    ["n INTEGER", { generator: "integer", minimum: 1, maximum: 1000 }],
    ["age INT", { generator: "integer", minimum: 18, maximum: 90 }],
    ["is_open INTEGER", { generator: "boolean" }],
    ["open BOOLEAN", { generator: "boolean" }],
    ["price REAL", { generator: "real", minimum: 1, maximum: 1000, decimals: 2 }],
    ["latitude REAL", { generator: "real", minimum: -90, maximum: 90, decimals: 4 }],
    ["amount DECIMAL(10, 2)", { generator: "real", minimum: 1, maximum: 1000, decimals: 2 }],
    ["email TEXT", { generator: "email" }],
    ["name TEXT", { generator: "title" }],
    ["x TEXT", { generator: "word" }],
    ["phone STRING", { generator: "phone" }],
    ["zip STRING", { generator: "slug" }],
    ["uid UUID", { generator: "uuid" }],
    ["title VARCHAR(20)", { generator: "title", length: { minimum: 1, maximum: 20 } }],
    ["status TEXT", some(["pending", "active", "done", "failed"])],
    ["metadata TEXT", { generator: "json" }],
    ["tags TEXT", expect.objectContaining({ generator: "json", template: expect.objectContaining({ kind: "array" }) })],
    ["data BLOB", { generator: "blob", bytes: 16 }],
    ["embedding F32_BLOB(4)", { generator: "vector" }],
    ["created_at TEXT", { generator: "datetime", format: "iso", from: BEGIN, to: MIDDLE }],
    ["deleted_at TEXT", { generator: "datetime", format: "iso", from: MIDDLE, to: END }],
    ["created_at INTEGER", { generator: "datetime", format: "seconds", from: BEGIN, to: MIDDLE }],
    ["created_ms INTEGER", { generator: "datetime", format: "milliseconds", from: BEGIN, to: MIDDLE }],
    ["at DATETIME", { generator: "datetime", format: "sqlite", from: BEGIN, to: MIDDLE }],
    ["at TEXT DEFAULT CURRENT_TIMESTAMP", { generator: "datetime", format: "sqlite", from: BEGIN, to: MIDDLE }],
    ["due_date DATE", { generator: "date", from: MIDDLE, to: END }],
    ["t TIME", { generator: "time" }],
    ["x TEXT CHECK (x IN ('a', 'b'))", some(["a", "b"])],
    ["x INT CHECK (x IN ('1', 2))", some([1n, 2n])],
    ["x INT CHECK (x BETWEEN 5 AND 7)", { generator: "integer", minimum: 5, maximum: 7 }],
    ["x INT CHECK (x > 5000)", { generator: "integer", minimum: 5001, maximum: 6001 }],
    ["x INT CHECK (x % 100 = 0)", { generator: "integer", minimum: 100, maximum: 2100, step: 100 }],
    ["x INT CHECK (x % 10 = 3 AND x > 50 AND x < 90)", { generator: "integer", minimum: 53, maximum: 89, step: 10 }],
    ["x REAL CHECK (x > 0 AND x < 0.01)", { generator: "real", minimum: 0.0001, maximum: 0.0099, decimals: 4 }],
    ["x TEXT CHECK (length(x) = 3)", { generator: "word", length: { minimum: 3, maximum: 3 } }],
    ["x TEXT CHECK (date(x) = x)", { generator: "date", from: BEGIN, to: MIDDLE }],
    ["x TEXT CHECK (x LIKE 'AB-%')", { generator: "pattern", pattern: "AB\\-[a-z]{3,8}" }],
    ["email TEXT CHECK (email LIKE '%_@_%')", { generator: "email" }],
    ["x TEXT CHECK (x = upper(x) AND length(x) = 3)", { generator: "pattern", pattern: "[A-Z]{3,3}" }],
    [
      "currency TEXT CHECK (currency = upper(currency) AND length(currency) = 3)",
      { generator: "currency", length: { minimum: 3, maximum: 3 } },
    ],
    ["x TEXT CHECK (x NOT GLOB '*[^0-9]*')", { generator: "pattern", pattern: "[0-9]{3,8}" }],
  ])("%s", async (column, expected) => {
    const [name = ""] = column.split(" ");
    const notNull = column.replace(/^(\S+ \w+(?:\([\d, ]+\))?)/, "$1 NOT NULL");
    expect((await specsOf(notNull))[name]).toEqual(expected);
  });

  it("and in a table of people has their names", async () => {
    expect((await specsOf("name TEXT NOT NULL", "customers"))["name"]).toEqual({ generator: "name" });
  });
});

describe("a column whose rows differ", () => {
  it.each<[string, unknown]>([
    ["k INTEGER PRIMARY KEY", { generator: "sequence" }],
    ["k INTEGER PRIMARY KEY CHECK (k >= 100)", { generator: "sequence", start: 100 }],
    ["k INTEGER UNIQUE CHECK (k < 0)", { generator: "sequence", start: -1, step: -1 }],
    ["k INTEGER UNIQUE CHECK (k BETWEEN 1 AND 9)", { generator: "integer", minimum: 1, maximum: 9 }],
    ["k INTEGER UNIQUE CHECK (k % 5 = 0)", { generator: "sequence", start: 5, step: 5 }],
    ["k TEXT PRIMARY KEY", { generator: "word" }],
    ["status TEXT UNIQUE", { generator: "word" }],
  ])("%s", async (column, expected) => {
    expect((await specsOf(column))[column.split(" ")[0] ?? ""]).toEqual(expected);
  });
});

describe("NULLs", () => {
  it("are a tenth of what can be NULL, is in no key, and is not asked for by a CHECK", async () => {
    const specs = await specsOf(
      "a TEXT, b TEXT NOT NULL, c TEXT UNIQUE, d TEXT CHECK (d IS NOT NULL), e INT REFERENCES t (f), f INT UNIQUE",
    );
    expect(Object.entries(specs).map(([name, { nullable }]) => [name, nullable])).toEqual([
      ["a", 0.1],
      ["b", undefined],
      ["c", undefined],
      ["d", undefined],
      ["e", 0.1],
      ["f", undefined],
    ]);
    expect(specs["e"]?.generator).toBe("reference");
  });

  it("are all there is where no value is possible, and a refusal where there must be one", async () => {
    expect((await specsOf("a INT CHECK (a BETWEEN 5 AND 1)"))["a"]).toEqual({ generator: "value", value: null });
    await expect(specsOf("a INT NOT NULL CHECK (a BETWEEN 5 AND 1)")).rejects.toThrow(Unsatisfiable);
    await expect(specsOf("a F8_BLOB(3) NOT NULL")).rejects.toThrow(
      "t.a: values of the type F8_BLOB(3) cannot be generated, and it is NOT NULL.",
    );
  });
});

it("gives values that columns of every type and name take, with their CHECKs", async () => {
  const types = [
    "INTEGER",
    "TEXT",
    "REAL",
    "NUMERIC",
    "DECIMAL(6,2)",
    "BLOB",
    "",
    "DATE",
    "DATETIME",
    "TIME",
    "BOOLEAN",
    "JSON",
    "UUID",
    "VARCHAR(4)",
  ];
  const names = [
    "x",
    "email",
    "created_at",
    "ends_at",
    "price",
    "status",
    "is_x",
    "tags",
    "phone",
    "year",
    "zip",
    "month",
    "slug",
  ];
  const checks = ["", "CHECK (length(@) BETWEEN 3 AND 24)", "CHECK (@ > 2)", "CHECK (@ IN ('a', 7, 2.5))", "CHECK (@ <> '')"];
  const columns = types.flatMap((type) => names.map((name) => ({ type, name: `${name} ${type.toLowerCase()}` })));
  const tables = checks.flatMap((check, index) =>
    ["NOT NULL", "UNIQUE"].flatMap((constraint) => {
      const isKept = ({ type, name }: { type: string; name: string }) =>
        !(check.includes("> 2") && !/^(INT|REAL|DEC)/.test(type)) &&
        !(check.includes(" IN ") && constraint === "UNIQUE") &&
        !(constraint === "UNIQUE" && (type === "BOOLEAN" || name.startsWith("is_x"))) &&
        !(type === "BOOLEAN" && check.includes("length"));
      const lines = columns
        .filter(isKept)
        .map(
          ({ type, name }) => `${quoteIdentifier(name)} ${type} ${constraint} ${check.replaceAll("@", quoteIdentifier(name))}`,
        );
      return lines.length === 0 ? [] : `CREATE TABLE t${index}${constraint.slice(0, 3)} (${lines.join(", ")})`;
    }),
  );
  await withTables(tables, (db, schema) => writePlan(db, planOf(schema, { others: 20 })));
});
