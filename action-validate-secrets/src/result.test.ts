import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { isValid, notChecked, passed, REASONS } from "./result.ts";

it("has every reason in the table of the README, and no other there", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const table = readme.slice(readme.indexOf("| reason | verdict |")).split("\n\n")[0] ?? "";
  const told = table
    .split("\n")
    .slice(2)
    .flatMap((row) => Array.from((row.split("|")[1] ?? "").matchAll(/`([a-z-]+)`/g), ([, reason]) => reason));
  expect(told.sort()).toEqual(REASONS.filter((reason) => reason !== "ok").sort());
});

it("is valid when every check was made that is needed", () => {
  expect(isValid([passed("A", "presence", "")])).toBe(true);
  expect(isValid([{ ...passed("A", "presence", ""), verdict: "warning" }, notChecked("B", "format", "not-needed", "")])).toBe(
    true,
  );
  expect(isValid([notChecked("A", "read", "dns", "")])).toBe(false);
  expect(isValid([{ ...passed("A", "presence", ""), verdict: "failed" }])).toBe(false);
});
