// Times and durations as a spec writes them.

import { parseDuration } from "@libsql-actions/shared/inputs/duration";
import fc from "fast-check";
import { expect, it } from "vitest";
import { durationText, momentText, readDate, readMoment, readTimeOfDay, timeOfDayText } from "./moments.ts";

const DAY_MS = 86_400_000;

it.each<[text: string, iso: string | undefined]>([
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["2024-02-29T10:30Z", "2024-02-29T10:30:00.000Z"],
  ["2024-02-29T10:30:59Z", "2024-02-29T10:30:59.000Z"],
  ["2024-02-29T10:30:59.007Z", "2024-02-29T10:30:59.007Z"],
  ["0001-01-01", "0001-01-01T00:00:00.000Z"],
  ["2023-02-29", undefined],
  ["2024-13-01", undefined],
  ["2024-01-01T24:00:00Z", undefined],
  ["2024-01-01T10:60:00Z", undefined],
  ["2024-01-01T10:30:00", undefined],
  ["2024-01-01T10:30:00+02:00", undefined],
  ["2024-01-01 10:30:00Z", undefined],
  ["24-01-01", undefined],
])("reads the moment %s", (text, iso) => {
  expect(readMoment(text)).toBe(iso === undefined ? undefined : Date.parse(iso));
});

it.each<[text: string, seconds: number | undefined]>([
  ["00:00", 0],
  ["10:30", 37_800],
  ["23:59:59", 86_399],
  ["24:00:00", 86_400],
  ["24:01", undefined],
  ["9:30", undefined],
  ["10:60", undefined],
])("reads the time of day %s", (text, seconds) => {
  expect(readTimeOfDay(text)).toBe(seconds === undefined ? undefined : seconds * 1_000);
});

it("reads what it writes", () => {
  const [first, last] = [Date.parse("0001-01-01"), Date.parse("9999-12-31T23:59:59.999Z")];
  const same = (numbers: fc.Arbitrary<number>, again: (number: number) => number | undefined) =>
    fc.assert(
      fc.property(numbers, (number) => {
        expect(again(number)).toBe(number);
      }),
    );
  same(fc.integer({ min: first, max: last }), (time) => readMoment(momentText(time)));
  same(fc.integer({ min: -20_000, max: 2_000_000 }), (day) => (readDate(momentText(day * DAY_MS)) ?? 0.5) / DAY_MS);
  same(fc.nat(86_400), (second) => (readTimeOfDay(timeOfDayText(second * 1_000)) ?? 0.5) / 1_000);
  same(fc.integer({ min: 1, max: 9e11 }), (step) => Math.round(parseDuration(durationText(step)) ?? 0));
});
