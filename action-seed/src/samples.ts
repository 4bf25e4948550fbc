// The first rows of a table as text, for a dry run.
import type { Value } from "./generate/value.ts";
import type { SeedTable } from "./plan/seed-table.ts";

const SAMPLED_ROWS = 5;
const MAX_CHARACTERS = 60;

/** By column, shortened. */
export function samplesOf({ columns, count, row }: SeedTable): Record<string, string>[] {
  return Array.from({ length: Math.min(SAMPLED_ROWS, count) }, (_, index) => {
    const values = row(index);
    return Object.fromEntries(columns.map(({ name }, at) => [name, shown(values[at] ?? null)]));
  });
}

function shown(value: Value): string {
  if (value === null) return "NULL";
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  const text = typeof value === "number" && Number.isInteger(value) ? `${value}.0` : String(value);
  const characters = [...text.slice(0, 2 * MAX_CHARACTERS)];
  return characters.length > MAX_CHARACTERS ? `${characters.slice(0, MAX_CHARACTERS).join("")}…` : text;
}
