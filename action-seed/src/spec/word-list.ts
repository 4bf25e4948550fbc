// Word lists in files of their own: one word a line; empty lines and those that begin with `#` are none.
import { quote } from "@libsql-actions/shared/inputs/quote";

/** @param path as the spec gives it @throws an `Error` whose message says why the file cannot be read */
export type ReadList = (path: string) => Promise<string>;

export interface WordFile {
  readonly words: readonly string[];
  /** Sentences; the words count only where there are none. */
  readonly problems: readonly string[];
}

const MAX_PROBLEMS = 10;

/** Reads the words of a file. */
export async function readWords(path: string, readList: ReadList): Promise<WordFile> {
  const text = await readList(path).catch((cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause))));
  if (text instanceof Error) return { words: [], problems: [`The list ${quote(path)} cannot be read: ${text.message}`] };
  const problems: string[] = [];
  const lineOf = new Map<string, number>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    const word = line.trim();
    if (word === "" || word.startsWith("#")) continue;
    const twin = lineOf.get(word);
    if (twin === undefined) lineOf.set(word, index + 1);
    else problems.push(`Line ${index + 1} of ${quote(path)} has the word ${quote(word)} of line ${twin} again. Remove one.`);
    if (!word.isWellFormed()) problems.push(`Line ${index + 1} of ${quote(path)} holds half of a surrogate pair.`);
  }
  if (lineOf.size === 0) problems.push(`The list ${quote(path)} has no words. Allowed: one word a line.`);
  return { words: [...lineOf.keys()], problems: problems.slice(0, MAX_PROBLEMS) };
}
