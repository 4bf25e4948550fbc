// What the name of a column says about its values: whether they are truths, points in time or JSON. For texts and numbers see their own files.

/** The words of a name: `createdAt`, `created_at` and `Created At` are `created`, `at`. What is not ASCII is passed over. */
export function wordsOf(name: string): string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
}

/** Finds the entry for a name: for as many of its last words as possible, then for the words before them, from the end. */
export function lookUp<T>(table: ReadonlyMap<string, T>, words: readonly string[]): T | undefined {
  const endings = words.map((_, index) => words.slice(index).join("-"));
  const candidates = [...endings, ...words.slice(0, -1).reverse()];
  return candidates.map((candidate) => table.get(candidate)).find((entry) => entry !== undefined);
}

/** Entries by word, of lists of words that are separated by spaces. */
export function tableOf<T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  return new Map(entries.flatMap(([words, entry]) => words.split(/\s+/).map((word): [string, T] => [word, entry])));
}

export function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}

const TRUTHS = setOf(
  `enabled disabled active deleted verified archived visible hidden public private success succeeded failed completed published
  required optional default done pinned locked flagged starred muted blocked billable discontinued mandatory recurring flag present
  featured approved subscribed newsletter`,
);

/** Whether a column of whole numbers holds true and false. */
export function isTruth(words: readonly string[]): boolean {
  return /^(is|has|can|should|was|allow|allows)$/.test(words[0] ?? "") || TRUTHS.has(words.at(-1) ?? "");
}

const BIRTHS = setOf("birth birthday birthdate born dob");
const MOMENTS = setOf("at date datetime timestamp ts created updated modified expires since until birthday birthdate born dob");
const SPANS = setOf("start end begin stop starts ends");

/** Whether a column holds points in time: `created_at`, `due_date`, `window_start`, `end_time`, `logged_on`. */
export function isMoment(words: readonly string[]): boolean {
  const [before = "", last = ""] = [words.at(-2), words.at(-1)];
  if (last === "time") return words.length === 1 || SPANS.has(before) || MOMENTS.has(before) || before === "event";
  if (/^(ms|millis|utc)$/.test(last)) return MOMENTS.has(before);
  return (
    MOMENTS.has(last) || SPANS.has(last) || isBirth(words) || (last === "on" && (before.endsWith("ed") || SPANS.has(before)))
  );
}

/** Whether a moment is that of a birth. */
export function isBirth(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  return (
    BIRTHS.has(last) ||
    (/^(date|on|at|day)$/.test(last) && words.some((word) => BIRTHS.has(word))) ||
    words.join("-") === "date-of-birth"
  );
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

/** Words of a column's name that say that something ends, changes or comes after something else. */
const LATER = setOf(
  `acknowledged archived banned booked canceled cancelled changed cleared closed completed deleted delivered discharged due edited end ended ends
  expires expired expiry finish finished last latest left modified paid published read received released required resolved return returned revoked
  seen shipped stop stopped until updated used`,
);

/** Whether a moment comes after those of other columns: an end is then never before its start, although no value knows of another. */
export function isLater(words: readonly string[]): boolean {
  return words.some((word) => LATER.has(word));
}
