// The case of ASCII letters, and of no others: what other letters become differs between versions of Unicode, and SQLite leaves them alone too.

const CASE_BIT = 32;

/** `A` to `Z` in lower case, as SQLite's NOCASE compares. */
export function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + CASE_BIT));
}

/** `a` to `z` in upper case. */
export function upper(text: string): string {
  return text.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - CASE_BIT));
}

/** A word that begins with `a` to `z` with a capital in its place. */
export function capital(word: string): string {
  return upper(word.slice(0, 1)) + word.slice(1);
}
