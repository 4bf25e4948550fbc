import { expect, it } from "vitest";
import { addressKey, drawsOf } from "./address.ts";
import { uuidDomain } from "./uuids.ts";

const key = addressKey("42", "t", "uuid");
const rows = Array.from({ length: 5_000 }, (_, row) => drawsOf(key, row));

it.each([4, 7] as const)("version %i has the form that RFC 9562 asks for", (version) => {
  const { random, distinct, size } = uuidDomain({ generator: "uuid", version });
  const uuids = rows.flatMap((draw, row) => [
    String(random(draw)),
    String(distinct(row, draw)),
    String(distinct(size - 1, draw)),
  ]);
  const form = new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`);
  for (const uuid of uuids) expect(uuid).toMatch(form);
  expect(new Set(uuids).size).toBe(uuids.length);
});

it("is version 4 where nothing is said, and every digit but two takes all values", () => {
  const uuids = rows.map((draw) => String(uuidDomain({ generator: "uuid" }).random(draw)).replaceAll("-", ""));
  const values = Array.from({ length: 32 }, (_, index) => new Set(uuids.map((uuid) => uuid[index])).size);
  expect(values).toEqual(Array.from({ length: 32 }, (_, index) => (index === 12 ? 1 : index === 16 ? 4 : 16)));
});

it("writes times of 2024 and 2025 into version 7, whatever the row", () => {
  const times = rows.map((draw) => {
    const uuid = String(uuidDomain({ generator: "uuid", version: 7 }).random(draw));
    return Number.parseInt(uuid.replace("-", "").slice(0, 12), 16);
  });
  for (const time of times) expect([2024, 2025]).toContain(new Date(time).getUTCFullYear());
  expect(new Set(times.map((time) => new Date(time).toISOString().slice(0, 7))).size).toBe(24);
});

it("keeps unique ones apart by their number alone", () => {
  const { distinct } = uuidDomain({ generator: "uuid", version: 7 });
  const [draw] = rows;
  if (draw === undefined) return expect.unreachable();
  expect(String(distinct(0xdeadbeef, draw)).slice(-8)).toBe("deadbeef");
});
