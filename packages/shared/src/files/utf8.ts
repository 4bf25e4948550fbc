// Reads bytes as text without a guess: what is not of the encoding is refused, and a byte order mark stays.

/** A decoder that throws a TypeError at bytes that are not of the encoding. @param encoding as TextDecoder calls it */
export function strictDecoder(encoding = "utf-8"): InstanceType<typeof TextDecoder> {
  return new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
}

const UTF8 = strictDecoder();

/** The text of bytes; undefined when they are not of the encoding. */
export function decodeText(bytes: Uint8Array | ArrayBuffer, decoder = UTF8): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined; // The decoder's way to say so.
  }
}
