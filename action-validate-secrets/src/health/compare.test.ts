import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareTimings, otherPlace, type Timing } from "./compare.ts";

const steady = (median: number) => ({ median, deviation: 0 });
const timing = (roundTrip: number, probes: Readonly<Record<string, number>>): Timing => ({
  roundTrip: steady(roundTrip),
  probes: Object.fromEntries(Object.entries(probes).map(([name, ms]) => [name, steady(ms)])),
});
const slower = (now: Timing, then: Timing, tolerance = 0.1) =>
  compareTimings(now, then, tolerance).flatMap(({ probe, isSlower }) => (isSlower ? probe : []));

const spread = fc
  .tuple(fc.double({ min: 0.2, max: 500, noNaN: true }), fc.double({ min: 0, max: 0.5, noNaN: true }))
  .map(([median, share]) => ({ median, deviation: median * share }));
const timings: fc.Arbitrary<Timing> = fc.record({ roundTrip: spread, probes: fc.record({ read: spread, batch: spread }) });
const tolerances = fc.double({ min: 0, max: 1, noNaN: true });

describe("steady times", () => {
  const then = timing(10, { read: 20, batch: 100 });
  it("fail beyond the tolerance, by probe", () => {
    expect(slower(timing(10, { read: 21.9, batch: 111 }), then)).toEqual(["batch"]);
    expect(slower(timing(10, { read: 30, batch: 300 }), then)).toEqual(["read", "batch"]);
  });
  it("pass where the round trip has grown alike", () => expect(slower(timing(20, { read: 40, batch: 200 }), then)).toEqual([]));
  it("fail where the round trip has become shorter and the probe has not", () =>
    expect(slower(timing(5, { read: 20, batch: 50 }), then)).toEqual(["read"]));
  it("pass where the difference is too small to be one", () =>
    expect(slower(timing(0.04, { read: 0.12 }), timing(0.04, { read: 0.05 }))).toEqual([]));
  it("of a clock without a finer step than a millisecond are compared too", () =>
    expect(slower(timing(0, { read: 0 }), timing(0, { read: 0 }))).toEqual([]));
  it("say by how much", () => {
    const [one] = compareTimings(timing(20, { read: 60 }), then, 0.1);
    expect(one).toEqual({ probe: "read", nowMs: 60, expectedMs: 40, change: 0.5, noise: 0, isSlower: true });
  });
  it("of probes that only one run made are left out", () =>
    expect(compareTimings(timing(1, { write: 9 }), timing(1, { read: 1 }), 0)).toEqual([]));
  it("take no name of every object for a probe", () =>
    expect(compareTimings(timing(1, { constructor: 9 }), timing(1, { read: 1 }), 0)).toEqual([]));
});

describe("times that vary", () => {
  it("fail only beyond what they vary by", () => {
    const then = { roundTrip: steady(10), probes: { read: { median: 20, deviation: 4 } } };
    expect(slower(timing(10, { read: 30 }), then)).toEqual([]);
    expect(slower(timing(10, { read: 35 }), then)).toEqual(["read"]);
  });

  it("are never slower than themselves", () => {
    fc.assert(
      fc.property(timings, tolerances, (one, tolerance) => {
        expect(slower(one, one, tolerance)).toEqual([]);
      }),
    );
  });

  it("are not slower where everything takes longer by the same factor", () => {
    fc.assert(
      fc.property(timings, fc.double({ min: 0.1, max: 10, noNaN: true }), (one, factor) => {
        const scale = ({ median, deviation }: Timing["roundTrip"]) => ({
          median: median * factor,
          deviation: deviation * factor,
        });
        const { roundTrip, probes } = one;
        const all = Object.fromEntries(Object.entries(probes).map(([name, own]) => [name, scale(own)]));
        expect(slower({ roundTrip: scale(roundTrip), probes: all }, one, 0.001)).toEqual([]);
      }),
    );
  });

  it("that pass at one tolerance pass at every larger one", () => {
    fc.assert(
      fc.property(timings, timings, tolerances, tolerances, (now, then, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        expect(slower(now, then, small)).toEqual(expect.arrayContaining(slower(now, then, large)));
      }),
    );
  });

  it("that fail do so beyond the tolerance and beyond the noise", () => {
    fc.assert(
      fc.property(timings, timings, tolerances, (now, then, tolerance) => {
        for (const { isSlower, change, noise } of compareTimings(now, then, tolerance))
          if (isSlower) expect(change).toBeGreaterThan(Math.max(tolerance, noise));
      }),
    );
  });
});

describe("another way to the database", () => {
  it.each([
    [10, 41, 4.1],
    [41, 10, 10 / 41],
  ])("is one whose round trip was %d ms and is %d ms", (then, now, times) =>
    expect(otherPlace(timing(now, {}), timing(then, {}))).toBeCloseTo(times, 10),
  );
  it("is not one that is three times as long", () => expect(otherPlace(timing(30, {}), timing(10, {}))).toBeUndefined());
});
