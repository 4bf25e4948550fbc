// Shows a value that a user gave inside a message: bounded, on one line, with nothing invisible in it.

const MAX_SHOWN_CHARACTERS = 80;
/** What a reader cannot see or tell from a plain space: C1 controls, format characters (zero-width, bidirectional), odd spaces. */
const INVISIBLE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** Quotes a value for a message. What is invisible is escaped; above 80 characters the rest is only counted. */
export function quote(value: string): string {
  const characters = [...value.slice(0, 4 * MAX_SHOWN_CHARACTERS)];
  const shown = JSON.stringify(characters.slice(0, MAX_SHOWN_CHARACTERS).join("")).replace(INVISIBLE, escaped);
  return characters.length > MAX_SHOWN_CHARACTERS ? `${shown}… (${value.length} characters)` : shown;
}

function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
}
