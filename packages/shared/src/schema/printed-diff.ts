// Shows two schemas side by side in the way of a unified diff, object by object, for logs and summaries.
import { pairObjects } from "./diff.ts";
import type { Schema } from "./table.ts";

export interface DiffLabels {
  /** What each side is called in the head, such as `migrations` and `database`. */
  readonly wanted: string;
  readonly actual: string;
}

/** Lines around a difference that are the same on both sides. */
const CONTEXT_LINES = 3;

/**
 * The lines of the diff; none when both are the same. `-` is what is wanted and not there, `+` what is there and not wanted. The text comes from
 * a database: whoever prints it has to make it plain first.
 */
export function printSchemaDiff(actual: Schema, wanted: Schema, labels: DiffLabels): string[] {
  const pairs = pairObjects(actual, wanted);
  if (pairs.length === 0) return [];
  const bodies = pairs.flatMap(({ kind, name, actual, wanted }) => [
    `@@ ${kind.replace("-", " ")} ${name} @@`,
    ...nearChanges(diffLines(wanted?.lines ?? [], actual?.lines ?? [])),
  ]);
  return [`--- ${labels.wanted}`, `+++ ${labels.actual}`, ...bodies];
}

/** The shortest way from one list of lines to the other, by their longest common subsequence. */
function diffLines(from: readonly string[], to: readonly string[]): string[] {
  // The comma behind the last part of a table moves when one is added behind it.
  const isEqual = (a: string | undefined, b: string | undefined) => a?.replace(/,$/, "") === b?.replace(/,$/, "");
  const common = Array.from({ length: from.length + 1 }, () => new Uint32Array(to.length + 1));
  const at = (row: number, column: number) => common[row]?.[column] ?? 0;
  for (let row = from.length - 1; row >= 0; row--)
    for (let column = to.length - 1; column >= 0; column--)
      (common[row] as Uint32Array)[column] = isEqual(from[row], to[column])
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
  const lines: string[] = [];
  let [row, column] = [0, 0];
  while (row < from.length || column < to.length) {
    if (row < from.length && column < to.length && isEqual(from[row], to[column])) {
      lines.push(` ${to[column++]}`);
      row++;
    } else if (column >= to.length || (row < from.length && at(row + 1, column) >= at(row, column + 1))) {
      lines.push(`-${from[row++]}`);
    } else lines.push(`+${to[column++]}`);
  }
  return lines;
}

/** Leaves out what is far from every change. The first line, which says what is created, always stays. */
function nearChanges(lines: readonly string[]): string[] {
  const changed = lines.flatMap((line, index) => (line.startsWith(" ") ? [] : index));
  const isNear = (index: number) => index === 0 || changed.some((at) => Math.abs(at - index) <= CONTEXT_LINES);
  return lines.flatMap((line, index) => (isNear(index) ? line : isNear(index - 1) ? "  …" : []));
}
