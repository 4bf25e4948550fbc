// What the name of a column says about its values.
import type { Plausible } from "./numbers.ts";
import type { TextKind } from "./texts.ts";

/** The words of a name: `createdAt`, `created_at` and `Created At` are `created`, `at`. What is not ASCII is passed over. */
export function wordsOf(name: string): string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
}

/** Finds the entry for a name: for the whole of it, for its last word, then for the others from the end. */
function lookUp<T>(table: ReadonlyMap<string, T>, words: readonly string[]): T | undefined {
  const candidates = [words.join("-"), ...[...words].reverse()];
  return candidates.map((candidate) => table.get(candidate)).find((entry) => entry !== undefined);
}

function tableOf<T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  return new Map(entries.flatMap(([words, entry]) => words.split(" ").map((word): [string, T] => [word, entry])));
}

const TEXTS = tableOf<TextKind>([
  ["id uuid guid token session", "uuid"],
  ["email mail", "email"],
  ["first-name given-name firstname forename", "first-name"],
  ["last-name family-name lastname surname", "last-name"],
  ["full-name author owner-name customer-name", "person"],
  ["username user-name login nickname handle", "username"],
  ["name", "name"],
  ["title subject headline label", "title"],
  [
    "description summary body content text note notes comment comments bio message reason observation action condition prompt response",
    "sentence",
  ],
  ["question answer review details excerpt abstract caption task", "sentence"],
  ["url uri link website href homepage avatar image", "url"],
  ["domain host hostname", "domain"],
  ["path file filename directory folder", "path"],
  ["slug key code tag agent model identifier", "slug"],
  ["phone mobile fax", "phone"],
  ["city town", "city"],
  ["country", "country"],
  ["street address", "street"],
  ["company organization organisation employer vendor", "company"],
  ["status state", "status"],
  ["role", "role"],
  ["priority severity", "priority"],
  ["currency", "currency"],
  ["language locale lang", "language"],
  ["color colour", "color"],
  ["version release", "version"],
  ["ip", "ip"],
  ["hash checksum digest sha sha256 md5 fingerprint signature", "hex"],
]);

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}

const PEOPLE = setOf(
  `user users people person persons customer customers author authors employee employees contact contacts member members student
  students patient patients guest guests`,
);

/** The kind of text in a column. */
export function textKind(words: readonly string[], table: string): TextKind {
  const kind = lookUp(TEXTS, words) ?? "word";
  return words.join("-") === "name" && PEOPLE.has(wordsOf(table).at(-1) ?? "") ? "person" : kind;
}

const UNIT: Plausible = { minimum: 0, maximum: 1 };
const MONEY: Plausible = { minimum: 1, maximum: 1_000, steps: 100 };
const NUMBERS = tableOf<Plausible>([
  ["latitude lat", { minimum: -90, maximum: 90 }],
  ["longitude lon lng", { minimum: -180, maximum: 180 }],
  ["score confidence probability ratio rate weight similarity relevance reward", UNIT],
  ["percent percentage", { minimum: 0, maximum: 100, steps: 100 }],
  ["price cost amount total subtotal balance fee salary tax discount", MONEY],
  ["age", { minimum: 18, maximum: 90 }],
  ["year", { minimum: 1990, maximum: 2024 }],
  ["month", { minimum: 1, maximum: 12 }],
  ["day", { minimum: 1, maximum: 28 }],
  ["hour", { minimum: 0, maximum: 23 }],
  ["minute second", { minimum: 0, maximum: 59 }],
  ["rating stars priority level", { minimum: 1, maximum: 5 }],
  ["position ordinal order index rank sequence step line row", { minimum: 1, maximum: 100 }],
  ["version revision attempt retries", { minimum: 1, maximum: 10 }],
  ["duration latency elapsed ms timeout", { minimum: 1, maximum: 5_000 }],
  ["bytes size", { minimum: 100, maximum: 1_000_000 }],
  ["port", { minimum: 1_024, maximum: 65_535 }],
  ["temperature", { minimum: -20, maximum: 40, steps: 10 }],
]);
const ANY_NUMBER: Plausible = { minimum: 1, maximum: 1_000 };

/** The range of the numbers in a column. */
export function plausibleNumbers(words: readonly string[]): Plausible {
  return lookUp(NUMBERS, words) ?? ANY_NUMBER;
}

const TRUTHS = setOf(
  `enabled disabled active deleted verified archived visible hidden public private success succeeded failed completed published
  required optional default done`,
);

/** Whether a column of whole numbers holds true and false. */
export function isTruth(words: readonly string[]): boolean {
  return /^(is|has|can|should|was|allow|allows)$/.test(words[0] ?? "") || TRUTHS.has(words.at(-1) ?? "");
}

const MOMENTS = setOf("at date datetime timestamp created updated modified expires since until birthday");
const SPANS = setOf("start end begin stop starts ends");

/** Whether a column holds points in time: `created_at`, `due_date`, `window_start`, `end_time`, `logged_on`. */
export function isMoment(words: readonly string[]): boolean {
  const [before = "", last = ""] = [words.at(-2), words.at(-1)];
  if (last === "time") return words.length === 1 || SPANS.has(before) || MOMENTS.has(before) || before === "event";
  if (/^(ms|millis|utc)$/.test(last)) return MOMENTS.has(before);
  return MOMENTS.has(last) || SPANS.has(last) || (last === "on" && before.endsWith("ed"));
}

const DOCUMENTS = setOf(
  "json metadata payload settings config configuration attributes properties params parameters options preferences extra",
);
const LISTS = setOf("tags labels keywords");

/** Whether a text column holds JSON, and of which form. */
export function jsonForm(words: readonly string[]): "object" | "array" | undefined {
  const last = words.at(-1) ?? "";
  return LISTS.has(last) ? "array" : DOCUMENTS.has(last) ? "object" : undefined;
}
