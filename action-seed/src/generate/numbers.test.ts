import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressKey, type Draw, drawsOf } from "./address.ts";
import { booleanDomain, integerDomain, realDomain } from "./numbers.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import { type Domain, UNBOUNDED } from "./value.ts";

const key = addressKey("42", "numbers");
const draws = (count: number): Draw[] => Array.from({ length: count }, (_, row) => drawsOf(key, row));
const sample = (domain: Domain, count = 2_000) => draws(count).map((draw) => Number(domain.random(draw)));
const all = (domain: Domain) => draws(domain.size).map((draw, number) => domain.distinct(number, draw));
const distribution = fc.constantFrom(undefined, "uniform" as const, "normal" as const, "zipf" as const);
const given = <Name extends string, T>(name: Name, value: T | undefined) => (value === undefined ? {} : { [name]: value });

describe("integer", () => {
  it.each([
    [{}, 1, 1_000, 1_000],
    [{ minimum: 0 }, 0, 1_000, 1_001],
    [{ minimum: 2_000 }, 2_000, 2_999, 1_000],
    [{ maximum: 10 }, 1, 10, 10],
    [{ maximum: -10 }, -1_009, -10, 1_000],
    [{ minimum: 0.5, maximum: 3.5 }, 1, 3, 3],
    [{ minimum: 0, maximum: 100, step: 30 }, 0, 90, 4],
    [{ minimum: 5, step: 1_000 }, 5, 999_005, 1_000],
    [{ minimum: 7, maximum: 7 }, 7, 7, 1],
  ])("%j goes from %d to %d", (options, lowest, highest, size) => {
    const domain = integerDomain({ generator: "integer", ...options });
    expect(domain.size).toBe(size);
    const values = all(domain).map(Number);
    expect([values[0], values.at(-1)]).toEqual([lowest, highest]);
    expect(new Set(values).size).toBe(size);
    const allowed = new Set(values);
    expect(sample(domain).filter((value) => !allowed.has(value))).toEqual([]);
  });

  it("is exact up to 2^53, and spreads different values over all of it", () => {
    const domain = integerDomain({ generator: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
    expect(domain.size).toBe(UNBOUNDED);
    const values = draws(1_000).map((draw) => domain.random(draw));
    expect(values.some((value) => (value as bigint) % 2n === 1n) && values.some((value) => (value as bigint) % 2n === 0n)).toBe(
      true,
    );
    expect(Number(domain.distinct(UNBOUNDED - 1, drawsOf(key, 1)))).toBeGreaterThan(9e15);
  });

  it("stays within its limits on its steps, whatever the distribution; the same address has the same value", () => {
    const limit = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
    fc.assert(
      fc.property(
        limit,
        fc.nat(2 ** 40),
        fc.integer({ min: 1, max: 1_000 }),
        distribution,
        fc.nat(),
        (minimum, span, step, how, row) => {
          const spec = { generator: "integer", minimum, maximum: minimum + span, step, ...given("distribution", how) } as const;
          const [domain, again] = [integerDomain(spec), integerDomain(spec)];
          const value = domain.random(drawsOf(key, row));
          const number = row % domain.size;
          for (const one of [value, domain.distinct(number, drawsOf(key, row))] as bigint[])
            expect(one >= BigInt(minimum) && one <= BigInt(minimum + span) && (one - BigInt(minimum)) % BigInt(step) === 0n).toBe(
              true,
            );
          expect(again.random(drawsOf(key, row))).toBe(value);
          if (number > 0)
            expect(domain.distinct(number - 1, drawsOf(key, row))).not.toBe(domain.distinct(number, drawsOf(key, row)));
        },
      ),
    );
  });

  it("is a bell or a slope when asked for", () => {
    const bell = sample(
      integerDomain({ generator: "integer", minimum: 0, maximum: 1_000, distribution: "normal", mean: 300, deviation: 50 }),
      20_000,
    );
    const mean = bell.reduce((sum, value) => sum + value, 0) / bell.length;
    expect(Math.abs(mean - 300)).toBeLessThan(2);
    expect(bell.filter((value) => Math.abs(value - 300) <= 50).length / bell.length).toBeCloseTo(0.683, 1);
    const middle = sample(integerDomain({ generator: "integer", distribution: "normal" }), 20_000);
    expect(Math.abs(middle.reduce((sum, value) => sum + value, 0) / middle.length - 500.5)).toBeLessThan(5);
    const slope = sample(integerDomain({ generator: "integer", distribution: "zipf" }), 20_000);
    // 1 over the sum of the first 1000 terms of the harmonic series.
    expect(slope.filter((value) => value === 1).length / slope.length).toBeCloseTo(0.1336, 2);
  });
});

describe("real", () => {
  it.each([
    [{}, 0, 1, 10_001],
    [{ minimum: 0.1, maximum: 0.29, decimals: 2 }, 0.1, 0.29, 20],
    [{ minimum: -1.005, maximum: 1.005, decimals: 2 }, -1, 1, 201],
    [{ maximum: -1, decimals: 0 }, -1_001, -1, 1_001],
    [{ minimum: 10, decimals: 0 }, 10, 1_010, 1_001],
    [{ minimum: 0.000_01, maximum: 0.000_03 }, 0.000_01, 0.000_03, 3],
    [{ minimum: 5e14, maximum: 5e14 + 2 }, 5e14, 5e14 + 2, 3],
  ])("%j goes from %d to %d", (options, lowest, highest, size) => {
    const domain = realDomain({ generator: "real", ...options });
    expect(domain.size).toBe(size);
    const values = all(domain) as number[];
    expect([values[0], values.at(-1)]).toEqual([lowest, highest]);
    expect(new Set(values).size).toBe(size);
  });

  it("has no more decimals than asked for, within its limits, whatever the distribution", () => {
    const limit = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        limit,
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.nat(6),
        distribution,
        fc.nat(),
        (minimum, span, decimals, how, row) => {
          const maximum = minimum + span;
          const domain = realDomain({ generator: "real", minimum, maximum, decimals, ...given("distribution", how) });
          for (const value of [
            domain.random(drawsOf(key, row)),
            domain.distinct(row % domain.size, drawsOf(key, row)),
          ] as number[]) {
            expect(value >= minimum && value <= maximum && !Object.is(value, -0)).toBe(true);
            expect(Number(value.toFixed(decimals))).toBe(value);
          }
        },
      ),
    );
  });
});

