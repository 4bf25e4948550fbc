// Points in time of a column as a spec says them. What begins lies in the first half of 2024 and what ends in the second, so that an end is never
// before its start.

import type { Column } from "@libsql-actions/shared/schema/table";
import { TEXT_FORMS } from "../generate/times.ts";
import { SECOND_MS } from "../milliseconds.ts";
import type { DatetimeFormat, Drawn } from "../spec/spec.ts";
import type { KeyKind } from "./keys.ts";
import { digitLimits, type Limits, POINT_ZERO } from "./limits.ts";
import { isBirth, isLater } from "./names.ts";
import { highest, lowest } from "./numbers.ts";

type TextForm = keyof typeof TEXT_FORMS;

/** An INTEGER below this many is seconds since 1970, above it milliseconds. */
const MIN_MILLISECONDS = 100_000_000_000;

const BEGIN = Date.UTC(2024, 0, 1);
const MIDDLE = Date.UTC(2024, 6, 1);
const END = Date.UTC(2025, 0, 1);
/** Days that have to differ from row to row are taken from a century. */
const CENTURY = { from: Date.UTC(2000, 0, 1), to: Date.UTC(2100, 0, 1) };
/** Days that have to differ together with a reference. */
const YEARS = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2025, 0, 1) };
const BIRTHS = { from: Date.UTC(1950, 0, 1), to: Date.UTC(2006, 0, 1) };

/** Numbers where the column prefers them, text in the form of the column's own DEFAULT otherwise. @returns undefined where nothing of it is allowed */
export function momentsOf(column: Column, words: readonly string[], limits: Limits, key: KeyKind | undefined): Drawn | undefined {
  const range = isBirth(words) ? BIRTHS : isLater(words) ? { from: MIDDLE, to: END } : { from: BEGIN, to: MIDDLE };
  const fallback = column.default ?? "";
  if (column.affinity === "INTEGER" || column.affinity === "REAL") {
    const digits = digitLimits(limits, column.affinity === "REAL" ? POINT_ZERO : 0);
    const isMilliseconds =
      /^(ms|millis)$/.test(words.at(-1) ?? "") ||
      /1000|subsec/i.test(fallback) ||
      (digits.minimum?.value ?? 0) >= MIN_MILLISECONDS;
    const unit = isMilliseconds ? 1 : SECOND_MS;
    const from = Math.max(range.from, (lowest(digits.minimum, 1) ?? 0) * unit);
    const to = Math.min(range.to, ((highest(digits.maximum, 1) ?? Number.MAX_SAFE_INTEGER / unit) + 1) * unit);
    return from < to ? { generator: "datetime", format: isMilliseconds ? "milliseconds" : "seconds", from, to } : undefined;
  }
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = limits;
  const forms: readonly TextForm[] = [
    limits.moment ?? textForm(column, words, fallback),
    "iso",
    "sqlite",
    "iso-milliseconds",
    "date",
    "time",
  ];
  const form = forms.find((one) => TEXT_FORMS[one] >= minLength && TEXT_FORMS[one] <= maxLength);
  if (form === "time") return { generator: "time" };
  if (form === "date") return { generator: "date", ...(key === "alone" ? CENTURY : key === undefined ? range : YEARS) };
  return form === undefined ? undefined : { generator: "datetime", format: form satisfies DatetimeFormat, ...range };
}

function textForm(column: Column, words: readonly string[], fallback: string): TextForm {
  if (/%f/.test(fallback)) return "iso-milliseconds";
  if (/T%H/.test(fallback)) return "iso";
  if (/current_timestamp|datetime\s*\(/i.test(fallback)) return "sqlite";
  if (/current_date|\bdate\s*\(/i.test(fallback) || /^date$/i.test(column.type)) return "date";
  if (/current_time|\btime\s*\(/i.test(fallback) || /^time$/i.test(column.type)) return "time";
  if (/^(datetime|timestamp)/i.test(column.type)) return "sqlite";
  return /^(date|birthday)$/.test(words.at(-1) ?? "") ? "date" : "iso";
}
