import { expect, it } from "vitest";
import { addressKey, drawsOf } from "./address.ts";
import { blobDomain } from "./binaries.ts";

const key = addressKey("42", "t", "blob");
const rows = Array.from({ length: 5_000 }, (_, row) => drawsOf(key, row));
const blob = (bytes?: number | { minimum: number; maximum: number }) =>
  blobDomain({ generator: "blob", ...(bytes === undefined ? {} : { bytes }) });
const hex = (value: unknown): string => Buffer.from(value as Uint8Array).toString("hex");

it("has 16 bytes where nothing is said, and every byte is used", () => {
  const blobs = rows.map((draw) => Buffer.from(blob().random(draw) as Uint8Array));
  for (let index = 0; index < 16; index++) expect(new Set(blobs.map((bytes) => bytes[index])).size).toBe(256);
});

it.each([0, 1, 3, 5, 17])("has the length that is asked for: %i", (bytes) => {
  expect(blob(bytes).random(rows[0] ?? expect.unreachable())).toHaveLength(bytes);
});

it("has any length of a range, both ends included", () => {
  const lengths = rows.map((draw) => (blob({ minimum: 0, maximum: 9 }).random(draw) as Uint8Array).length);
  expect([...new Set(lengths)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it.each([
  [0, 1],
  [1, 256],
  [{ minimum: 0, maximum: 2 }, 65_536],
  [{ minimum: 2, maximum: 20 }, 2 ** 32],
])("tells unique ones apart by their first bytes: %j has %i", (bytes, size) => {
  const domain = blob(bytes);
  expect(domain.size).toBe(size);
  const numbers = [...new Set([0, 1, 255, 256, 70_000, size - 1].filter((number) => number < size))];
  for (const draw of rows.slice(0, 50)) {
    const heads = numbers.map((number) => hex(domain.distinct(number, draw)).slice(0, 8));
    expect(heads).toEqual(
      numbers.map((number) =>
        number
          .toString(16)
          .padStart(8, "0")
          .slice(8 - (heads[0]?.length ?? 0)),
      ),
    );
  }
});
