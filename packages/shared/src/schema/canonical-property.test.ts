// Any table, written in any way: formatting changes no digest, one change of what it says does, and what is read agrees with the database.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../database/connection.ts";
import { foldIdentifier, quoteIdentifier } from "../sql/identifier.ts";
import { splitScript } from "../sql/split.ts";
import { canonicalSchema, schemaDigest } from "./canonical.ts";
import { closeDifferences } from "./closing.ts";
import { diffSchemas } from "./diff.ts";
import { introspect } from "./introspect.ts";
import { keywordKind } from "./keywords.ts";
import type { Schema } from "./table.ts";
import { openDatabase } from "./testing.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | undefined;
  readonly collation: string | undefined;
  /** Index into `CHECKS`. */
  readonly check: number | undefined;
}

interface Model {
  readonly table: string;
  readonly columns: readonly Column[];
  /** Positions of columns. */
  readonly unique: readonly number[];
  readonly parent: string | undefined;
  readonly options: string;
  readonly index: { readonly descending: boolean; readonly bound: number } | undefined;
}

/** What a table is written with: a keyword or literal, a name where it is defined, a name where it is used. */
type Piece = string | { readonly define: string } | { readonly use: string };

const CHECKS: readonly ((name: Piece) => readonly Piece[])[] = [
  (name) => [name, ">", "0"],
  (name) => ["LOWER", "(", name, ")", "IN", "(", "'A'", ",", "'b'", ")"],
  (name) => ["CASE", "WHEN", name, "IS", "NULL", "THEN", "1", "ELSE", name, "NOT", "LIKE", "'%--'", "END"],
  (name) => [name, "BETWEEN", "-", "1", "AND", "+", "9.5E3", "OR", "CAST", "(", name, "AS", "TEXT", ")", "==", "x'Ab'"],
];

function* pieces({ table, columns, unique, parent, options }: Model): Generator<Piece> {
  yield* ["CREATE", "TABLE", { define: table }, "("];
  for (const [index, column] of columns.entries()) {
    if (index > 0) yield ",";
    yield* [{ define: column.name }, column.type];
    if (column.notNull) yield* ["NOT", "NULL"];
    if (column.default !== undefined) yield* ["DEFAULT", column.default];
    if (column.collation !== undefined) yield* ["COLLATE", column.collation];
    if (column.check !== undefined) yield* ["CHECK", "(", ...(CHECKS[column.check]?.({ use: column.name }) ?? []), ")"];
  }
  if (unique.length > 0)
    yield* [",", "UNIQUE", "(", ...unique.flatMap((at, index) => [...(index > 0 ? [","] : []), used(columns, at)]), ")"];
  if (parent !== undefined)
    yield* [",", "FOREIGN", "KEY", "(", used(columns, 0), ")", "REFERENCES", { define: parent }, "ON", "DELETE", "CASCADE"];
  yield* [")", options];
}

function* indexPieces({ table, columns, index }: Model): Generator<Piece> {
  yield* [
    "CREATE",
    "INDEX",
    { define: "the index" },
    "ON",
    { use: table },
    "(",
    used(columns, 0),
    index?.descending ? "DESC" : "",
    ")",
  ];
  yield* ["WHERE", used(columns, 0), ">", String(index?.bound)];
}

const used = (columns: readonly Column[], at: number): Piece => ({ use: columns[at]?.name ?? "" });

