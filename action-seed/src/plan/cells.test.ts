// Columns that a spec fills: each generator that depends on the row or on other columns, and what is refused of it before anything is written.
import { describe, expect, it } from "vitest";
import type { ColumnSpec } from "../spec/spec.ts";
import { planOf, problemsOf, rowsOf, schemaOf, valuesOf, type Wanted } from "./testing.ts";

const schema = await schemaOf([
  "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER NOT NULL, r REAL, x, g INTEGER AS (n * 2))",
  "CREATE TABLE s (i INTEGER, r REAL, t TEXT, b BLOB, a ANY) STRICT",
]);
const GROUPS = new Map([
  [
    "places",
    [
      ["Oslo", "Norway", 1n],
      ["Bergen", "Norway", 2n],
      ["Lima", "Peru", null],
    ].map(
      ([city, country, code]) =>
        new Map([
          ["city", city ?? null],
          ["country", country ?? null],
          ["code", code ?? null],
        ]),
    ),
  ],
  ["others", [new Map([["city", "Rome"]]), new Map([["city", "Bari"]])]],
]);
const withT = (columns: Record<string, ColumnSpec>, others = 200): Wanted => ({ others, groups: GROUPS, specs: { t: columns } });

describe("a column", () => {
  it("counts in steps, as its affinity stores it", () => {
    const plan = planOf(
      schema,
      withT(
        {
          id: { generator: "sequence", start: 10, step: 5 },
          a: { generator: "sequence" },
          r: { generator: "sequence" },
          x: { generator: "sequence", start: -1, step: 0.5 },
        },
        3,
      ),
    );
    const row = (id: bigint, a: string, r: number, x: number) => ({ id, a, r, x });
    expect(rowsOf(plan, "t")).toMatchObject([row(10n, "1", 1, -1), row(15n, "2", 2, -0.5), row(20n, "3", 3, 0)]);
  });

  it("has one value, with the share of NULLs that is asked for", () => {
    const plan = planOf(
      schema,
      withT({ a: { generator: "value", value: 7n, nullable: 0.25 }, x: { generator: "value", value: 7n, nullable: 1 } }, 2_000),
    );
    const values = valuesOf(plan, "t", "a");
    expect(new Set(values)).toEqual(new Set(["7", null]));
    expect(Math.abs(values.filter((value) => value === null).length - 500)).toBeLessThan(80);
    expect(new Set(valuesOf(plan, "t", "x"))).toEqual(new Set([null]));
  });

  it("takes its value from the row of a group that the others of its row take theirs from", () => {
    const plan = planOf(
      schema,
      withT({
        a: { generator: "group", group: "places", field: "city" },
        b: { generator: "group", group: "places", field: "country" },
        x: { generator: "group", group: "others", field: "city" },
      }),
    );
    const seen = new Set(rowsOf(plan, "t").map((row) => [row["a"], row["b"], row["x"]].join()));
    expect(seen).toEqual(
      new Set([
        "Oslo,Norway,Rome",
        "Bergen,Norway,Rome",
        "Lima,Peru,Rome",
        "Oslo,Norway,Bari",
        "Bergen,Norway,Bari",
        "Lima,Peru,Bari",
      ]),
    );
  });

  it("is made of other columns of its row", () => {
    const plan = planOf(
      schema,
      withT(
        {
          a: { generator: "template", template: "${B|slug}-${ID}" },
          b: { generator: "value", value: "Hi There" },
          n: { generator: "template", template: "1${id}" },
        },
        2,
      ),
    );
    expect(rowsOf(plan, "t")).toMatchObject([
      { a: "hi-there-1", n: 11n },
      { a: "hi-there-2", n: 12n },
    ]);
  });

  it("is drawn from lists of the spec, and differs from row to row where that is wanted", () => {
    const lists = new Map([["moods", Array.from({ length: 50 }, (_, index) => `mood ${index}`)]]);
    const wanted = {
      lists,
      ...withT({ a: { generator: "list", list: "moods", unique: true }, b: { generator: "list", list: "moods" } }, 50),
    };
    const plan = planOf(schema, wanted);
    expect(new Set(valuesOf(plan, "t", "a")).size).toBe(50);
    expect(new Set(valuesOf(plan, "t", "b")).size).toBeLessThan(50);
  });

  it.each<[string, Record<string, ColumnSpec>, string, readonly (string | number)[]]>([
    [
      "a template that names no column",
      { a: { generator: "template", template: "${c}" } },
      "t.a: its template names c: t has id, a, b, n, r, x.",
      ["a", "template"],
    ],
    [
      "a template over a computed column",
      { a: { generator: "template", template: "${g}" } },
      "t.a: its template names g, which the database computes by itself.",
      ["a", "template"],
    ],
    [
      "a template that is none",
      { a: { generator: "template", template: "${b" } },
      "t.a: its template has a `${` without a `}` behind it.",
      ["a", "template"],
    ],
    [
      "templates in a circle",
      { a: { generator: "template", template: "${b}" }, b: { generator: "template", template: "${a}" } },
      "t.a: its values come from each other in a circle, and from nowhere else: t (a) → t (b) → t (a). Leave one of them out of a template.",
      ["a"],
    ],
    [
      "a group that is not there",
      { a: { generator: "group", group: "place", field: "city" } },
      "t.a: there is no group place.",
      ["a", "group"],
    ],
    [
      "a field that is not there",
      { a: { generator: "group", group: "others", field: "country" } },
      "t.a: the group others has no field country in each of its rows.",
      ["a", "field"],
    ],
    [
      "a list that is not there",
      { a: { generator: "list", list: "moods" } },
      't.a: There is no list "moods": the spec has no lists.',
      ["a", "generator"],
    ],
    [
      "NULL in a NOT NULL column",
      { n: { generator: "value", value: null } },
      "t.n: is NOT NULL, and is given NULL.",
      ["n", "value"],
    ],
    [
      "NULL in a group for it",
      { n: { generator: "group", group: "places", field: "code" } },
      "t.n: is NOT NULL, and is given NULL.",
      ["n", "field"],
    ],
    [
      "a share of NULLs for it",
      { n: { generator: "integer", nullable: 0.1 } },
      "t.n: is NOT NULL, and takes no share of NULLs.",
      ["n", "nullable"],
    ],
    [
      "a text for the rowid",
      { id: { generator: "enum", values: [{ value: "x1", weight: 1 }] } },
      't.id: is the rowid, which is an integer, and is given the text "x1".',
      ["id", "values", 0],
    ],
    [
      "texts for the rowid",
      { id: { generator: "email" } },
      "t.id: is the rowid, which is an integer, and is given the text",
      ["id"],
    ],
    [
      "a group that is to be unique",
      { a: { generator: "group", group: "places", field: "city", unique: true } },
      "t.a: cannot be unique: a comes from the group places.",
      ["a", "unique"],
    ],
    [
      "a value that is to be unique",
      { a: { generator: "value", value: 1n, unique: true } },
      "t.a: cannot be unique: a has one value.",
      ["a", "unique"],
    ],
    [
      "a template that may repeat",
      { a: { generator: "template", template: "${b}${id}", unique: true } },
      "t.a: cannot be unique: a is a template that can give two rows one text",
      ["a", "unique"],
    ],
    [
      "weights that are to be unique",
      {
        n: {
          generator: "enum",
          unique: true,
          values: Array.from({ length: 500 }, (_, index) => ({ value: BigInt(index), weight: index + 1 })),
        },
      },
      "t.n: cannot have weights: unique (n) gives each value its place. Leave it away.",
      ["n"],
    ],
    [
      "fewer values than rows",
      { n: { generator: "integer", minimum: 1, maximum: 199, unique: true } },
      "t: unique (n) has room for 199 different rows, and 200 are wanted. Ask for fewer with `rows: t=199`.",
      ["n"],
    ],
    [
      "a count without end",
      { x: { generator: "sequence", step: 2 ** 50 } },
      "t.x: counts beyond 9007199254740991.",
      ["x", "start"],
    ],
  ])("is refused: %s", (_, columns, message, path) => {
    const problem = problemsOf(schema, withT(columns)).find((one) => one.message.startsWith(message));
    expect(problem?.path ?? problemsOf(schema, withT(columns))).toEqual(["tables", "t", "columns", ...path]);
  });

  it("is refused with all others that are, by table and column", () => {
    const columns: Record<string, ColumnSpec> = {
      a: { generator: "list", list: "no" },
      b: { generator: "group", group: "no", field: "no" },
      n: { generator: "value", value: null },
    };
    const wanted = { ...withT(columns), literals: { s: [{ nothing: 1n }] } };
    expect(problemsOf(schema, wanted).map(({ path }) => path?.slice(1, 4).join("."))).toEqual([
      "s.literals.0",
      "t.columns.a",
      "t.columns.b",
      "t.columns.n",
    ]);
  });
});

