// Vectors of data files: a list of numbers, as the bytes that `vector32()` and `vector64()` make of it; or bytes as they are.
import type { VectorType } from "@libsql-actions/shared/schema/vector";
import { FLOAT64_TYPE } from "../generate/vectors.ts";
import type { CellValue } from "./cell-value.ts";
import { hexOf, type RawCell } from "./raw-row.ts";

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Reads a cell of a vector column. */
export function vectorBytes(cell: RawCell, { element, dimensions }: VectorType): CellValue {
  const { kind, text } = cell;
  const hex = hexOf(cell);
  if (hex !== undefined) return { value: Buffer.from(hex, "hex") };
  if (element !== "float32" && element !== "float64")
    return { problem: `has elements of the type ${element}, which are given as bytes` };
  const numbers = /^\s*\[([^\]]*)\]\s*$/
    .exec(text)?.[1]
    ?.split(",")
    .map((one) => one.trim());
  if (numbers === undefined || kind === "text" || !numbers.every((one) => NUMBER.test(one)))
    return { problem: "is no list of numbers, such as `[0.25, -1]`" };
  if (numbers.length !== dimensions)
    return { problem: `has ${numbers.length} numbers, and the column has ${dimensions} dimensions` };
  const values = numbers.map(Number);
  const bytes = Buffer.alloc(element === "float32" ? 4 * dimensions : 8 * dimensions + 1);
  for (const [index, value] of values.entries())
    if (element === "float32") bytes.writeFloatLE(Math.fround(value), 4 * index);
    else bytes.writeDoubleLE(value, 8 * index);
  if (element === "float64") bytes.writeUInt8(FLOAT64_TYPE, 8 * dimensions);
  const holds = values.every((value) => Number.isFinite(element === "float32" ? Math.fround(value) : value));
  return holds ? { value: bytes } : { problem: `holds a number that is too large for ${element}` };
}