/** Writes the pieces; `dice` decides over white space, comments, letters and quotes. */
function write(all: Iterable<Piece>, dice: () => number): string {
  const gaps = [" ", "\n", "\t ", " /* CHECK ( */ ", " -- ',\n", " "];
  const anyCase = (word: string) =>
    word.replace(/[a-z]/gi, (letter) => (dice() % 2 ? letter.toUpperCase() : letter.toLowerCase()));
  const quoted = (name: string, mayBeText: boolean): string => {
    const ways = [quoteIdentifier(name), `\`${name.replaceAll("`", "``")}\``];
    if (!name.includes("]")) ways.push(`[${name}]`);
    if (mayBeText) ways.push(`'${name.replaceAll("'", "''")}'`);
    if (/^[a-z]+$/i.test(name) && keywordKind(name) !== "reserved") ways.push(name);
    return ways[dice() % ways.length] ?? "";
  };
  return [...all]
    .map((piece) => {
      if (typeof piece !== "string") return "define" in piece ? quoted(piece.define, true) : quoted(anyCase(piece.use), false);
      return piece.startsWith("'") ? piece : anyCase(piece);
    })
    .join("\u0000")
    .replace(/\u0000/g, () => gaps[dice() % gaps.length] ?? " ");
}

const NAMES = ["a", "Beta", "key", "order", "Na me", 'q"t', "größe", "left", "end", "x.y", "]", "it's", "SELECT", "😀"];
const column = fc.record({
  name: fc.constantFrom(...NAMES),
  type: fc.constantFrom("INTEGER", "TEXT", "VARCHAR ( 10 )", "DOUBLE PRECISION", "F32_BLOB(3)"),
  notNull: fc.boolean(),
  default: fc.constantFrom(undefined, "1", "'it''s --'", "( 1 + 1 )", "NULL", "-1.5E3", "CURRENT_TIME"),
  collation: fc.constantFrom(undefined, "NOCASE", "RTRIM"),
  check: fc.constantFrom(undefined, ...CHECKS.keys()),
});
const model: fc.Arbitrary<Model> = fc
  .record({
    table: fc.constantFrom("t", "T t", "group", 'a"b'),
    columns: fc.uniqueArray(column, { minLength: 2, maxLength: 5, selector: ({ name }) => foldIdentifier(name) }),
    unique: fc.constantFrom([], [0], [0, 1], [1, 0]),
    parent: fc.constantFrom(undefined, "parent", "Pa rent"),
    options: fc.constantFrom("", "RANDOM ROWID"),
    index: fc.option(fc.record({ descending: fc.boolean(), bound: fc.nat(9) }), { nil: undefined }),
  })
  .map((one) => ({ ...one, unique: [...one.unique] }));
const dice = fc.infiniteStream(fc.nat(59)).map((stream) => () => Number(stream.next().value));

/** One change to what a model says. */
const CHANGES: Readonly<Record<string, (model: Model) => Model>> = {
  type: (one) => withFirst(one, { type: "NUMERIC" }),
  "not null": (one) => withFirst(one, { notNull: one.columns[0]?.notNull !== true }),
  default: (one) => withFirst(one, { default: "'another'" }),
  collation: (one) => withFirst(one, { collation: one.columns[0]?.collation === "NOCASE" ? undefined : "NOCASE" }),
  check: (one) => withFirst(one, { check: one.columns[0]?.check === 0 ? 1 : 0 }),
  name: (one) => withFirst(one, { name: "renamed" }),
  order: (one) => ({
    ...one,
    columns: [...one.columns.slice(1), one.columns[0] as Column],
    unique: [],
    parent: undefined,
    index: undefined,
  }),
  column: (one) => ({ ...one, columns: [...one.columns, { ...(one.columns[0] as Column), name: "added" }] }),
  key: (one) => ({ ...one, unique: one.unique.length === 2 ? [] : [1, 0].slice(0, one.unique.length === 0 ? 1 : 2) }),
  parent: (one) => ({ ...one, parent: one.parent === undefined ? "parent" : undefined }),
  options: (one) => ({ ...one, options: one.options === "" ? "RANDOM ROWID" : "" }),
  index: (one) => ({
    ...one,
    index: one.index === undefined ? { descending: true, bound: 3 } : { ...one.index, bound: one.index.bound + 1 },
  }),
};

function withFirst(one: Model, change: Partial<Column>): Model {
  return { ...one, columns: one.columns.map((each, index) => (index === 0 ? { ...each, ...change } : each)) };
}

describe("any table", () => {
  let database: Connection;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.close());

  /** The schema that statements make, on a database that is empty again afterwards. */
  async function made(statements: readonly string[]): Promise<Schema> {
    const result = await database.transaction(
      statements.map((sql) => ({ sql })),
      { foreignKeys: "off" },
    );
    expect(result, statements.join(";\n")).toMatchObject({ ok: true });
    const schema = await introspect(database);
    await database.transaction(schema.tables.map(({ name }) => ({ sql: `DROP TABLE ${quoteIdentifier(name)}` })));
    return schema;
  }
  const statementsOf = (one: Model, roll: () => number) => [
    write(pieces(one), roll),
    ...(one.index === undefined ? [] : [write(indexPieces(one), roll)]),
  ];

  it("prints alike however it is written, and its print makes it again", async () => {
    await fc.assert(
      fc.asyncProperty(model, dice, dice, async (one, roll, another) => {
        const first = await made(statementsOf(one, roll));
        const print = canonicalSchema(first);
        expect(canonicalSchema(await made(statementsOf(one, another)))).toBe(print);
        expect(canonicalSchema(await made(splitScript(print).statements.map(({ sql }) => sql)))).toBe(print);
        // What is read out of the statement is what the database says.
        const [table] = first.tables;
        expect(table?.definition.columns.map(({ name, notNull }) => [name, notNull])).toEqual(
          table?.columns.map(({ name, notNull }) => [name, notNull]),
        );
        expect(table?.checks.length).toBe(one.columns.filter(({ check }) => check !== undefined).length);
      }),
      { numRuns: 40 },
    );
  });

  it("has another digest after any change, which is found, and can be closed", async () => {
    await fc.assert(
      fc.asyncProperty(model, fc.constantFrom(...Object.keys(CHANGES)), dice, async (one, change, roll) => {
        const written = statementsOf(one, roll);
        const [actual, wanted] = [await made(written), await made(statementsOf(CHANGES[change]?.(one) ?? one, roll))];
        expect(schemaDigest(actual)).not.toBe(schemaDigest(wanted));
        expect(diffSchemas(actual, wanted).length).toBeGreaterThan(0);
        const { statements } = closeDifferences(actual, wanted);
        const script = [...written, ...statements.map(({ sql }) => sql)];
        const closed = await made(script);
        expect(canonicalSchema(closed), script.join(";\n")).toBe(canonicalSchema(wanted));
        expect(diffSchemas(closed, wanted)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