describe("a STRICT table", () => {
  it.each<[string, ColumnSpec, string]>([
    ["i", { generator: "value", value: "one" }, 's.i: is INTEGER in a STRICT table, and is given the text "one".'],
    ["i", { generator: "word" }, "s.i: is INTEGER in a STRICT table, and is given the text"],
    ["b", { generator: "integer" }, "s.b: is BLOB in a STRICT table, and is given the integer"],
    [
      "r",
      {
        generator: "enum",
        values: [
          { value: 1n, weight: 1 },
          { value: "x", weight: 1 },
        ],
      },
      's.r: is REAL in a STRICT table, and is given the text "x".',
    ],
  ])("takes for %s nothing else: %#", (column, spec, message) => {
    const found = problemsOf(schema, { specs: { s: { [column]: spec } } }).map((one) => one.message);
    expect(found.find((one) => one.startsWith(message)) ?? found).toContain(message);
  });

  it("takes what its affinity makes of a value", () => {
    const specs = {
      s: {
        i: { generator: "value", value: "12" },
        r: { generator: "value", value: 3n },
        t: { generator: "value", value: 4n },
        a: { generator: "value", value: "5" },
      },
    } as const;
    expect(rowsOf(planOf(schema, { specs }), "s")[0]).toMatchObject({ i: 12n, r: 3, t: "4", a: "5" });
  });
});
