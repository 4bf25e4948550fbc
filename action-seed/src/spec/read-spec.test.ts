// What a spec file may look like, and what comes of it.
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { GENERATOR_VERSION } from "../generate/address.ts";
import { SpecError } from "./problem.ts";
import { readSpec } from "./read-spec.ts";
import type { ColumnSpec, Spec } from "./spec.ts";

const files: Readonly<Record<string, string>> = {
  "words/verbs.txt": "\uFEFF# What agents do.\ngo\r\n\n  run fast  \n#stop\n",
  "words/empty.txt": "# nothing\n\n",
  "words/twice.txt": "go\nrun\ngo\n",
};
const readList = async (path: string): Promise<string> => {
  const text = files[path];
  if (text === undefined) throw new Error(`no such file.\n::error::${path}`);
  return text;
};
const read = async (text: string): Promise<Spec> => (await readSpec(text, "seed.yaml", readList)).spec;
const columnOf = async (written: string): Promise<ColumnSpec | undefined> =>
  (await read(`tables: {t: {columns: {c: ${written}}}}`)).tables.get("t")?.columns.get("c");

describe("a spec file", () => {
  it("needs nothing but a key", async () => {
    const empty = { version: GENERATOR_VERSION, lists: new Map(), groups: new Map(), tables: new Map(), profiles: new Map() };
    expect(await read("{}")).toStrictEqual(empty);
    expect(await read(`{"$schema": "https://example.com/schema.json", "version": ${GENERATOR_VERSION}}`)).toStrictEqual(empty);
    expect(await read("\uFEFF---\n# a comment\ntables:\n  t: {}\n...\n")).toStrictEqual({
      ...empty,
      tables: new Map([["t", { columns: new Map(), literals: [] }]]),
    });
  });

  it("can say things once, with anchors, aliases and merges", async () => {
    const spec = await read(`
tables:
  a: &base
    rows: 3
    columns: &columns
      at: &at {generator: datetime, step: 1h}
      name: name
  b:
    <<: *base
    columns:
      <<: [{name: word}, *columns]
      at: {<<: *at, step: 30m}
      "<<": email
`);
    expect(spec.tables.get("b")).toStrictEqual({
      rows: 3,
      columns: new Map<string, ColumnSpec>([
        ["at", { generator: "datetime", step: 1_800_000 }],
        ["<<", { generator: "email" }],
        ["name", { generator: "word" }],
      ]),
      literals: [],
    });
  });

  it("takes every name as one, also those that objects are made of", async () => {
    const { tables } = await read('{"tables": {"__proto__": {"columns": {"constructor": "word", "a b\\"c": "word"}}}}');
    expect([...(tables.get("__proto__")?.columns.keys() ?? [])]).toEqual(["constructor", 'a b"c']);
  });

  it("keeps integers, reals and texts apart", async () => {
    const { tables } = await read(
      'tables: {t: {literals: [{a: 1, b: 1.0, c: "1", d: true, e: null, f: 9007199254740993, g: {$hex: 00FF}, h: [1, 1.0, {i: "ü"}], j: -0.0}]}}',
    );
    expect(tables.get("t")?.literals[0]).toStrictEqual(
      new Map<string, unknown>([
        ["a", 1n],
        ["b", 1],
        ["c", "1"],
        ["d", 1n],
        ["e", null],
        ["f", 9007199254740993n],
        ["g", new Uint8Array([0, 255])],
        ["h", '[1,1.0,{"i":"ü"}]'],
        ["j", 0],
      ]),
    );
  });

  it("can name files with word lists", async () => {
    const { lists } = await read("lists: {verbs: {file: words/verbs.txt}, nouns: [log, test]}");
    expect(lists).toStrictEqual(
      new Map([
        ["verbs", ["go", "run fast"]],
        ["nouns", ["log", "test"]],
      ]),
    );
  });
});

describe("a column", () => {
  it.each<[written: string, spec: ColumnSpec]>([
    ["email", { generator: "email" }],
    ["{generator: email, length: 20, unique: true}", { generator: "email", length: { minimum: 20, maximum: 20 }, unique: true }],
    ["{generator: integer, minimum: 1e3, maximum: 2000}", { generator: "integer", minimum: 1_000, maximum: 2_000 }],
    [
      "{generator: datetime, from: 2024-01-01, to: 2024-01-01T10:30:00Z, step: 1.5h}",
      { generator: "datetime", from: 1_704_067_200_000, to: 1_704_105_000_000, step: 5_400_000 },
    ],
    ["{generator: time, from: 10:30, to: 24:00}", { generator: "time", from: 37_800_000, to: 86_400_000 }],
    [
      "{generator: blob, bytes: {minimum: 0, maximum: 9}, nullable: 0.5}",
      { generator: "blob", bytes: { minimum: 0, maximum: 9 }, nullable: 0.5 },
    ],
    [
      "{generator: enum, values: [a, 1, null]}",
      {
        generator: "enum",
        values: [
          { value: "a", weight: 1 },
          { value: 1n, weight: 1 },
          { value: null, weight: 1 },
        ],
      },
    ],
    [
      "{generator: enum, values: {a: 3, 2: 0.5}}",
      {
        generator: "enum",
        values: [
          { value: "a", weight: 3 },
          { value: 2n, weight: 0.5 },
        ],
      },
    ],
    [
      "{generator: enum, values: [{value: 2.0, weight: 3}, {x: 1}]}",
      {
        generator: "enum",
        values: [
          { value: 2, weight: 3 },
          { value: '{"x":1}', weight: 1 },
        ],
      },
    ],
    [
      "{generator: json, template: {n: 1.50, to: [{generator: email}]}}",
      {
        generator: "json",
        template: {
          kind: "object",
          entries: [
            ["n", { kind: "literal", json: "1.5" }],
            ["to", { kind: "array", items: [{ kind: "drawn", generator: { generator: "email" } }] }],
          ],
        },
      },
    ],
  ])("can be written as %s", async (written, spec) => {
    expect(await columnOf(written)).toStrictEqual(spec);
  });
});

