// Points in time as a spec writes them: dates, moments in UTC and times of day. There are no local times and there is no clock: both would make other
// data on another machine or another day.
import { DAY_MS, SECOND_MS } from "../milliseconds.ts";
import { show } from "./raw.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?Z$/;
const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

/** `2024-01-01` in milliseconds since 1970; undefined for anything else, and for days that no calendar has. */
export function readDate(text: string): number | undefined {
  return DATE.test(text) ? exact(`${text}T00:00:00.000Z`) : undefined;
}

/** `2024-01-01`, `2024-01-01T10:00Z`, `2024-01-01T10:00:00Z` or `2024-01-01T10:00:00.000Z` in milliseconds since 1970. */
export function readMoment(text: string): number | undefined {
  if (!MOMENT.test(text)) return readDate(text);
  const [date = "", time = ""] = text.slice(0, -1).split("T");
  return exact(`${date}T${time}${":00.000".slice(time.length === 5 ? 0 : time.length === 8 ? 3 : 7)}Z`);
}

/** `10:30` or `10:30:00` in milliseconds since midnight; `24:00` is the end of the day. */
export function readTimeOfDay(text: string): number | undefined {
  if (/^24:00(?::00)?$/.test(text)) return DAY_MS;
  const [, hours, minutes, seconds = "0"] = TIME_OF_DAY.exec(text) ?? [];
  return hours === undefined ? undefined : ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * SECOND_MS;
}

/** Undefined where the calendar has no such day: the parser goes on into the next month, so what it read must be what was written. */
function exact(iso: string): number | undefined {
  const milliseconds = Date.parse(iso);
  return Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== iso ? undefined : milliseconds;
}

const ALLOWED = {
  datetime: "`2024-01-01` or `2024-01-01T10:00:00Z`",
  date: "`2024-01-01`",
  time: "`10:30` or `10:30:00`, up to `24:00`",
} as const;

/** What is wrong with a time, and which are allowed. */
export function whyNoTime(kind: keyof typeof ALLOWED, input: unknown): string {
  const given = show(input);
  const allowed = `Allowed: ${ALLOWED[kind]}.`;
  if (typeof input !== "string") return `${given} is no ${kind}. ${allowed}`;
  if (/^(now|today|current|yesterday|tomorrow)\b/i.test(input.trim()) || /\bnow\b/i.test(input))
    return `${given} depends on the day of the run, and the same seed has to give the same rows on every day. Give a fixed time. ${allowed}`;
  if (kind === "datetime" && /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(input))
    return `${given} is no time in UTC (a \`T\` in the middle, a \`Z\` at the end, no other time zone). ${allowed}`;
  if (kind === "date" && readMoment(input) !== undefined)
    return `${given} has a time of day; \`datetime\` takes it, \`date\` takes days. ${allowed}`;
  return `${given} is no ${kind}. ${allowed}`;
}

/** Writes what `readMoment` reads. */
export function momentText(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  if (milliseconds % DAY_MS === 0) return iso.slice(0, 10);
  return milliseconds % SECOND_MS === 0 ? `${iso.slice(0, 19)}Z` : iso;
}

/** Writes what `readTimeOfDay` reads. */
export function timeOfDayText(milliseconds: number): string {
  return milliseconds === DAY_MS ? "24:00" : new Date(milliseconds).toISOString().slice(11, 19);
}

const UNITS = [
  ["d", DAY_MS],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", SECOND_MS],
] as const;
/** `parseDuration` reads nine digits before the point. */
const MAX_MILLISECONDS = 999_999_999;

/** Writes a duration of whole milliseconds in the largest unit that it is a multiple of. */
export function durationText(milliseconds: number): string {
  for (const [unit, size] of UNITS) if (milliseconds % size === 0) return `${milliseconds / size}${unit}`;
  if (milliseconds <= MAX_MILLISECONDS) return `${milliseconds}ms`;
  return `${Math.floor(milliseconds / SECOND_MS)}.${String(milliseconds % SECOND_MS).padStart(3, "0")}s`;
}
