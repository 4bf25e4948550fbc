// What a rotation knows before it asks anybody.
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { expect, it } from "vitest";
import { expiryOf } from "./rotation.ts";

const issuer = tokenIssuer();

it.each([
  ["seconds", { exp: 1_900_000_000 }, 1_900_000_000],
  ["no end", {}, undefined],
  ["null, which is none to servers", { exp: null }, undefined],
  ["milliseconds, which servers read as no end", { exp: 1_900_000_000_000 }, undefined],
  ["before 1970, which they misread too", { exp: -5 }, undefined],
  ["text", { exp: "2030-01-01" }, undefined],
])("ends as servers see it: %s", (_, claims, expected) => expect(expiryOf(issuer.token(claims))).toBe(expected));

it("says nothing where there is none, or what is no token", () => {
  expect(expiryOf(undefined)).toBeUndefined();
  expect(expiryOf("garbage")).toBeUndefined();
});
