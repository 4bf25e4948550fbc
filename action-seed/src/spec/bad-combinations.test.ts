// Every way in which the options of a column can be wrong together: each is told with its place and what is allowed.
import { expect, it } from "vitest";
import { type BadSpec, column, problemsOf } from "./testing.ts";

const KINDS: readonly BadSpec[] = [
  [
    "weights and unique",
    column("{generator: enum, values: {a: 1, b: 2}, unique: true}"),
    "4:58: tables.t.columns.c.unique: Unique values come once each, so they cannot have weights. Leave out `unique`, or that.",
  ],
  [
    "one value and unique",
    column("{generator: value, value: 1, unique: true}"),
    "4:47: tables.t.columns.c.unique: A column with one `value` for all rows cannot be unique. Leave out `unique`, or that.",
  ],
  [
    "a bell and unique",
    column("{generator: integer, distribution: normal, unique: true}"),
    "4:61: tables.t.columns.c.unique: Unique values come once each, so they cannot have the distribution `normal`. Leave out `unique`, or that.",
  ],
  [
    "skewed and unique",
    column("{generator: reference, distribution: skewed, unique: true}"),
    "4:63: tables.t.columns.c.unique: Unique references cannot be skewed; `one-to-one` is unique. Leave out `unique`, or that.",
  ],
  [
    "now",
    column("{generator: datetime, from: now}"),
    '4:38: tables.t.columns.c.from: "now" depends on the day of the run, and the same seed has to give the same rows on every day. Give a fixed time. Allowed: `2024-01-01` or `2024-01-01T10:00:00Z`.',
  ],
  [
    "a local time",
    column('{generator: datetime, from: "2024-01-01 10:00:00"}'),
    '4:38: tables.t.columns.c.from: "2024-01-01 10:00:00" is no time in UTC (a `T` in the middle, a `Z` at the end, no other time zone). Allowed: `2024-01-01` or `2024-01-01T10:00:00Z`.',
  ],
  [
    "a day that no month has",
    column("{generator: date, from: 2023-02-29}"),
    '4:34: tables.t.columns.c.from: "2023-02-29" is no date. Allowed: `2024-01-01`.',
  ],
  [
    "a time of day for a date",
    column('{generator: date, to: "2024-01-01T10:00:00Z"}'),
    '4:32: tables.t.columns.c.to: "2024-01-01T10:00:00Z" has a time of day; `datetime` takes it, `date` takes days. Allowed: `2024-01-01`.',
  ],
  [
    "an hour that no day has",
    column('{generator: time, from: "25:00"}'),
    '4:34: tables.t.columns.c.from: "25:00" is no time. Allowed: `10:30` or `10:30:00`, up to `24:00`.',
  ],
  [
    "a year alone",
    column("{generator: datetime, from: 2024}"),
    "4:38: tables.t.columns.c.from: 2024 is no datetime. Allowed: `2024-01-01` or `2024-01-01T10:00:00Z`.",
  ],
  [
    "an end before the start",
    column("{generator: date, from: 2024-02-01, to: 2024-02-01}"),
    "4:50: tables.t.columns.c.to: The end is not after the start; the end itself is not reached. Give a later `to`.",
  ],
  [
    "a step without a unit",
    column("{generator: datetime, step: 60}"),
    "4:38: tables.t.columns.c.step: 60 is no duration. Allowed: a number above 0 with a unit (ms, s, m, h, d), such as `30m`.",
  ],
  [
    "a step smaller than a day",
    column("{generator: date, step: 1h}"),
    "4:34: tables.t.columns.c.step: The values have no part as small as this step. Allowed: a multiple of 1d.",
  ],
  [
    "milliseconds that are not written",
    column('{generator: datetime, from: "2024-01-01T00:00:00.500Z"}'),
    "4:38: tables.t.columns.c.from: The values have no milliseconds. Give whole seconds, or the format `iso-milliseconds`.",
  ],
  [
    "an unknown format",
    column("{generator: datetime, format: unix}"),
    '4:40: tables.t.columns.c.format: "unix" is no format. Allowed: iso, iso-milliseconds, sqlite, seconds, milliseconds.',
  ],
  [
    "another version of uuid",
    column("{generator: uuid, version: 1}"),
    "4:37: tables.t.columns.c.version: 1 cannot stand here. Allowed: 4, 7.",
  ],
  [
    "a blob too large",
    column("{generator: blob, bytes: 5000000}"),
    "4:35: tables.t.columns.c.bytes: 5000000 cannot stand here. Allowed: a whole number from 0 to 4194304.",
  ],
  [
    "a length the wrong way round",
    column("{generator: word, length: {minimum: 9, maximum: 3}}"),
    "4:58: tables.t.columns.c.length.maximum: The maximum 3 is below the minimum 9. Swap them.",
  ],
  [
    "a length that is none",
    column("{generator: word, length: short}"),
    '4:36: tables.t.columns.c.length: "short" cannot stand here. Allowed: a number or {minimum, maximum}.',
  ],
  [
    "a pattern that is empty",
    column('{generator: pattern, pattern: ""}'),
    "4:40: tables.t.columns.c.pattern: The text is empty. Give a pattern, such as `[A-Z]{3}-\\d{4}`.",
  ],
  [
    "a phone without digits",
    column("{generator: phone, format: call me}"),
    "4:37: tables.t.columns.c.format: The format has no place for a digit. Put a # where each is to stand, as in `+1 ###-###-####`.",
  ],
  [
    "a vector of nothing",
    column("{generator: vector, dimensions: 0}"),
    "4:42: tables.t.columns.c.dimensions: 0 cannot stand here. Allowed: a whole number from 1 to 65536.",
  ],
];

it.each(KINDS)("says where and how: %s", async (_, text, ...expected) => {
  expect(await problemsOf(text)).toEqual(expected);
});
