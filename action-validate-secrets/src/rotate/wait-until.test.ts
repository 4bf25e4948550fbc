import { expect, it } from "vitest";
import { waitUntil } from "./wait-until.ts";

/** Fails so often before it succeeds. */
function attemptsOf(failures: number) {
  const made = { tries: 0 };
  const attempt = async () => {
    if (made.tries++ < failures) throw new Error(`try ${made.tries}`);
    return "done";
  };
  return { attempt, made };
}

it("tries until it succeeds", async () => {
  const { attempt, made } = attemptsOf(3);
  expect(await waitUntil(attempt, () => true, { settleMs: 10_000, pollMs: 1 })).toBe("done");
  expect(made.tries).toBe(4);
});

it("ends at once with a fault that does not pass", async () => {
  const { attempt, made } = attemptsOf(9);
  await expect(waitUntil(attempt, (fault) => !String(fault).includes("try 2"), { settleMs: 10_000, pollMs: 1 })).rejects.toThrow(
    "try 2",
  );
  expect(made.tries).toBe(2);
});

it("throws what the last try threw when the time is over, and does not wait for a try that would come too late", async () => {
  const { attempt, made } = attemptsOf(Number.POSITIVE_INFINITY);
  await expect(waitUntil(attempt, () => true, { settleMs: 50, pollMs: 40 })).rejects.toThrow("try 2");
  expect(made.tries).toBe(2);
  await expect(waitUntil(attempt, () => true, { settleMs: 50, pollMs: 60_000 })).rejects.toThrow("try 3");
});
