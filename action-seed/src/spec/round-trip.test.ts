// What is written is read as the same spec, in YAML and in JSON; and nothing that a file can hold does more than be refused.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameProblems } from "../check-spec.ts";
import { schemaOf } from "../plan/testing.ts";
import { arbitrarySpec } from "./arbitrary-spec.ts";
import { SpecError } from "./problem.ts";
import { readSpec } from "./read-spec.ts";
import type { Spec } from "./spec.ts";
import { specJson, writeSpec } from "./write-spec.ts";

const schema = await schemaOf(["CREATE TABLE t (c, d)"]);
const noLists = async (path: string): Promise<string> => {
  throw new Error(`there is no ${path}`);
};
const read = async (text: string): Promise<Spec> => (await readSpec(text, "seed.yaml", noLists)).spec;

describe("a spec", () => {
  it("is read from YAML as it was written", async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySpec, async (spec) => {
        const text = writeSpec(spec);
        expect(text).toMatch(/^# /);
        expect(await read(text)).toStrictEqual(spec);
      }),
    );
  });

  it("is the same in JSON, and keeps the order of what has one", async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySpec, async (spec) => {
        const json = specJson(spec);
        const again = await read(json);
        expect(again).toStrictEqual(spec);
        expect(specJson(again)).toBe(json);
        expect(JSON.parse(json)).toHaveProperty("version");
      }),
    );
  });

  it("has one JSON, whatever the order of its tables and columns", async () => {
    const text =
      "tables: {b: {}, a: {columns: {y: {generator: integer, maximum: 2, minimum: 1}, x: {generator: value, value: 1.0}}}}";
    const other =
      "tables: {a: {columns: {x: {value: 1.0, generator: value}, y: {minimum: 1, maximum: 2, generator: integer}}}, b: {}}";
    expect(specJson(await read(text))).toBe(specJson(await read(other)));
    expect(specJson(await read(text.replace("1.0", "1")))).not.toBe(specJson(await read(text)));
  });
});

const PIECES = [
  "tables",
  "columns",
  ": ",
  "\n  ",
  "\n",
  "- ",
  "{",
  "}",
  "[",
  "]",
  "generator",
  "enum",
  "values",
  "&a ",
  "*a",
  "<<",
  "!!",
  "|",
  '"',
  "'",
  "1e999",
  "%",
  "?",
];

describe("anything else", () => {
  it.each<[what: string, content: fc.Arbitrary<string>]>([
    ["bytes", fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1"))],
    ["UTF-16 with lone surrogates", fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) })],
    [
      "pieces of YAML",
      fc
        .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 3 })), { maxLength: 40 })
        .map((parts) => parts.join("")),
    ],
    ["JSON of any shape", fc.json()],
    ["any tables", fc.json().map((json) => `{"tables": ${json}, "profiles": ${json}, "lists": ${json}}`)],
    [
      "any columns",
      fc
        .json()
        .map(
          (json) =>
            `{"tables": {"t": {"columns": {"c": ${json}, "d": {"generator": "json", "template": ${json}}}, "literals": [${json}]}}}`,
        ),
    ],
  ])("is read, or refused in order: %s", async (_, content) => {
    await fc.assert(
      fc.asyncProperty(content, async (text) => {
        const problem = await read(text).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (problem === undefined) return;
        if (!(problem instanceof SpecError)) throw problem;
        expect(problem.findings.length).toBeGreaterThan(0);
        const places = problem.findings.map(({ line = 0, column = 0 }) => [line, column] as const);
        expect(places).toStrictEqual(places.toSorted(([line, at], [otherLine, otherAt]) => line - otherLine || at - otherAt));
        // What could be read of it has the shape of a spec.
        if (problem.readable !== undefined) nameProblems(schema, problem.readable);
        for (const { message } of problem.findings) expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
  });
});
