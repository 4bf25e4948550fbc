import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, relativeNoise, spreadOf } from "./statistics.ts";

const times = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 });

describe("the median", () => {
  it.each([
    [[3], 3],
    [[3, 1], 2],
    [[9, 1, 5], 5],
    [[1, 2, 3, 100], 2.5],
  ])("of %j is %d", (values, middle) => expect(median(values)).toBe(middle));

  it("of nothing is an error, not a number that looks like a time", () => expect(() => median([])).toThrow(RangeError));

  it("has as many values below it as above", () => {
    fc.assert(
      fc.property(times, (values) => {
        const middle = median(values);
        const half = values.length / 2;
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(half);
      }),
    );
  });

  it("is the same in whatever order they come, and leaves them in it", () => {
    fc.assert(
      fc.property(times, (values) => {
        const before = [...values];
        expect(median(values.toReversed())).toBe(median(values));
        expect(values).toEqual(before);
      }),
    );
  });
});

describe("the spread", () => {
  it("is half the way that most samples lie around the middle", () =>
    expect(spreadOf([1, 1, 2, 2, 4, 6, 9])).toEqual({ median: 2, deviation: 1 }));

  it("does not move for less than half of the samples, however far off they are", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 10, noNaN: true }), fc.double({ min: 100, max: 1e9, noNaN: true }), (own, off) => {
        expect(spreadOf([...Array(8).fill(own), ...Array(7).fill(off)])).toEqual({ median: own, deviation: 0 });
      }),
    );
  });

  it("moves with the samples and never is negative", () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 64 }), (values, factor) => {
        const [own, scaled] = [spreadOf(values), spreadOf(values.map((value) => value * factor))];
        expect(own.deviation).toBeGreaterThanOrEqual(0);
        expect(scaled.median).toBeCloseTo(own.median * factor, -3);
        expect(Math.abs(scaled.deviation - own.deviation * factor)).toBeLessThanOrEqual(1e-6 * (1 + own.median * factor));
      }),
    );
  });
});

describe("the noise of a quotient", () => {
  it("is nothing where nothing varies", () => expect(relativeNoise([{ median: 0, deviation: 0 }])).toBe(0));
  it("is without end where a time of nothing varies", () => expect(relativeNoise([{ median: 0, deviation: 1 }])).toBe(Infinity));
  it("adds up as right angles do", () =>
    expect(
      relativeNoise([
        { median: 10, deviation: 3 },
        { median: 20, deviation: 8 },
      ]),
    ).toBeCloseTo(1.4826 * 0.5, 10));
  it("is at least that of its worst part", () => {
    const part = fc.record({
      median: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      deviation: fc.double({ min: 0, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const worst = Math.max(...parts.map((one) => relativeNoise([one])));
        expect(relativeNoise(parts)).toBeGreaterThanOrEqual(worst * (1 - 1e-12));
      }),
    );
  });
});
