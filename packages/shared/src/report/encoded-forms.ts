// The forms in which a secret may stand in a text besides its own: the runner looks for them in its log (actions/runner
// src/Sdk/DTLogging/Logging/ValueEncoders.cs), and for nothing else.

/** Base64 has four characters for three bytes. */
const [CHARACTERS, BYTES] = [4, 3];

/** As base64 of it, or of something longer that it stands in at any place, in both alphabets; percent-encoded; as JSON writes it. */
export function encodedForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((cut) => {
    const own = bytes.subarray(cut);
    // What its last bits make a character with may come after it.
    const form = own.toString("base64").slice(0, Math.floor((own.length * CHARACTERS) / BYTES));
    return [form, form.replaceAll("+", "-").replaceAll("/", "_")];
  });
  const percent = encodeURIComponent(secret.toWellFormed());
  const strictPercent = percent.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return [...base64, percent, strictPercent, strictPercent.replaceAll("%20", "+"), JSON.stringify(secret).slice(1, -1)];
}
