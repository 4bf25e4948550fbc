import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Drawn, JsonTemplate } from "../spec/spec.ts";
import { addressKey, drawsOf } from "./address.ts";
import { type DrawnContext, domainOf } from "./domain-of.ts";
import type { Domain } from "./value.ts";

const context: DrawnContext = { key: addressKey("42", "t", "json"), lists: new Map(), vector: undefined };
const draws = (count: number) => Array.from({ length: count }, (_, row) => drawsOf(context.key, row));
const made = (template: JsonTemplate): Domain => domainOf({ generator: "json", template }, context);
const leaf = (generator: Drawn): JsonTemplate => ({ kind: "drawn", generator });
const choice = (...values: (string | bigint | number | null | Uint8Array)[]): JsonTemplate =>
  leaf({ generator: "enum", values: values.map((value) => ({ value, weight: 1 })) });

describe("documents of our own", () => {
  it("are small objects of words and numbers", () => {
    for (const draw of draws(50))
      expect(JSON.parse(String(domainOf({ generator: "json" }, context).random(draw)))).toEqual({
        label: expect.stringMatching(/^[a-z]+ [a-z]+$/),
        source: expect.stringMatching(/^[a-z]+$/),
        score: expect.any(Number),
        tags: [expect.stringMatching(/^[a-z]+$/), expect.stringMatching(/^[a-z]+$/)],
      });
  });

  it("fit every length, and are unique in it as often as they say", () => {
    const lengths = fc.tuple(fc.nat(200), fc.nat(200));
    fc.assert(
      fc.property(lengths, fc.nat(), ([minimum, more], row) => {
        const length = { minimum, maximum: minimum + more };
        const { random, distinct, size } = domainOf({ generator: "json", length }, context);
        if (length.maximum === 0) return expect(size).toBe(0);
        const draw = drawsOf(context.key, row);
        const numbers = [0, 1, 9, 10, 99, size - 1].filter((number) => number < size);
        const unique = [...new Set(numbers)].map((number) => String(distinct(number, draw)));
        for (const text of [String(random(draw)), ...unique]) {
          JSON.parse(text);
          expect(text.length).toBeGreaterThanOrEqual(minimum);
          expect(text.length).toBeLessThanOrEqual(length.maximum);
        }
        expect(new Set(unique).size).toBe(new Set(numbers).size);
      }),
    );
  });
});

describe("templates", () => {
  it("keep literals as they are written and put drawn values between them", () => {
    const template: JsonTemplate = {
      kind: "object",
      entries: [
        ['a"b', { kind: "literal", json: "1e2" }],
        ["list", { kind: "array", items: [choice('say "hi"\n'), choice(2n ** 62n), choice(1), choice(0.1), choice(null)] }],
        ["empty", { kind: "array", items: [] }],
        ["none", { kind: "object", entries: [] }],
        ["flag", leaf({ generator: "boolean", share: 1 })],
        ["inner", leaf({ generator: "json", length: { minimum: 1, maximum: 1 } })],
      ],
    };
    for (const draw of draws(5))
      expect(made(template).random(draw)).toMatch(
        /^\{"a\\"b":1e2,"list":\["say \\"hi\\"\\n",4611686018427387904,1\.0,0\.1,null\],"empty":\[\],"none":\{\},"flag":true,"inner":\d\}$/,
      );
  });

  it("draw each value by itself", () => {
    const bit = choice(0n, 1n);
    const texts = draws(400).map((draw) => made({ kind: "array", items: [bit, bit, bit] }).random(draw));
    expect(new Set(texts).size).toBe(8);
  });

  it("have as many unique documents as their values allow", () => {
    const { size, distinct } = made({
      kind: "array",
      items: [choice("a", "b"), choice("x", "y", "z"), choice("one"), choice(1n, 2n)],
    });
    expect(size).toBe(12);
    const texts = draws(12).map((draw, number) => distinct(number, draw));
    expect(new Set(texts).size).toBe(12);
    expect(texts).toContain('["b","z","one",2]');
    expect(made({ kind: "literal", json: "{}" }).size).toBe(1);
  });

  it("stay unique by one large value, and realistic in the others", () => {
    const { size, distinct } = made({ kind: "array", items: [choice("a", "b"), leaf({ generator: "uuid" }), choice("x", "y")] });
    expect(size).toBe(2 ** 32);
    const texts = draws(200).map((draw, number) => String(distinct(number, draw)));
    expect(new Set(texts).size).toBe(200);
    expect(new Set(texts.map((text) => text.replace(/[0-9a-f-]{36}/, ""))).size).toBe(4);
  });

  it.each([
    ["blob", leaf({ generator: "blob" })],
    ["vector", leaf({ generator: "vector", dimensions: 3 })],
    ["enum", choice(Uint8Array.of(1))],
  ])("refuse the bytes of %s", (name, item) => {
    expect(() => made({ kind: "array", items: [item] })).toThrow(`JSON cannot hold the bytes of \`${name}\``);
  });

  it("refuse a length, which they cannot keep", () => {
    const spec: Drawn = { generator: "json", template: { kind: "literal", json: "1" }, length: { minimum: 0, maximum: 9 } };
    expect(() => domainOf(spec, context)).toThrow(/leave out `length`/);
  });
});
