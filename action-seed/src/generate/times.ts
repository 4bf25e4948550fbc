// Points in time, as text or as a number, in UTC. The calendar is computed here: no Date, no time zone.

import { DAY_MS, MINUTE_MS, SECOND_MS } from "../milliseconds.ts";
import type { Drawn } from "../spec/spec.ts";
import { bigintOf } from "./bigints.ts";
import { stepsDomain } from "./steps.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import type { Domain, Value } from "./value.ts";

type Moment = Extract<Drawn, { generator: "datetime" | "date" | "time" }>;
type TimeForm = NonNullable<Extract<Drawn, { generator: "datetime" }>["format"]> | "date" | "time";

/** The forms that are text, with their length. */
export const TEXT_FORMS = { iso: 20, "iso-milliseconds": 24, sqlite: 19, date: 10, time: 8 } as const;

const DAY_MINUTES = 1_440;
const YEAR_MS = 366 * DAY_MS;
const BEGIN_2024_MS = 1_704_067_200_000;
/** 0000-01-01 and 10000-01-01: what four digits of a year can say, and what SQLite's functions read. */
const MIN_TEXT_MS = -62_167_219_200_000;
const END_TEXT_MS = 253_402_300_800_000;
/** Texts of days are kept for ranges up to some hundred years. */
const MAX_KEPT_DAYS = 200_000;

/** The shortest time that a form can tell apart. */
const PRECISION_MS: Readonly<Record<TimeForm, number>> = {
  iso: SECOND_MS,
  sqlite: SECOND_MS,
  seconds: SECOND_MS,
  time: SECOND_MS,
  "iso-milliseconds": 1,
  milliseconds: 1,
  date: DAY_MS,
};

const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => (number < 10 ? `0${number}` : String(number)));
const THREE_DIGITS = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, "0"));
/** `00:00:` to `23:59:`. */
const MINUTES = Array.from(
  { length: DAY_MINUTES },
  (_, minute) => `${TWO_DIGITS[Math.floor(minute / 60)]}:${TWO_DIGITS[minute % 60]}:`,
);

/**
 * Points in time from `from` on in steps, `to` not reached. Without a range the year 2024, or the whole day for `time`; an end that is missing lies 366
 * days from the other one where the year 2024 does not do. Without a step as fine as the form can tell: milliseconds, seconds, or days.
 * @throws UnusableGenerator when the options leave no point in time, when steps are finer than the form, or when a year needs more than four digits
 */
export function timeDomain(spec: Moment): Domain {
  const form = spec.generator === "datetime" ? (spec.format ?? "iso") : spec.generator;
  const { from, to } = rangeOf(spec);
  const precision = PRECISION_MS[form];
  const step = spec.step ?? precision;
  if (!(Number.isSafeInteger(step) && step >= precision))
    throw new UnusableGenerator(`${form}: a step of ${step} ms is finer than what is written; use at least ${precision} ms.`);
  const first = Math.ceil(from / precision) * precision;
  if (!(first < to && Number.isSafeInteger(first) && Number.isSafeInteger(to)))
    throw new UnusableGenerator(
      `${form}: nothing lies between ${from} and ${to} (milliseconds since 1970, the end is not reached).`,
    );
  const [least, end] = form === "time" ? [0, DAY_MS] : form in TEXT_FORMS ? [MIN_TEXT_MS, END_TEXT_MS] : [first, to];
  if (first < least || to > end)
    throw new UnusableGenerator(
      `${form}: ${from} to ${to} ms is not within ${form === "time" ? "a day" : "the years 0 to 9999"}.`,
    );
  const write = writeAs(form, first, to);
  return stepsDomain(Math.ceil((to - first) / step), (number) => write(first + step * number));
}

function rangeOf({ generator, from, to }: Moment): { from: number; to: number } {
  if (generator === "time") return { from: from ?? 0, to: to ?? DAY_MS };
  const start = from ?? (to === undefined || to > BEGIN_2024_MS ? BEGIN_2024_MS : to - YEAR_MS);
  return { from: start, to: to ?? (start < BEGIN_2024_MS + YEAR_MS ? BEGIN_2024_MS + YEAR_MS : start + YEAR_MS) };
}

/** Writes milliseconds since 1970 between two of them. */
function writeAs(form: TimeForm, first: number, end: number): (milliseconds: number) => Value {
  switch (form) {
    case "milliseconds":
      return bigintOf;
    case "seconds":
      return (milliseconds) => bigintOf(Math.floor(milliseconds / SECOND_MS));
    case "time":
      return (milliseconds) => timeText(milliseconds);
    case "date": {
      const dateText = datesFrom(first, end, "");
      return (milliseconds) => dateText(Math.floor(milliseconds / DAY_MS));
    }
    case "iso":
      return dayAndTime(first, end, "T", (ofDay) => `${timeText(ofDay)}Z`);
    case "iso-milliseconds":
      return dayAndTime(first, end, "T", (ofDay) => `${timeText(ofDay)}.${THREE_DIGITS[ofDay % SECOND_MS]}Z`);
    case "sqlite":
      return dayAndTime(first, end, " ", timeText);
  }
}

function dayAndTime(
  first: number,
  end: number,
  between: string,
  write: (ofDay: number) => string,
): (milliseconds: number) => string {
  const dateText = datesFrom(first, end, between);
  return (milliseconds) => {
    const day = Math.floor(milliseconds / DAY_MS);
    return dateText(day) + write(milliseconds - day * DAY_MS);
  };
}

/** From milliseconds since midnight. */
function timeText(ofDay: number): string {
  const minute = Math.floor(ofDay / MINUTE_MS);
  return (MINUTES[minute] ?? "") + TWO_DIGITS[Math.floor((ofDay - minute * MINUTE_MS) / SECOND_MS)];
}

/** Writes days since 1970, those of a range that is not too long only once. */
function datesFrom(first: number, end: number, suffix: string): (day: number) => string {
  const firstDay = Math.floor(first / DAY_MS);
  if (end / DAY_MS - firstDay > MAX_KEPT_DAYS) return (day) => dateOf(day) + suffix;
  const kept: string[] = [];
  return (day) => {
    const known = kept[day - firstDay];
    if (known !== undefined) return known;
    const text = dateOf(day) + suffix;
    kept[day - firstDay] = text;
    return text;
  };
}

const CYCLE_DAYS = 146_097;
const CYCLE_YEARS = 400;
/** From 0000-03-01 to 1970-01-01. */
const EPOCH_DAYS = 719_468;

/**
 * The date of a day since 1970, as `2024-03-01`. Years are taken to begin in March, so that the leap day is their last, and days before months are a line:
 * (153 m + 2) / 5. The calendar repeats itself every 400 years.
 */
export function dateOf(day: number): string {
  const shifted = day + EPOCH_DAYS;
  const cycle = Math.floor(shifted / CYCLE_DAYS);
  const ofCycle = shifted - cycle * CYCLE_DAYS;
  const leaps = Math.floor(ofCycle / 1_460) - Math.floor(ofCycle / 36_524) + Math.floor(ofCycle / 146_096);
  const yearOfCycle = Math.floor((ofCycle - leaps) / 365);
  const ofYear = ofCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  const year = cycle * CYCLE_YEARS + yearOfCycle + (month <= 2 ? 1 : 0);
  const ofMonth = ofYear - Math.floor((153 * march + 2) / 5) + 1;
  return `${TWO_DIGITS[Math.floor(year / 100)]}${TWO_DIGITS[year % 100]}-${TWO_DIGITS[month]}-${TWO_DIGITS[ofMonth]}`;
}
