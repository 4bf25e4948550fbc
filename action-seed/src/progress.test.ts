import { expect, it } from "vitest";
import { progress } from "./progress.ts";

it("says rows, speed and what is left, every two seconds at most and not at the end", () => {
  let now = 1_000;
  const said: string[] = [];
  const done = progress(
    () => now,
    (line) => said.push(line),
  );
  for (const [milliseconds, rows] of [
    [500, 1_000],
    [1_600, 2_000],
    [200, 3_000],
    [1_900, 6_000],
    [3_000, 10_000],
  ] as const) {
    now += milliseconds;
    done(rows, 10_000);
  }
  expect(said).toEqual(["2000 of 10000 rows, 952 rows/s, about 9 s left", "6000 of 10000 rows, 1429 rows/s, about 3 s left"]);
});
