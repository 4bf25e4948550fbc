// Reads the body of an answer as far as a bound: no server can fill the memory of a step.

/** An answer is longer than it may be. */
export class BodyTooLongError extends Error {
  override name = "BodyTooLongError";
}

/**
 * The chunks of a body as they come, up to the bound.
 * @param progress told of every chunk, so that a long answer is not taken for a stalled one
 * @throws BodyTooLongError after `maxBytes`
 */
export async function* boundedChunks(
  body: AsyncIterable<unknown>,
  maxBytes: number,
  progress?: () => void,
): AsyncGenerator<Uint8Array> {
  let left = maxBytes;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("A body gives bytes.");
    progress?.();
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left < 0) throw new BodyTooLongError(`The answer is longer than ${maxBytes} bytes.`);
  }
}

/** A whole body. @throws BodyTooLongError after `maxBytes` */
export async function boundedBytes(
  body: AsyncIterable<unknown>,
  maxBytes: number,
  progress?: () => void,
): Promise<Buffer<ArrayBuffer>> {
  return Buffer.concat(await Array.fromAsync(boundedChunks(body, maxBytes, progress)));
}
