// The forms in which a secret may stand in a text besides its own: those that the runner looks for in its log (actions/runner
// src/Sdk/DTLogging/Logging/ValueEncoders.cs), and the other spellings that languages have of percent and JSON escapes.

/** Base64 has four characters for three bytes. */
const [CHARACTERS, BYTES] = [4, 3];
/** Characters that nothing escapes. */
const PLAIN = /^[\w.-]*$/;
/** A longer secret is looked for as it stands and in base64 only. */
const MAX_PATTERN_CHARACTERS = 4_096;

/** As base64 of it, or of something longer that it stands in at any place, in both alphabets. */
export function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((cut) => {
    const own = bytes.subarray(cut);
    // What its last bits make a character with may come after it.
    const form = own.toString("base64").slice(0, Math.floor((own.length * CHARACTERS) / BYTES));
    return [form, form.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/**
 * Matches a secret each of whose characters may stand as it is, percent-encoded, or as JSON writes it, also JSON within JSON.
 * @returns undefined where no character of it is ever escaped
 */
export function escapedForms(secret: string): RegExp | undefined {
  if (PLAIN.test(secret) || secret.length > MAX_PATTERN_CHARACTERS) return undefined;
  // A run of backslashes is one part: one by one they could be matched in too many ways.
  const parts = secret.toWellFormed().match(/\\+|[^\\]/gsu) ?? [];
  const pattern = parts.map((part, index) => {
    if (part.startsWith("\\")) return `(?:\\\\{${part.length},}|(?:%5[cC]){${part.length}})`;
    return PLAIN.test(part) ? part.replace(".", "\\.") : escapedCharacter(part, parts[index - 1]?.startsWith("\\") === true);
  });
  return new RegExp(pattern.join(""), "gu");
}

/** JSON's letters for what is no character in a text. */
const LETTERS: Readonly<Record<string, string>> = { "\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f" };

function escapedCharacter(character: string, isBehindBackslash: boolean): string {
  const percent = Array.from(Buffer.from(character), (byte) => `%${anyCase(byte.toString(16).padStart(2, "0"))}`).join("");
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index).toString(16).padStart(4, "0"));
  const json = units.map((unit) => `\\\\+u${anyCase(unit)}`).join("");
  const own = `${isBehindBackslash ? "" : "\\\\*"}\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  const letter = LETTERS[character];
  return `(?:${[own, percent, json, ...(letter === undefined ? [] : [`\\\\+${letter}`]), ...(character === " " ? ["\\+"] : [])].join("|")})`;
}

/** Hexadecimal digits in either case. */
function anyCase(digits: string): string {
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
