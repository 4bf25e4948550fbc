// What a statement of a transaction may be. The same is refused for local and for remote databases, before anything is sent.
import type { InValue } from "@libsql/client";
import { classify } from "../sql/classify.ts";
import { splitScript } from "../sql/split.ts";
import { countParameters, tokens } from "../sql/tokens.ts";

export interface Statement {
  readonly sql: string;
  readonly args?: readonly InValue[];
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 63n - 1n;

/**
 * Why a statement cannot be part of a transaction; undefined when it can. The codes are those of sqld where it has one. What the native client
 * would do silently is refused here too: it runs the first of several statements only, stops at NUL and binds a missing argument as NULL.
 * @param options `transaction: false` for a statement that runs by itself, which may be BEGIN or COMMIT
 */
export function refusal({ sql, args = [] }: Statement, { transaction = true } = {}): Refusal | undefined {
  if (sql.includes("\0")) return { code: "SQL_INPUT_ERROR", message: "the statement holds a NUL character" };
  if (!sql.isWellFormed()) return { code: "SQL_INPUT_ERROR", message: "the statement holds half of a surrogate pair" };
  // Without a semicolon there is one statement, if there is anything.
  const length = sql.includes(";") ? splitScript(sql).statements.length : hasTokens(sql) ? 1 : 0;
  if (length === 0) return { code: "SQL_NO_STATEMENT", message: "there is no statement, only white space or comments" };
  if (length > 1) return { code: "SQL_MANY_STATEMENTS", message: `there are ${length} statements where one is expected` };
  const kind = classify(sql);
  if (transaction && (kind === "begin" || kind === "commit" || kind === "rollback"))
    return {
      code: "TRANSACTION_CONTROL",
      message: `${kind.toUpperCase()} would end or nest the transaction that all statements run in`,
    };
  const wanted = args.length > 0 ? knownParameters(sql) : parametersOf(sql);
  if (wanted !== args.length)
    return { code: "ARGS_INVALID", message: `the statement has ${wanted} parameters, and ${args.length} arguments are given` };
  for (const [index, value] of args.entries()) {
    const reason = valueRefusal(value);
    if (reason !== undefined) return { code: "ARGS_INVALID", message: `argument ${index + 1} ${reason}` };
  }
  return undefined;
}

function parametersOf(sql: string): number {
  return /[?:@$#]/.test(sql) ? countParameters(sql) : 0;
}

/** A statement with arguments comes again and again, with others. */
const known = new Map<string, number>();
const MAX_KNOWN = 20;

function knownParameters(sql: string): number {
  const counted = known.get(sql) ?? parametersOf(sql);
  if (known.size === MAX_KNOWN) known.clear();
  known.set(sql, counted);
  return counted;
}

function hasTokens(sql: string): boolean {
  for (const { kind } of tokens(sql)) if (kind !== "space") return true;
  return false;
}

function valueRefusal(value: InValue): string | undefined {
  if (typeof value === "string") {
    if (value.includes("\0")) return "holds a NUL character, at which the native client would cut it";
    return value.isWellFormed() ? undefined : "holds half of a surrogate pair";
  }
  if (typeof value === "bigint") return value < MIN_INTEGER || value > MAX_INTEGER ? "does not fit 64 bits" : undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : "is not a finite number";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "is not a valid date" : undefined;
  return undefined;
}
