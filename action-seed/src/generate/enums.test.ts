import { expect, it } from "vitest";
import { addressKey, drawsOf } from "./address.ts";
import { enumDomain } from "./enums.ts";
import type { Value } from "./value.ts";

const key = addressKey("42", "t", "enum");
const ROWS = 10_000;

function shares(values: readonly (readonly [Value, number])[]): Map<Value, number> {
  const domain = enumDomain({ generator: "enum", values: values.map(([value, weight]) => ({ value, weight })) });
  const counts = new Map<Value, number>();
  for (let row = 0; row < ROWS; row++) {
    const value = domain.random(drawsOf(key, row));
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return new Map([...counts].map(([value, count]) => [value, count / ROWS]));
}

it.each([
  ["even", [1, 1, 1, 1]],
  ["uneven", [1, 2, 5, 0.5]],
  ["many", Array.from({ length: 40 }, (_, index) => 1 + (index % 3))],
])("gives each value its share: %s", (_, weights) => {
  const found = shares(weights.map((weight, index) => [BigInt(index), weight]));
  const total = weights.reduce((sum, weight) => sum + weight);
  for (const [index, weight] of weights.entries()) expect(found.get(BigInt(index))).toBeCloseTo(weight / total, 1.6);
});

it("keeps values as they are", () => {
  const bytes = Uint8Array.of(1, 2);
  expect(
    new Set(
      shares([
        [null, 1],
        [1.5, 1],
        ["x", 1],
        [bytes, 1],
        [2n ** 62n, 1],
      ]).keys(),
    ),
  ).toEqual(new Set([null, 1.5, "x", bytes, 2n ** 62n]));
});

it("counts what a UNIQUE column calls equal once", () => {
  const values: Value[] = ["a", "A", "b", 1n, 1, 1.5, "1", Uint8Array.of(97), Uint8Array.of(97), null, "ä", "Ä", 2n ** 63n];
  const domain = enumDomain({ generator: "enum", values: values.map((value) => ({ value, weight: 1 })) });
  const draw = drawsOf(key, 0);
  const unique = Array.from({ length: domain.size }, (_, number) => domain.distinct(number, draw));
  expect(unique).toEqual(["a", "b", 1n, 1.5, "1", Uint8Array.of(97), null, "ä", "Ä", 2n ** 63n]);
});
