import { expect, it } from "vitest";
import { oneAtATime } from "./one-at-a-time.ts";

it("begins a call when the one before has ended, also when that failed", async () => {
  const inTurn = oneAtATime();
  const first = Promise.withResolvers<string>();
  const seen: string[] = [];
  const answers = [
    inTurn(() => first.promise),
    inTurn(async () => {
      seen.push("second");
      throw new Error("no");
    }),
    inTurn(async () => seen.push("third")),
  ];
  const ended = Promise.allSettled(answers);
  await Promise.resolve();
  expect(seen).toEqual([]);
  first.resolve("one");
  expect((await ended).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(seen).toEqual(["second", "third"]);
});
