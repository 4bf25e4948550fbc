// Blobs of random bytes.
import type { Drawn, Range } from "../spec/spec.ts";
import { below, type Draw, drawn } from "./address.ts";
import { type Domain, UNBOUNDED } from "./value.ts";

const DEFAULT_BYTES = 16;
const DRAW_BYTES = 4;

/** Random bytes; unique ones differ in their first four, and have as many of them as they may. */
export function blobDomain({ bytes = DEFAULT_BYTES }: Extract<Drawn, { generator: "blob" }>): Domain {
  const { minimum, maximum } = typeof bytes === "number" ? { minimum: bytes, maximum: bytes } : bytes;
  const numbered = Math.min(maximum, DRAW_BYTES);
  const roomy = { minimum: Math.max(minimum, numbered), maximum };
  return {
    size: Math.min(UNBOUNDED, 256 ** numbered),
    random: (draw) => drawBytes(draw, { minimum, maximum }),
    distinct: (number, draw) => {
      const blob = drawBytes(draw, roomy);
      for (let [left, index] = [number, numbered - 1]; index >= 0; left = Math.floor(left / 256), index--)
        blob[index] = left % 256;
      return blob;
    },
  };
}

function drawBytes(draw: Draw, { minimum, maximum }: Range): Uint8Array {
  const blob = new Uint8Array(minimum === maximum ? minimum : minimum + below(draw, 1, maximum - minimum + 1));
  for (let [offset, ordinal] = [0, 2]; offset < blob.length; ordinal++) {
    const word = drawn(draw, ordinal);
    // Bytes beyond the end are dropped.
    blob[offset++] = word >>> 24;
    blob[offset++] = word >>> 16;
    blob[offset++] = word >>> 8;
    blob[offset++] = word;
  }
  return blob;
}
