import { expect, it } from "vitest";
import { field } from "./field.ts";

it("finds fields of objects, and none that they inherit", () => {
  expect(field({ a: 0 }, "a")).toBe(0);
  expect(field(JSON.parse('{"__proto__":{"a":1}}'), "a")).toBeUndefined();
  for (const value of [null, undefined, 7, "text"]) expect(field(value, "length")).toBeUndefined();
  expect(field({}, "toString")).toBeUndefined();
});
