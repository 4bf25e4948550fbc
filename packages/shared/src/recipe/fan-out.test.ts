import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { fanOut } from "./fan-out.ts";

/** Works on tasks that end in turn. @param failing those that fail */
async function follow(tasks: readonly number[], onFailure: "stop" | "continue", failing: readonly number[]) {
  const began: number[] = [];
  let [now, most] = [0, 0];
  const atTheFirst: number[] = [];
  const error = await fanOut(tasks, onFailure, async (task) => {
    began.push(task);
    most = Math.max(most, ++now);
    for (let turns = 0; turns < 3; turns++) await turn();
    if (task === tasks[0]) atTheFirst.push(...began);
    now--;
    if (failing.includes(task)) throw new Error(`task ${task}`);
  }).then(
    () => undefined,
    (problem: unknown) => problem as Error,
  );
  return { began, most, atTheFirst, error };
}
const TEN = Array.from({ length: 10 }, (_, index) => index);

it("works on the first alone, then on four at once", async () => {
  const { began, most, atTheFirst, error } = await follow(TEN, "stop", []);
  expect({ began, most, atTheFirst, error }).toEqual({ began: TEN, most: 4, atTheFirst: [0], error: undefined });
});

it("begins no other one when the first fails", async () => {
  const { began, error } = await follow(TEN, "stop", [0]);
  expect(began).toEqual([0]);
  expect(error?.message).toBe("task 0");
});

it("begins no other one after a failure, and lets those under way come to their end", async () => {
  const { began, error } = await follow(TEN, "stop", [1, 2]);
  expect(began).toEqual([0, 1, 2, 3, 4]);
  expect((error as AggregateError).errors.map(({ message }) => message)).toEqual(["task 1", "task 2"]);
  expect(error?.message).toBe("2 of 10 databases failed");
});

it("goes on where that is said", async () => {
  const { began, error } = await follow(TEN, "continue", [0, 7]);
  expect(began).toEqual(TEN);
  expect((error as AggregateError).errors.map(({ message }) => message)).toEqual(["task 0", "task 7"]);
});

it("has nothing to do without tasks", async () => {
  expect(await follow([], "stop", [])).toMatchObject({ began: [], error: undefined });
});
