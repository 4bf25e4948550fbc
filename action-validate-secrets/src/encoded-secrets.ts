// Takes secrets out of a server's words also where they are encoded: the runner does that for its log, and for nothing else.
import { jwtParts } from "./token-claims.ts";

/** Shorter pieces are in many a text. */
const MIN_CHARACTERS = 8;

/**
 * A function that replaces the encoded forms of secrets by `***`. As they stand they are taken out by `redact`, before a text is cut.
 * @param secrets values; what is not set is passed over
 */
export function encodedRedactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  const parts = new Set(secrets.flatMap((secret) => partsOf(secret ?? "")));
  const forms = [...new Set([...parts].flatMap(encodedForms))].filter(
    (form) => form.length >= MIN_CHARACTERS && !parts.has(form),
  );
  forms.sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, "***"), text);
}

function partsOf(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
  return [secret.trim(), ...lines, ...lines.flatMap(jwtParts)].filter((part) => part.length >= MIN_CHARACTERS);
}

/** As base64 of it, or of something longer that it stands in at any place; percent-encoded; as JSON writes it. */
function encodedForms(part: string): string[] {
  const bytes = Buffer.from(part);
  const base64 = [0, 1, 2].flatMap((cut) => {
    // The last character may depend on what follows.
    const form = bytes.subarray(cut).toString("base64").replace(/.?=*$/, "");
    return [form, form.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [...base64, encodeURIComponent(part.toWellFormed()), JSON.stringify(part).slice(1, -1)];
}
