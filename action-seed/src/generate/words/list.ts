// How the lists of words are written down: ASCII letters alone, so that the number behind a word keeps values different, also where SQLite ignores
// case. A change in any list changes generated values: it is a new `GENERATOR_VERSION`.

export type Words = readonly [string, ...string[]];

/** The words of a text. */
export function list(text: string): Words {
  return among(text.trim().split(/\s+/));
}

/** The entries of a text with commas between them; they may hold spaces. */
export function entries(text: string): Words {
  return among(text.split(",").map((entry) => entry.trim().replace(/\s+/g, " ")));
}

/** Words that are known to be there. */
export function among([first = "", ...others]: readonly string[]): Words {
  return [first, ...others];
}