describe("the place of a part", () => {
  const text = `tables:
  épisodes:
    rows: 5
    columns:
      "😀": {generator: word, nullable: 0.5}
      title:
        generator: sentence
    literals:
      - {a: 1}
      - b: 2
`;
  it.each<[path: (string | number)[], line: number, column: number]>([
    [["tables"], 1, 1],
    [["tables", "épisodes"], 2, 3],
    [["tables", "épisodes", "rows"], 3, 11],
    [["tables", "épisodes", "columns", "😀"], 5, 7],
    [["tables", "épisodes", "columns", "😀", "nullable"], 5, 40],
    [["tables", "épisodes", "columns", "title"], 6, 7],
    [["tables", "épisodes", "columns", "title", "generator"], 7, 20],
    [["tables", "épisodes", "columns", "title", "words", "minimum"], 6, 7],
    [["tables", "épisodes", "literals", 1, "b"], 10, 12],
    [["profiles", "minimal"], 1, 1],
  ])("%j", async (path, line, column) => {
    const { placeOf } = await readSpec(text, "seed.yaml", readList);
    expect(placeOf(path)).toStrictEqual({ file: "seed.yaml", line, column });
  });
});

describe("problems", () => {
  const problemsOf = async (text: string): Promise<SpecError> => {
    const problem = await read(text).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (problem instanceof SpecError) return problem;
    throw new Error("The spec was read.", { cause: problem });
  };

  it("are all told at once, in the order of the file", async () => {
    const { message } =
      await problemsOf(`lists: {verbs: {file: words/none.txt}, same: {file: words/twice.txt}, none: {file: words/empty.txt}}
tables:
  t:
    rows: -1
    columns: {a: sentense, b: {generator: list, list: verb}}
  u: {rows: {per: u, minimum: 2, maximum: 1}}
profile: {}
`);
    expect(message.replaceAll(/sequence, .*?language/g, "…").split("\n")).toEqual([
      "The spec has 9 problems:",
      'seed.yaml:1:23: lists.verbs.file: The list "words/none.txt" cannot be read: no such file. ::error::words/none.txt',
      'seed.yaml:1:53: lists.same.file: Line 3 of "words/twice.txt" has the word "go" of line 1 again. Remove one.',
      'seed.yaml:1:84: lists.none.file: The list "words/empty.txt" has no words. Allowed: one word a line.',
      "seed.yaml:4:11: tables.t.rows: -1 cannot stand here. Allowed: a whole number from 0 to 100000000.",
      'seed.yaml:5:18: tables.t.columns.a.generator: "sentense" is no generator. Allowed: …. Did you mean "sentence"?',
      'seed.yaml:5:55: tables.t.columns.b.list: "verb" is no name of a list. Allowed: verbs, same, none. Did you mean "verbs"?',
      'seed.yaml:6:19: tables.u.rows.per: The rows of "u" are counted by themselves, in a circle of `per`. Give one of its tables a number of rows.',
      "seed.yaml:6:43: tables.u.rows.maximum: The maximum 1 is below the minimum 2. Swap them.",
      'seed.yaml:7:1: profile: "profile" is no key of the spec. Allowed: $schema, version, lists, groups, tables, profiles. Did you mean "profiles"?',
    ]);
  });

  it("show what they are about on one line, shortened and harmless", async () => {
    const { message } = await problemsOf(`{"tables": {"a\\n::error::b": {"rows": "${"x".repeat(500)}\\u001b[0m"}}}`);
    expect(message).toBe(
      `seed.yaml:1:39: tables."a\\n::error::b".rows: "${"x".repeat(80)}"… (504 characters) cannot stand here. Allowed: a number of rows, or {per: table, minimum: 1, maximum: 5}.`,
    );
  });

  it("are listed up to a hundred", async () => {
    const error = await problemsOf(`tables: {${Array.from({ length: 250 }, (_, index) => `t${index}: 1`).join(", ")}}`);
    expect(error.findings).toHaveLength(100);
    expect(error.message).toMatch(/^The spec has 250 problems:\n[\s\S]*\n… and 150 more\.$/);
  });
});

it("reads the example of the agent memory", async () => {
  const text = await readFile(new URL("../../../examples/agent-memory/seed.yaml", import.meta.url), "utf8");
  const { tables, profiles } = await read(text);
  expect(tables.size).toBe(9);
  expect([...profiles.keys()]).toEqual(["minimal", "standard", "performance"]);
});
