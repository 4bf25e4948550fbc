// Hexadecimal digits, as of checksums and tokens.
import { Buffer } from "node:buffer";
import { type Draw, drawn } from "./address.ts";
import { shuffle, type Texts } from "./phrases.ts";
import { UNBOUNDED } from "./value.ts";

/** What one draw gives. */
const WORD_BYTES = 4;
const WORD_DIGITS = 8;
const DIGIT_BITS = 4;

/** Texts of so many digits. */
export function hexTexts(length: number): Texts {
  const bytes = Buffer.alloc(Math.ceil(length / WORD_DIGITS) * WORD_BYTES);
  const text = (first: number, draw: Draw): string => {
    if (length > 0) bytes.writeUInt32BE(first, 0);
    for (let at = WORD_BYTES, ordinal = 2; at < bytes.length; at += WORD_BYTES, ordinal++)
      bytes.writeUInt32BE(drawn(draw, ordinal), at);
    const digits = bytes.toString("hex");
    return digits.length === length ? digits : digits.slice(0, length);
  };
  const size = length >= WORD_DIGITS ? UNBOUNDED : 1 << (DIGIT_BITS * length);
  const shuffled = shuffle(size);
  return {
    size,
    shortest: length,
    longest: length,
    random: (draw) => text(drawn(draw, 1), draw),
    // Different numbers in the digits that there are.
    distinct: (number, draw) => text(shuffled(number) * (UNBOUNDED / size), draw),
  };
}
