// UUIDs of the versions 4 and 7 (RFC 9562): `xxxxxxxx-xxxx-Vxxx-Nxxx-xxxxxxxxxxxx`.
import { DAY_MS } from "../milliseconds.ts";
import type { Drawn } from "../spec/spec.ts";
import { below, type Draw, drawn } from "./address.ts";
import { type Domain, UNBOUNDED } from "./value.ts";

/** 2024-01-01T00:00:00Z. */
const FIRST_MS = 1_704_067_200_000;
/** The years 2024 and 2025. */
const RANGE_MS = 731 * DAY_MS;
const TWO_16 = 65_536;

/**
 * UUIDs as text. The time in those of version 7 is drawn from a fixed range: if it grew with the rows, values would move when rows are added. Unique
 * ones have their number in their last 32 bits.
 */
export function uuidDomain({ version = 4 }: Extract<Drawn, { generator: "uuid" }>): Domain {
  const write = version === 7 ? timed : random;
  return {
    size: UNBOUNDED,
    random: (draw) => write(draw, drawn(draw, 5)),
    distinct: (number, draw) => write(draw, number),
  };
}

function random(draw: Draw, last: number): string {
  const first = drawn(draw, 1);
  return write(first >>> 16, first, drawn(draw, 2), 4, drawn(draw, 3), drawn(draw, 4), last);
}

function timed(draw: Draw, last: number): string {
  const time = FIRST_MS + below(draw, 1, RANGE_MS);
  const high = Math.floor(time / TWO_16);
  return write(high >>> 16, high, time % TWO_16, 7, drawn(draw, 3), drawn(draw, 4), last);
}

/** Holds the characters of one UUID while it is written: twice as fast as putting strings together. */
const text = Buffer.from("00000000-0000-0000-0000-000000000000", "latin1");
const DIGITS = Buffer.from("0123456789abcdef", "latin1");

/** Writes the low 16 bits of each number, of `d` the 26 that version and variant leave room for, and all 32 of `last`. */
function write(a: number, b: number, c: number, version: number, d: number, e: number, last: number): string {
  four(0, a);
  four(4, b);
  four(9, c);
  four(14, (version << 12) | (d & 0xfff));
  four(19, 0x8000 | ((d >>> 16) & 0x3fff));
  four(24, e);
  four(28, last >>> 16);
  four(32, last);
  return text.toString("latin1");
}

function four(at: number, number: number): void {
  text[at] = DIGITS[(number >>> 12) & 15] ?? 0;
  text[at + 1] = DIGITS[(number >>> 8) & 15] ?? 0;
  text[at + 2] = DIGITS[(number >>> 4) & 15] ?? 0;
  text[at + 3] = DIGITS[number & 15] ?? 0;
}
