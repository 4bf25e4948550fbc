// The value of a DEFAULT that is the same every time.
import type { Column } from "@libsql-actions/shared/schema/table";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";
import { literalOf } from "../derive/literal.ts";
import { stored, type Value } from "../generate/value.ts";

/** @returns undefined for an expression, such as `CURRENT_TIMESTAMP` */
export function constantDefault({ default: expression = "", affinity }: Column): Value | undefined {
  const value = literalOf(lexemes(expression));
  return value === undefined ? undefined : stored(value, affinity);
}
