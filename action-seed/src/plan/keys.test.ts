// Keys of several columns: rows differ in them whatever fills them, and what cannot be kept is said before anything is written.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ColumnSpec } from "../spec/spec.ts";
import { columnNamed, foreignKeyTo, planOf, problemsOf, rowsOf, schemaOf, tableNamed } from "./testing.ts";

const schema = await schemaOf([
  "CREATE TABLE p (id INTEGER PRIMARY KEY)",
  "CREATE TABLE q (id INTEGER PRIMARY KEY)",
  "CREATE TABLE t (id INTEGER PRIMARY KEY, p_id INTEGER NOT NULL REFERENCES p, q_id INTEGER NOT NULL REFERENCES q, kind TEXT NOT NULL, n INTEGER NOT NULL, UNIQUE (p_id, q_id, kind), UNIQUE (n, kind))",
  "CREATE TABLE u (p_id INTEGER REFERENCES p, kind TEXT, label TEXT, UNIQUE (p_id, kind), UNIQUE (label, kind))",
]);
const kinds = (count: number): ColumnSpec => ({
  generator: "enum",
  values: Array.from({ length: count }, (_, index) => ({ value: `k${index}`, weight: 1 })),
});
const integers = (maximum: number): ColumnSpec => ({ generator: "integer", minimum: 1, maximum });

describe("keys of several columns", () => {
  it("are kept up to the last row they have room for, and refused beyond", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 200 }),
        (p, q, k, rows) => {
          const specs = { t: { kind: kinds(k), n: { generator: "integer" } as const } };
          const wanted = { rows: { p, q, t: rows, u: 0 }, specs };
          if (rows > p * q * k) {
            expect(problemsOf(schema, wanted).map(({ message }) => message)).toEqual([
              `t: UNIQUE (p_id, q_id, kind) has room for ${p * q * k} different rows, and ${rows} are wanted. Ask for fewer with \`rows: t=${p * q * k}\`.`,
            ]);
            return;
          }
          const found = rowsOf(planOf(schema, wanted), "t");
          expect(new Set(found.map((row) => [row["p_id"], row["q_id"], row["kind"]].join())).size).toBe(rows);
          expect(new Set(found.map((row) => row["n"] + String(row["kind"]))).size).toBe(rows);
        },
      ),
      { numRuns: 100, seed: 6 },
    );
  });

  it.each<[string, Record<string, ColumnSpec>, string]>([
    [
      "weights",
      {
        kind: {
          generator: "enum",
          values: [
            { value: "a", weight: 1 },
            { value: "b", weight: 2 },
          ],
        },
      },
      "u.kind: cannot have weights: UNIQUE (p_id, kind) gives each value its place. Leave it away.",
    ],
    [
      "a distribution",
      { kind: { ...integers(90), distribution: "zipf" } as ColumnSpec },
      "u.kind: cannot have the distribution zipf: UNIQUE (p_id, kind) gives each value its place. Leave it away.",
    ],
    [
      "nothing that can be chosen",
      { kind: { generator: "value", value: "x" }, label: { generator: "template", template: "${kind}" } },
      "u: UNIQUE (label, kind) cannot be kept: label is a template that can give two rows one text",
    ],
  ])("are refused with %s", (_, u, message) => {
    const found = problemsOf(schema, { specs: { u } }).map((one) => one.message);
    expect(found.find((one) => one.startsWith(message)) ?? found).toContain(message);
  });

  it("are kept by a column that counts, and by a template with it", () => {
    const u: Record<string, ColumnSpec> = {
      p_id: { generator: "reference" },
      kind: { generator: "sequence" },
      label: { generator: "value", value: "x" },
    };
    expect(problemsOf(schema, { others: 30, rows: { t: 0 }, specs: { u } })).toEqual([]);
  });

  it("of any kind hold, whether rows are counted or belong to parents, or are refused", () => {
    const columns = ["a", "b", "c", "p_id", "q_id", "up", "k"];
    const key = fc.subarray(columns, { minLength: 1, maxLength: 4 });
    const sizes = fc.array(fc.constantFrom(1, 2, 3, 7, undefined), { minLength: 3, maxLength: 3 });
    const rows = fc.oneof(
      fc.integer({ min: 1, max: 60 }),
      fc.record({ minimum: fc.constant(0), maximum: fc.integer({ min: 1, max: 6 }) }),
    );
    let planned = 0;
    fc.assert(
      fc.property(
        fc.array(key, { minLength: 1, maxLength: 4 }),
        sizes,
        rows,
        fc.integer({ min: 1, max: 9 }),
        (keys, [a, b, c], wanted, q) => {
          const references = [foreignKeyTo("p", "p_id"), foreignKeyTo("q", "q_id"), foreignKeyTo("t", "up")];
          const parent = (name: string) => tableNamed(name, [columnNamed("id", "INTEGER", true)]);
          const t = tableNamed(
            "t",
            [columnNamed("id", "INTEGER", true), ...columns.map((name) => columnNamed(name, "BLOB"))],
            references,
            keys,
          );
          const sizeOf = new Map([
            ["a", a],
            ["b", b],
            ["c", c],
          ]);
          const isCounted = typeof wanted === "number";
          const request = {
            rows: { p: 12, q, t: isCounted ? wanted : { per: "p", ...wanted } },
            columnSpec: (_: unknown, { name }: { name: string }): ColumnSpec => {
              if (name === "id") return { generator: "sequence" };
              if (["p_id", "q_id", "up"].includes(name)) return { generator: "reference" };
              if (name === "k") return isCounted ? { generator: "value", value: 1n } : { generator: "ordinal" };
              const size = sizeOf.get(name);
              return size === undefined ? { generator: "email" } : integers(size);
            },
          };
          const tables = { tables: [t, parent("p"), parent("q")], virtualTables: [], views: [], triggers: [] };
          if (problemsOf(tables, request).length > 0) return;
          planned++;
          const found = rowsOf(planOf(tables, request), "t");
          for (const unique of keys) {
            const tuples = found.map((row) => unique.map((column) => row[column])).filter((tuple) => !tuple.includes(null));
            expect(new Set(tuples.map((tuple) => tuple.join())).size).toBe(tuples.length);
          }
        },
      ),
      { numRuns: 600, seed: 7 },
    );
    expect(planned).toBeGreaterThan(200);
  });
});