it("boolean has its share", () => {
  expect(sample(booleanDomain({ generator: "boolean" }), 10_000).filter(Boolean).length / 10_000).toBeCloseTo(0.5, 1);
  expect(sample(booleanDomain({ generator: "boolean", share: 0.9 }), 10_000).filter(Boolean).length / 10_000).toBeCloseTo(0.9, 1);
  expect(new Set(sample(booleanDomain({ generator: "boolean", share: 0 })))).toEqual(new Set([0]));
  expect(all(booleanDomain({ generator: "boolean", share: 1 }))).toEqual([1n]);
  expect(all(booleanDomain({ generator: "boolean" }))).toEqual([0n, 1n]);
});

it.each([
  [() => integerDomain({ generator: "integer", minimum: 5, maximum: 4 }), "no whole number lies between 5 and 4"],
  [() => integerDomain({ generator: "integer", minimum: Number.NaN }), "no whole number lies between NaN"],
  [() => integerDomain({ generator: "integer", step: 0 }), "step is 0"],
  [() => integerDomain({ generator: "integer", minimum: -9e15, maximum: 9e15 }), "too far apart"],
  [() => integerDomain({ generator: "integer", distribution: "normal", deviation: 0 }), "deviation is 0"],
  [() => integerDomain({ generator: "integer", distribution: "normal", mean: Number.NaN }), "mean is NaN"],
  [() => integerDomain({ generator: "integer", distribution: "zipf", exponent: -1 }), "exponent is -1"],
  [() => realDomain({ generator: "real", minimum: 2, maximum: 1 }), "minimum (2) is above maximum (1)"],
  [() => realDomain({ generator: "real", minimum: 0.11, maximum: 0.19, decimals: 1 }), "no number with 1 decimals"],
  [() => realDomain({ generator: "real", decimals: 16 }), "from 0 to 15"],
  [() => realDomain({ generator: "real", minimum: -1e12, maximum: 1e12, decimals: 6 }), "too far apart"],
  [() => booleanDomain({ generator: "boolean", share: 2 }), "share is 2"],
])("refuses what cannot be: %s", (make, message) => {
  expect(make).toThrow(UnusableGenerator);
  expect(make).toThrow(message);
});

it("a normal distribution without limits has those of its mean and deviation", () => {
  const options = { distribution: "normal", mean: 50, deviation: 2 } as const;
  for (const domain of [realDomain({ generator: "real", ...options }), integerDomain({ generator: "integer", ...options })]) {
    const key = addressKey("42", "around");
    const values = Array.from({ length: 2_000 }, (_, row) => Number(domain.random(drawsOf(key, row))));
    expect(values.every((value) => value >= 42 && value <= 58)).toBe(true);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(50, 0);
    expect(values.some((value) => value < 47)).toBe(true);
  }
});
