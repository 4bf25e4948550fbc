import fc from "fast-check";
import { expect, it } from "vitest";
import type { DatetimeFormat } from "../spec/spec.ts";
import { addressKey, type Draw, drawsOf } from "./address.ts";
import { dateOf, TEXT_FORMS, timeDomain } from "./times.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import type { Value } from "./value.ts";

const key = addressKey("42", "times");
const draws = (count: number): Draw[] => Array.from({ length: count }, (_, row) => drawsOf(key, row));
const DAY_MS = 86_400_000;
const YEAR_2024 = [Date.UTC(2024, 0, 1), Date.UTC(2025, 0, 1)] as const;
const FORMATS = ["iso", "iso-milliseconds", "sqlite", "seconds", "milliseconds"] as const;

/** What a value says, read by others. */
function millisecondsOf(value: Value, form: DatetimeFormat | "date" | "time"): number {
  if (form === "seconds") return Number(value) * 1_000;
  if (form === "milliseconds") return Number(value);
  if (form === "sqlite") return Date.parse(`${String(value).replace(" ", "T")}Z`);
  return Date.parse(form === "time" ? `1970-01-01T${value}Z` : String(value));
}

it("dates agree with those of Date over 10,000 years", () => {
  for (let day = Date.UTC(2024, 0, 1) / DAY_MS - 800; day < Date.UTC(2024, 0, 1) / DAY_MS + 800; day++)
    expect(dateOf(day)).toBe(new Date(day * DAY_MS).toISOString().slice(0, 10));
  fc.assert(
    fc.property(fc.integer({ min: -719_528, max: 2_932_896 }), (day) => {
      expect(dateOf(day)).toBe(new Date(day * DAY_MS).toISOString().slice(0, 10));
    }),
    { numRuns: 500 },
  );
});

it.each(FORMATS)("%s lies in 2024 and differs from row to row", (format) => {
  const domain = timeDomain({ generator: "datetime", format });
  const values = draws(1_000).map((draw) => domain.random(draw));
  for (const value of values) {
    if (format in TEXT_FORMS) expect(value).toHaveLength(TEXT_FORMS[format as keyof typeof TEXT_FORMS]);
    else expect(typeof value).toBe("bigint");
    const milliseconds = millisecondsOf(value, format);
    expect(milliseconds >= YEAR_2024[0] && milliseconds < YEAR_2024[1]).toBe(true);
  }
  const months = new Set(values.map((value) => new Date(millisecondsOf(value, format)).getUTCMonth()));
  expect(months.size).toBe(12);
  expect(new Set(values).size).toBeGreaterThan(990);
  expect(new Set(draws(1_000).map((draw, number) => domain.distinct(number, draw))).size).toBe(1_000);
});

it("dates and times of the day cover the year and the day", () => {
  const date = timeDomain({ generator: "date" });
  expect(date.size).toBe(366);
  const dates = draws(366).map((draw, number) => date.distinct(number, draw));
  expect([dates[0], dates[59], dates[365], new Set(dates).size]).toEqual(["2024-01-01", "2024-02-29", "2024-12-31", 366]);
  const time = timeDomain({ generator: "time" });
  expect(time.size).toBe(86_400);
  expect([0, 1, 3_599, 86_399].map((number) => time.distinct(number, drawsOf(key, 0)))).toEqual([
    "00:00:00",
    "00:00:01",
    "00:59:59",
    "23:59:59",
  ]);
  expect(timeDomain({ generator: "time", from: 9 * 3_600_000, to: 17 * 3_600_000, step: 900_000 }).size).toBe(32);
});

it.each([
  [{ from: Date.UTC(2024, 5, 1) }, "2024-06-01T00:00:00Z", "2024-12-31T23:59:59Z"],
  [{ from: Date.UTC(2030, 0, 1) }, "2030-01-01T00:00:00Z", "2031-01-01T23:59:59Z"],
  [{ to: Date.UTC(2020, 0, 2) }, "2019-01-01T00:00:00Z", "2020-01-01T23:59:59Z"],
  [{ from: 500, to: 3_000 }, "1970-01-01T00:00:01Z", "1970-01-01T00:00:02Z"],
  [{ from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 0, 2), step: 3_600_000 }, "2024-01-01T00:00:00Z", "2024-01-01T23:00:00Z"],
  [{ from: -62_167_219_200_000, to: 253_402_300_800_000, step: 1_000_000 }, "0000-01-01T00:00:00Z", "9999-12-31T23:43:20Z"],
])("%j goes from %s to %s", (range, first, last) => {
  const domain = timeDomain({ generator: "datetime", ...range });
  expect(domain.distinct(0, drawsOf(key, 0))).toBe(first);
  expect(domain.distinct(domain.size - 1, drawsOf(key, 0))).toBe(last);
});

it("stays within its range on its steps, and the same address has the same time", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...FORMATS, "date" as const),
      fc.integer({ min: -1e12, max: 1e13 }),
      fc.integer({ min: DAY_MS, max: 1e12 }),
      fc.integer({ min: DAY_MS, max: 1e9 }),
      fc.nat(),
      (form, from, span, step, row) => {
        const range = { from, to: from + span, step };
        const spec =
          form === "date"
            ? ({ generator: form, ...range } as const)
            : ({ generator: "datetime", format: form, ...range } as const);
        const precision = form === "date" ? DAY_MS : form.endsWith("milliseconds") ? 1 : 1_000;
        // Nothing is left where no whole day lies in the range.
        if (Math.ceil(from / precision) * precision >= from + span) return;
        const [domain, again] = [timeDomain(spec), timeDomain(spec)];
        const number = row % domain.size;
        const values = [domain.random(drawsOf(key, row)), domain.distinct(number, drawsOf(key, row))];
        for (const value of values) {
          const milliseconds = millisecondsOf(value, form);
          expect(milliseconds >= from && milliseconds < from + span).toBe(true);
          expect((milliseconds - Math.ceil(from / precision) * precision + precision) % step).toBeLessThanOrEqual(precision);
        }
        expect([again.random(drawsOf(key, row)), again.distinct(number, drawsOf(key, row))]).toEqual(values);
        if (number > 0) expect(domain.distinct(number - 1, drawsOf(key, row))).not.toBe(values[1]);
      },
    ),
  );
});

it.each([
  [() => timeDomain({ generator: "datetime", from: 10_000, to: 10_000 }), "nothing lies between 10000 and 10000"],
  [() => timeDomain({ generator: "datetime", step: 10 }), "a step of 10 ms is finer than what is written; use at least 1000 ms"],
  [() => timeDomain({ generator: "date", step: 3_600_000 }), "use at least 86400000 ms"],
  [() => timeDomain({ generator: "time", to: 2 * DAY_MS }), "not within a day"],
  [() => timeDomain({ generator: "time", from: -1_000 }), "not within a day"],
  [() => timeDomain({ generator: "datetime", to: 3e14 }), "not within the years 0 to 9999"],
  [() => timeDomain({ generator: "datetime", from: Number.NaN }), "nothing lies between NaN"],
])("refuses what cannot be: %s", (make, message) => {
  expect(make).toThrow(UnusableGenerator);
  expect(make).toThrow(message);
});
