// Numbers that depend on nothing but an address: seed, table, column, row. No sequence is drawn from, so adding a column, a table or a row
// moves no other value. Only arithmetic that is exact and the same on every machine: no Math.pow, exp, log, sin; no Intl, no clock.
import { createHash } from "node:crypto";

/** Raise it when any generated value changes: it is part of every address. */
export const GENERATOR_VERSION = 1;

/** 64 bits that stand for seed and path, such as a table and a column. */
export interface Key {
  readonly low: number;
  readonly high: number;
}

/** Stands for the random numbers of one cell: `drawn` gives them by ordinal. A plain number, since there is one for every cell that is written. */
export type Draw = number & { readonly unit: "draw" };

export const TWO_32 = 4_294_967_296;
const TWO_53 = 9_007_199_254_740_992;
/** 2^32 divided by the golden ratio, odd: spreads ordinals over all bits, and keeps them apart. */
export const SPREAD = 0x9e3779b9;
const FEISTEL_ROUNDS = 4;

/** The key of a path under a seed. Parts are kept apart, whatever they hold. */
export function addressKey(seed: string, ...path: readonly string[]): Key {
  const hash = createHash("sha256")
    .update(JSON.stringify([GENERATOR_VERSION, seed, ...path]))
    .digest();
  return { low: hash.readUInt32LE(0), high: hash.readUInt32LE(4) };
}

/** A bijective mixer of 32 bits with almost no bias: `triple32` of Chris Wellons' public-domain hash-prospector. */
export function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb);
  x = Math.imul(x ^ (x >>> 11), 0xac4c1b51);
  x = Math.imul(x ^ (x >>> 15), 0x31848bab);
  return (x ^ (x >>> 14)) >>> 0;
}

/** The draws of the cell in `row` (0-based, below 2^32). */
export function drawsOf(key: Key, row: number): Draw {
  return (mix(row ^ key.low) ^ key.high) as Draw;
}

/** A random number from 0 to 2^32 - 1. The same ordinal gives the same number. */
export function drawn(draw: Draw, ordinal: number): number {
  return mix(draw + Math.imul(ordinal, SPREAD));
}

/** Draws of their own for a part of a cell, such as a value within a document. They use up one ordinal. */
export function branch(draw: Draw, ordinal: number): Draw {
  return (drawn(draw, ordinal) | 0) as Draw;
}

/** A number from 0 to `count` - 1, for counts up to 2^53. Takes the draws at `ordinal` and, above 2^32, the one after it. */
export function below(draw: Draw, ordinal: number, count: number): number {
  if (count <= TWO_32) return Math.floor((drawn(draw, ordinal) * count) / TWO_32);
  const fraction = ((drawn(draw, ordinal) >>> 11) * TWO_32 + drawn(draw, ordinal + 1)) / TWO_53;
  return Math.min(count - 1, Math.floor(fraction * count));
}

/** One of `items`. */
export function pick<T>(draw: Draw, ordinal: number, items: readonly [T, ...T[]]): T {
  return items[below(draw, ordinal, items.length)] ?? items[0];
}

/**
 * A bucket from 0 to `count` - 1 that changes for one in `count` + 1 cells when a bucket is added, and then to the new one: jump consistent hashing
 * (Lamping and Veach, https://arxiv.org/abs/1406.2294). Takes all draws from `ordinal` on.
 */
export function jump(draw: Draw, ordinal: number, count: number): number {
  let [bucket, next] = [0, 0];
  for (let step = ordinal; next < count; step++) {
    bucket = next;
    next = Math.floor((bucket + 1) / ((drawn(draw, step) + 1) / TWO_32));
  }
  return bucket;
}

/** Shuffles 0 … `size` - 1 (up to 2^32): a Feistel network, walked until it stays inside. Different numbers give different results. */
export function permute(key: Key, number: number, size: number): number {
  let halfBits = 1;
  while (halfBits < 16 && (1 << halfBits) * (1 << halfBits) < size) halfBits++;
  const half = 1 << halfBits;
  let value = number;
  do {
    let [left, right] = [Math.floor(value / half), value % half];
    for (let round = 0; round < FEISTEL_ROUNDS; round++)
      [left, right] = [right, (left ^ drawn(drawsOf(key, right), round)) & (half - 1)];
    value = left * half + right;
  } while (value >= size);
  return value;
}
