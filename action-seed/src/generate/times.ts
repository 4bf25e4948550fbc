// Points in time, as text or as a number, in UTC. What begins lies in the first half of 2024 and what ends in the second, so that an end is
// never before its start although no value knows of another.
import { below } from "./address.ts";
import { type Domain, UNBOUNDED } from "./value.ts";

/** The forms that are text, with their length. */
export const TEXT_FORMS = { iso: 20, "iso-milliseconds": 24, sqlite: 19, date: 10, time: 8 } as const;
export type TextForm = keyof typeof TEXT_FORMS;
type TimeForm = TextForm | "seconds" | "milliseconds";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_S = 86_400;
const BEGIN_S = Date.UTC(2024, 0, 1) / SECOND_MS;
const MIDDLE_S = Date.UTC(2024, 6, 1) / SECOND_MS;
const END_S = Date.UTC(2025, 0, 1) / SECOND_MS;
/** Different dates and minutes stay within four-digit years up to here. */
const MAX_DATES = 2_097_152;
const MAX_MINUTES = 67_108_864;

/** Words of a column's name that say that something ends, changes or comes after something else. */
const LATER = new Set(
  `archived canceled cancelled changed closed completed deleted delivered due end ended ends expires expired
  expiry finish finished last latest modified read resolved revoked seen stop stopped until updated used`.split(/\s+/),
);

/** The domain of a column whose name has these words. */
export function timeDomain(form: TimeForm, words: readonly string[]): Domain {
  const from = words.some((word) => LATER.has(word)) ? MIDDLE_S : BEGIN_S;
  const to = from === MIDDLE_S ? END_S : MIDDLE_S;
  const size =
    form === "date"
      ? MAX_DATES
      : form === "time"
        ? DAY_S
        : form === "seconds" || form === "milliseconds"
          ? UNBOUNDED
          : MAX_MINUTES;
  return {
    size,
    random: (draw) => {
      const second = from + below(draw, 1, to - from);
      return write(
        second * SECOND_MS + (form === "milliseconds" || form === "iso-milliseconds" ? below(draw, 2, SECOND_MS) : 0),
        form,
      );
    },
    distinct: (number) =>
      write(from * SECOND_MS + number * (form === "date" ? DAY_S * SECOND_MS : form === "time" ? SECOND_MS : MINUTE_MS), form),
  };
}

function write(milliseconds: number, form: TimeForm): bigint | string {
  if (form === "milliseconds") return BigInt(milliseconds);
  if (form === "seconds") return BigInt(Math.floor(milliseconds / SECOND_MS));
  const iso = new Date(milliseconds).toISOString();
  switch (form) {
    case "date":
      return iso.slice(0, 10);
    case "time":
      return iso.slice(11, 19);
    case "sqlite":
      return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
    case "iso":
      return `${iso.slice(0, 19)}Z`;
    case "iso-milliseconds":
      return iso;
  }
}
