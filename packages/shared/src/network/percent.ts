// Percent escapes of URLs.

/** Decodes percent escapes; a text with a stray `%` stands for itself. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not an escape, so it is meant as it stands.
  }
}
