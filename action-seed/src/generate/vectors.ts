// libSQL vectors of unit length, in the bytes that `vector32()` and `vector64()` make: little-endian numbers, and for float64 a type byte behind
// them (libsql-sqlite3/src/vector.c). They lie in clusters, so that a search for the nearest ones has something to find.
import type { VectorType } from "@libsql-actions/shared/schema/vector";
import type { Drawn } from "../spec/spec.ts";
import { below, type Draw, drawn, drawsOf, type Key } from "./address.ts";
import { MAX_CLUSTERS, MAX_DIMENSIONS } from "./limits.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import type { Domain } from "./value.ts";

type VectorSpec = Extract<Drawn, { generator: "vector" }>;

const DEFAULT_CLUSTERS = 8;
/** The byte behind the numbers of a float64 vector. */
export const FLOAT64_TYPE = 2;
/** The length of what is added to a centre, whose own length is 1: members of a cluster have a cosine of about 0.96 between them. */
const SPREAD = 0.2;
const TWO_15 = 32_768;
const TWO_31 = 2_147_483_648;
/** In many dimensions centres are far apart by themselves. In few, each is the one of this many that is furthest from the others. */
const CANDIDATES = 16;
const FEW_DIMENSIONS = 32;

/**
 * The vectors of a column.
 * @throws UnusableGenerator when the spec and the declared type do not fit together, or leave the dimensions open
 */
export function vectorDomain(spec: VectorSpec, key: Key, declared: VectorType | undefined): Domain {
  const { element, dimensions } = shapeOf(spec, declared);
  const clusters = clustersOf(spec);
  const centres = centresOf(key, clusters, dimensions);
  const size = element === "float32" ? 4 * dimensions : 8 * dimensions + 1;
  const sums = new Float64Array(dimensions);
  const random = (draw: Draw): Uint8Array => {
    const scale = 1 / scatter(draw, centres[below(draw, 1, clusters)] ?? sums, sums);
    const buffer = new ArrayBuffer(size);
    // Every machine that libSQL exists for is little-endian, as these arrays then are.
    const numbers = element === "float32" ? new Float32Array(buffer) : new Float64Array(buffer, 0, dimensions);
    for (let index = 0; index < dimensions; index++) numbers[index] = (sums[index] ?? 0) * scale;
    const bytes = new Uint8Array(buffer);
    if (element === "float64") bytes[size - 1] = FLOAT64_TYPE;
    return bytes;
  };
  // Two vectors may turn out equal, however unlikely that is: none can be promised to differ.
  return { size: 1, random, distinct: (_, draw) => random(draw) };
}

function clustersOf({ clusters = DEFAULT_CLUSTERS }: VectorSpec): number {
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > MAX_CLUSTERS)
    throw new UnusableGenerator(`\`clusters\` is ${clusters}; it is a whole number from 1 to ${MAX_CLUSTERS}.`);
  return clusters;
}

function shapeOf(spec: VectorSpec, declared: VectorType | undefined): { element: "float32" | "float64"; dimensions: number } {
  const element = spec.element ?? declared?.element ?? "float32";
  const dimensions = spec.dimensions ?? declared?.dimensions;
  if (declared !== undefined && element !== declared.element)
    throw new UnusableGenerator(`The spec says \`element: ${element}\`, but the column is declared to hold ${declared.element}.`);
  if (element !== "float32" && element !== "float64")
    throw new UnusableGenerator(`Vectors of ${element} cannot be generated, only those of float32 and float64.`);
  if (declared !== undefined && dimensions !== declared.dimensions)
    throw new UnusableGenerator(
      `The spec says \`dimensions: ${dimensions}\`, but the column is declared with ${declared.dimensions}. Leave them out of the spec, or make them equal.`,
    );
  if (dimensions === undefined)
    throw new UnusableGenerator("The column's type does not say how many numbers a vector has: give `dimensions`.");
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MAX_DIMENSIONS)
    throw new UnusableGenerator(`A vector has 1 to ${MAX_DIMENSIONS} dimensions, not ${dimensions}.`);
  return { element, dimensions };
}

/** Writes the centre and a little noise into `sums`, and answers with the length of that. Half a draw is used for each number. */
function scatter(draw: Draw, centre: Float64Array, sums: Float64Array): number {
  const { length } = sums;
  const step = (SPREAD * Math.sqrt(3 / length)) / TWO_15;
  let squares = 0;
  for (let index = 0; index < length; index += 2) {
    const noise = drawn(draw, 2 + (index >>> 1));
    const first = (centre[index] ?? 0) + ((noise >>> 16) - TWO_15) * step;
    const second = (centre[index + 1] ?? 0) + ((noise & 0xffff) - TWO_15) * step;
    sums[index] = first;
    squares += first * first;
    if (index + 1 === length) break;
    sums[index + 1] = second;
    squares += second * second;
  }
  return Math.sqrt(squares);
}

/** Unit vectors. Each depends on the key, on its number and on the centres before it alone: one more cluster moves no centre. */
function centresOf(key: Key, count: number, dimensions: number): Float64Array[] {
  // Turned around, so that no row of the column has the draws of a centre.
  const turned = { low: key.high, high: key.low };
  const candidates = dimensions <= FEW_DIMENSIONS ? CANDIDATES : 1;
  const centres: Float64Array[] = [];
  for (let cluster = 0; cluster < count; cluster++) {
    let best: Float64Array = new Float64Array(dimensions);
    let bestClosest = Number.POSITIVE_INFINITY;
    for (let candidate = 0; candidate < candidates; candidate++) {
      const centre = unitVector(drawsOf(turned, cluster * CANDIDATES + candidate), dimensions);
      const closest = candidates === 1 ? -1 : closestCosine(centre, centres);
      if (closest >= bestClosest) continue;
      best = centre;
      bestClosest = closest;
    }
    centres.push(best);
  }
  return centres;
}

function unitVector(draw: Draw, dimensions: number): Float64Array {
  const numbers: Float64Array = Float64Array.from(
    { length: dimensions },
    (_, index) => (drawn(draw, 1 + index) + 0.5) / TWO_31 - 1,
  );
  const length = Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0));
  return numbers.map((number) => number / length);
}

/** The largest cosine between a vector and the others. */
function closestCosine(vector: Float64Array, others: readonly Float64Array[]): number {
  let closest = -1;
  for (const other of others) {
    let cosine = 0;
    for (let index = 0; index < vector.length; index++) cosine += (vector[index] ?? 0) * (other[index] ?? 0);
    closest = Math.max(closest, cosine);
  }
  return closest;
}
