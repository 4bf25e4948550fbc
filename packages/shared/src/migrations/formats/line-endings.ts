// Checksums that a checkout with other line endings does not change, for tools that take them over the bytes of a file.
import { createHash } from "node:crypto";

/** A text as it stands, with `\n`, and with `\r\n` everywhere; each once, the first as it stands. */
export function withLineEndings(text: string): string[] {
  const unix = text.replaceAll("\r\n", "\n");
  return [...new Set([text, unix, unix.replaceAll("\n", "\r\n")])];
}

/** SHA-256 in hexadecimal. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
