// Blobs: plain bytes, and libSQL vectors.
import type { VectorType } from "@libsql-actions/shared/schema/vector";
import type { Draw } from "./address.ts";
import type { Limits } from "./limits.ts";
import { type Domain, UNBOUNDED } from "./value.ts";

const BLOB_BYTES = 16;
const NUMBER_BYTES = 4;
const TWO_31 = 2_147_483_648;
const FLOAT64_TYPE = 2;

/** Random bytes; different ones differ in their first four. */
export function blobDomain(limits: Limits): Domain {
  const length = Math.max(limits.minLength ?? 0, Math.min(limits.maxLength ?? BLOB_BYTES, BLOB_BYTES));
  const bytes = (draw: Draw): Buffer => {
    const buffer = Buffer.alloc(Math.ceil(length / NUMBER_BYTES) * NUMBER_BYTES);
    for (let offset = 0; offset < buffer.length; offset += NUMBER_BYTES)
      buffer.writeUInt32BE(draw(1 + offset / NUMBER_BYTES), offset);
    return buffer.subarray(0, length);
  };
  const numbered = Math.min(length, NUMBER_BYTES);
  return {
    size: Math.min(UNBOUNDED, 256 ** numbered),
    random: bytes,
    distinct: (number, draw) => {
      const buffer = bytes(draw);
      if (numbered > 0) buffer.writeUIntBE(number, 0, numbered);
      return buffer;
    },
  };
}

/**
 * Vectors of unit length, in the bytes that `vector32()` and `vector64()` make: little-endian numbers, and for float64 a type byte behind them
 * (libsql-sqlite3/src/vector.c). Undefined for the other element types.
 */
export function vectorDomain({ element, dimensions }: VectorType): Domain | undefined {
  if ((element !== "float32" && element !== "float64") || dimensions === 0) return undefined;
  const random = (draw: Draw): Buffer => {
    const numbers = Array.from({ length: dimensions }, (_, index) => (draw(index + 1) + 0.5) / TWO_31 - 1);
    const length = Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0));
    const buffer = Buffer.alloc(element === "float32" ? 4 * dimensions : 8 * dimensions + 1);
    for (const [index, number] of numbers.entries())
      if (element === "float32") buffer.writeFloatLE(Math.fround(number / length), 4 * index);
      else buffer.writeDoubleLE(number / length, 8 * index);
    if (element === "float64") buffer.writeUInt8(FLOAT64_TYPE, 8 * dimensions);
    return buffer;
  };
  // Two vectors may turn out equal, however unlikely that is: none can be promised to differ.
  return { size: 1, random, distinct: (_, draw) => random(draw) };
}
