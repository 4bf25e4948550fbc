import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  it.each([
    ["500ms", 500],
    ["10s", 10_000],
    ["5m", 300_000],
    ["2h", 7_200_000],
    ["14d", 1_209_600_000],
    ["1.5s", 1_500],
    ["0s", 0],
  ])("reads %s", (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  it.each([
    "",
    "10",
    "s",
    "10 s",
    "-1s",
    "+1s",
    "1e3s",
    "10S",
    "1w",
    "١s",
    "1s\n",
    "1_0s",
    ".5s",
    "9999999999s",
    "1.2345s",
    "0x10s",
  ])("refuses %j", (text) => expect(parseDuration(text)).toBeUndefined());
});

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [40.4, "40 ms"],
    [1_234, "1.2 s"],
    [59_000, "59 s"],
    [180_000, "3 min"],
  ])("writes %d", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});
