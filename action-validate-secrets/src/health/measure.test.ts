import { expect, it } from "vitest";
import { measure } from "./measure.ts";

const sampling = { warmUps: 2, samples: 4, latencyMs: 1_000 };

/** Probes that take as long as they say, on a clock of their own. */
function timeline(takes: Readonly<Record<string, (made: number) => number>>) {
  let now = 0;
  const made: string[] = [];
  const probes = new Map(
    Object.entries(takes).map(([name, ms]): [string, () => Promise<void>] => [
      name,
      async () => {
        now += ms(made.filter((one) => one === name).length);
        made.push(name);
      },
    ]),
  );
  return { probes, made, clock: () => now };
}

it("times each probe once a round, in turn, and leaves the warm-ups out", async () => {
  const { probes, made, clock } = timeline({ a: (index) => 100 - index, b: () => 7 });
  const times = await measure(probes, { ...sampling, clock });
  expect(made.join("")).toBe("ab".repeat(6));
  expect([...times]).toEqual([
    ["a", [98, 97, 96, 95]],
    ["b", [7, 7, 7, 7]],
  ]);
});

it("stops when the time is over, and keeps what it has", async () => {
  const { probes, clock } = timeline({ a: () => 300 });
  expect((await measure(probes, { ...sampling, clock })).get("a")).toEqual([300, 300]);
});

it("throws what a probe throws", async () => {
  const failing = new Map([["a", () => Promise.reject(new Error("gone"))]]);
  await expect(measure(failing, { ...sampling, clock: () => 0 })).rejects.toThrow("gone");
});
