// Shows a value that a user gave inside a message: bounded, on one line, with nothing invisible in it.

const MAX_SHOWN_CHARACTERS = 80;

/** Quotes a value for a message. Control characters are escaped; above 80 characters the rest is only counted. */
export function quote(value: string): string {
  const characters = [...value.slice(0, 4 * MAX_SHOWN_CHARACTERS)];
  const shown = JSON.stringify(characters.slice(0, MAX_SHOWN_CHARACTERS).join("")).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return characters.length > MAX_SHOWN_CHARACTERS ? `${shown}… (${value.length} characters)` : shown;
}
