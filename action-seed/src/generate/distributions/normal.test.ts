import fc from "fast-check";
import { expect, it } from "vitest";
import { addressKey, drawsOf } from "../address.ts";
import { deviationsAt, normal, shareBelow } from "./normal.ts";
import { DEVIATIONS, HALVINGS, NODES } from "./normal-table.ts";

const key = addressKey("42", "normal");
const sample = (count: number, draw: ReturnType<typeof normal>) =>
  Array.from({ length: count }, (_, row) => draw(drawsOf(key, row), 1));

function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

it("has a table that falls from one end to the other, and whose shares are those under the bell curve", () => {
  expect(DEVIATIONS).toHaveLength(HALVINGS * NODES + 1);
  for (const [index, node] of DEVIATIONS.slice(1).entries()) expect(node).toBeLessThan(DEVIATIONS[index] ?? 0);
  // Simpson's rule over the density, from the mean outwards.
  const shareBetween = (to: number) => {
    const steps = 4_000;
    const density = (at: number) => Math.exp((-at * at) / 2) / Math.sqrt(2 * Math.PI);
    let sum = density(0) + density(to);
    for (let step = 1; step < steps; step++) sum += density((to * step) / steps) * (step % 2 === 1 ? 4 : 2);
    return (sum * to) / steps / 3;
  };
  for (const deviations of [0.1, 0.5, 0.6745, 1, 1.5, 1.96, 2.5, 3, 4]) {
    const beyond = 0.5 - shareBetween(deviations);
    expect(Math.abs(deviationsAt(beyond) + deviations)).toBeLessThan(0.0002);
    expect(Math.abs(shareBelow(-deviations) / beyond - 1)).toBeLessThan(0.001);
    expect(shareBelow(deviations)).toBe(1 - shareBelow(-deviations));
  }
});

it("is its own inverse, and rises", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
      fc.double({ min: 1e-9, max: 0.5, noNaN: true }),
      (share, more) => {
        expect(Math.abs(shareBelow(deviationsAt(share)) - share)).toBeLessThan(1e-9);
        expect(deviationsAt(Math.min(1, share + more))).toBeGreaterThanOrEqual(deviationsAt(share));
      },
    ),
  );
});

it("has the mean and the deviation that it is given", () => {
  const { mean, deviation } = momentsOf(sample(40_000, normal(-1e9, 1e9, 80, 12)));
  expect(Math.abs(mean - 80)).toBeLessThan(0.3);
  expect(Math.abs(deviation - 12)).toBeLessThan(0.2);
});

it("takes from the part between the limits alone: half a bell has the mean of half a bell", () => {
  const values = sample(40_000, normal(80, 1e9, 80, 12));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(80);
  // A half-normal distribution has its mean at sqrt(2 / pi) deviations.
  expect(Math.abs(momentsOf(values).mean - (80 + 12 * Math.sqrt(2 / Math.PI)))).toBeLessThan(0.2);
});

it("stays within its limits wherever the mean is", () => {
  const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(
      number,
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      number,
      fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
      fc.nat(),
      (minimum, span, mean, deviation, row) => {
        const value = normal(minimum, minimum + span, mean, deviation)(drawsOf(key, row), 1);
        expect(value >= minimum && value <= minimum + span).toBe(true);
      },
    ),
  );
});
