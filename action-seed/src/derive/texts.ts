// Texts and JSON documents of a column as a spec says them: what its name makes plausible, in a length that its CHECKs and its type allow.
import type { Column, Table } from "@libsql-actions/shared/schema/table";
import type { Drawn, Range } from "../spec/spec.ts";
import { isPossible } from "./in-form.ts";
import { type Limits, narrow } from "./limits.ts";
import { jsonForm, wordsOf } from "./names.ts";
import { textsOf } from "./text-names.ts";

/** The length of what has a least length and no greatest. */
const ROOMY_CHARACTERS = 200;
const UUID_CHARACTERS = 36;
const COUNTRY_CODE: Range = { minimum: 2, maximum: 2 };
/** Digits can look like a number, and a column that is not TEXT would make one of them. */
const LIKE_NUMBERS: ReadonlySet<string> = new Set(["hex", "postcode", "version"]);

/** A JSON document. */
export function jsonOf(words: readonly string[], limits: Limits): Drawn {
  const length = rangeOf(limits);
  if (length !== undefined || jsonForm(words) !== "array")
    return { generator: "json", ...(length === undefined ? {} : { length }) };
  const word = { kind: "drawn", generator: { generator: "word" } } as const;
  return { generator: "json", template: { kind: "array", items: [word, word] } };
}

/** A text. @param isKey whether different rows need different ones */
export function textOf(table: Table, column: Column, words: readonly string[], limits: Limits, isKey: boolean): Drawn {
  const isFree = limits.minLength === undefined && limits.maxLength === undefined;
  if (isFree && jsonForm(words) !== undefined) return jsonOf(words, limits);
  const characters = Number(/char.*\(\s*(\d{1,9})\s*\)/i.exec(column.type)?.[1] ?? Number.POSITIVE_INFINITY);
  // SQLite does not enforce a declared length, so a CHECK that wants more overrules it.
  const isDeclared = characters < Number.POSITIVE_INFINITY && characters >= (limits.minLength ?? 0);
  const length = rangeOf(isDeclared ? narrow(limits, { maxLength: characters }) : limits);
  const fitted = length === undefined ? {} : { length };
  const texts = /^(uuid|guid)/i.test(column.type) ? "uuid" : textsOf(words, table.name, namesIn(table));
  const isUuid =
    texts === "uuid" && (length === undefined || (length.minimum <= UUID_CHARACTERS && length.maximum >= UUID_CHARACTERS));
  if (isUuid) return { generator: "uuid" };
  if (texts === "uuid") return { generator: "slug", ...fitted };
  if (typeof texts !== "string") {
    if ("generator" in texts) return isPossible(texts, length, isKey) ? texts : { generator: "word", ...fitted };
    const fitting = texts.filter(
      (text) => length === undefined || (text.length >= length.minimum && text.length <= length.maximum),
    );
    return isKey || fitting.length < 2
      ? { generator: "word", ...fitted }
      : { generator: "enum", values: fitting.map((value) => ({ value, weight: 1 })) };
  }
  if (words.at(-1) === "code" && texts === "country" && length === undefined) return { generator: texts, length: COUNTRY_CODE };
  const isSafe = column.affinity === "TEXT" || !LIKE_NUMBERS.has(texts);
  return { generator: isSafe ? texts : "slug", ...fitted };
}

/** The lengths that limits allow; undefined for any. */
export function rangeOf({ minLength, maxLength }: Limits): Range | undefined {
  if (maxLength === undefined && (minLength ?? 0) <= 1) return undefined;
  const minimum = minLength ?? Math.min(1, maxLength ?? 1);
  return { minimum, maximum: maxLength ?? Math.max(ROOMY_CHARACTERS, 2 * minimum) };
}

function namesIn(table: Table): string[][] {
  return table.columns.map(({ name }) => wordsOf(name));
}
