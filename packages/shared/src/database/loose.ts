// What is left of statements that ran outside of a transaction when one of them failed.
import { classify } from "../sql/classify.ts";
import type { Statement } from "./statement.ts";

/** How many of the statements before the one at `failed` have lasting effect: those of a transaction that they opened are rolled back with it. */
export function keptBefore(statements: readonly Statement[], failed: number): number {
  let open: number | undefined;
  for (const [index, { sql }] of statements.slice(0, failed).entries()) {
    const kind = classify(sql);
    if (kind === "begin") open ??= index;
    else if (kind === "commit" || kind === "rollback") open = undefined;
  }
  return open ?? failed;
}
