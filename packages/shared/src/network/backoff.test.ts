import { expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

it("waits anything below a bound that begins with the first wait, doubles and ends", () => {
  for (const [tries, bound] of [100, 200, 400, 800, 1_000, 1_000].entries()) {
    const waits = Array.from({ length: 1_000 }, () => backoffMs(tries + 1, 100, 1_000));
    expect(Math.min(...waits)).toBeLessThan(bound / 2);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...waits)).toBeLessThan(bound);
    expect(Math.max(...waits)).toBeGreaterThan(bound / 2);
  }
  expect(backoffMs(5_000, 100, 1_000)).toBeLessThan(1_000);
});
