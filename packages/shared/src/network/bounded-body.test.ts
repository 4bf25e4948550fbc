import { expect, it } from "vitest";
import { BodyTooLongError, boundedBytes, boundedChunks } from "./bounded-body.ts";

const body = (seen: number[], ...sizes: number[]) =>
  (async function* () {
    for (const size of sizes) {
      seen.push(size);
      yield new Uint8Array(size);
    }
  })();

it("reads a body up to its bound, and nothing after it", async () => {
  let progress = 0;
  expect(await boundedBytes(body([], 4, 6), 10, () => progress++)).toHaveLength(10);
  expect(progress).toBe(2);
  const seen: number[] = [];
  await expect(boundedBytes(body(seen, 4, 7, 1), 10)).rejects.toThrow(
    new BodyTooLongError("The answer is longer than 10 bytes."),
  );
  expect(seen).toEqual([4, 7]);
});

it("gives what came before the bound", async () => {
  const chunks: number[] = [];
  const read = async () => {
    for await (const chunk of boundedChunks(body([], 4, 7), 10)) chunks.push(chunk.length);
  };
  await expect(read()).rejects.toThrow(BodyTooLongError);
  expect(chunks).toEqual([4, 6]);
});
