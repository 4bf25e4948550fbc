// Reads literals of SQL expressions.
import type { Lexeme } from "@libsql-actions/shared/sql/lexemes";
import type { Value } from "../generate/value.ts";

/** The value of a literal, with a sign or parentheses around it; undefined when this is none. */
export function literalOf(given: Lexeme[]): Value | undefined {
  const parts = strip(given);
  const negative = is(parts[0], "-");
  const [part, ...more] = negative || is(parts[0], "+") ? parts.slice(1) : parts;
  if (part === undefined || more.length > 0) return undefined;
  if (part.kind === "number") {
    const value = /^(\d+|0x.*)$/i.test(part.value) ? BigInt(part.value) : Number(part.value);
    return negative ? -value : value;
  }
  if (negative) return undefined;
  if (part.kind === "text") return part.value;
  if (part.kind === "blob") return Buffer.from(part.value, "hex");
  return is(part, "NULL") ? null : is(part, "TRUE") ? 1n : is(part, "FALSE") ? 0n : undefined;
}

/** How many levels deeper what follows a lexeme is: parentheses and CASE. */
export function nesting(part: Lexeme): number {
  return is(part, "(") || is(part, "CASE") ? 1 : is(part, ")") || is(part, "END") ? -1 : 0;
}

/** Takes off parentheses around the whole. */
export function strip(parts: Lexeme[]): Lexeme[] {
  let depth = 0;
  const wraps = parts.every((part, index) => {
    depth += nesting(part);
    return depth > 0 || index === parts.length - 1;
  });
  return wraps && is(parts[0], "(") && is(parts.at(-1), ")") ? strip(parts.slice(1, -1)) : parts;
}

/** Whether a lexeme is this keyword or operator. */
export function is(part: Lexeme | undefined, text: string): boolean {
  return (part?.kind === "word" || part?.kind === "operator") && part.value.toUpperCase() === text;
}
