// The space in which rows are written down before they are hashed: a call into the hash for each value would take longer than the hashing.
import type { Hash } from "node:crypto";

/** What is handed to the hash at once. */
const BLOCK_BYTES = 128 * 1024;
/** Space that every value may take without asking. */
const SPARE_BYTES = 4_096;
/** Three bytes a character and the length fit the spare space. */
const MAX_SHORT_TEXT = 1_024;
/** Up to here writing character by character is faster than a call into the runtime. */
const MAX_WRITTEN_BY_HAND = 24;

const [I, F, T, COLON, ZERO] = [0x49, 0x46, 0x54, 0x3a, 0x30] as const;

/** One block is kept: most tables are hashed one after the other. */
let spareBlock: Buffer | undefined;

/** Writes the values of `sha3_query`'s encoding. Before each one, `makeRoom` is called. */
export class HashBlock {
  readonly #hash: Hash;
  readonly #block: Buffer;
  readonly #view: DataView;
  #at = 0;

  constructor(hash: Hash) {
    this.#hash = hash;
    this.#block = spareBlock ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
    spareBlock = undefined;
    this.#view = new DataView(this.#block.buffer, this.#block.byteOffset, this.#block.byteLength);
  }

  makeRoom(): void {
    if (this.#at > BLOCK_BYTES - SPARE_BYTES) this.#flush();
  }

  tag(tag: number): void {
    this.#block[this.#at++] = tag;
  }

  integer(value: bigint): void {
    this.#block[this.#at] = I;
    this.#view.setBigInt64(this.#at + 1, value);
    this.#at += 9;
  }

  real(value: number): void {
    this.#block[this.#at] = F;
    this.#view.setFloat64(this.#at + 1, value);
    this.#at += 9;
  }

  text(value: string): void {
    if (value.length <= MAX_SHORT_TEXT) this.#shortText(value);
    else {
      this.#length(T, Buffer.byteLength(value));
      this.#flush();
      this.#hash.update(value);
    }
  }

  bytes(tag: number, value: Uint8Array): void {
    this.#length(tag, value.byteLength);
    if (this.#at + value.byteLength > BLOCK_BYTES - SPARE_BYTES) {
      this.#flush();
      this.#hash.update(value);
    } else {
      this.#block.set(value, this.#at);
      this.#at += value.byteLength;
    }
  }

  /** Hands on what is left. The block must not be used behind it. */
  end(): void {
    this.#flush();
    spareBlock = this.#block;
  }

  #flush(): void {
    this.#hash.update(this.#block.subarray(0, this.#at));
    this.#at = 0;
  }

  #length(tag: number, bytes: number): void {
    this.#block[this.#at++] = tag;
    let unit = 1;
    while (bytes >= unit * 10) unit *= 10;
    for (let rest = bytes; unit >= 1; unit /= 10) {
      const digit = (rest / unit) | 0;
      this.#block[this.#at++] = ZERO + digit;
      rest -= digit * unit;
    }
    this.#block[this.#at++] = COLON;
  }

  /** Text of a length that fits. Its length in bytes is known only when it is written, and is the one in characters for most. */
  #shortText(value: string): void {
    const start = this.#at;
    this.#length(T, value.length);
    const written = value.length <= MAX_WRITTEN_BY_HAND ? this.#byHand(value) : this.#block.write(value, this.#at);
    this.#at += written;
    if (written === value.length) return;
    this.#at = start;
    this.#length(T, Buffer.byteLength(value));
    this.#at += this.#block.write(value, this.#at);
  }

  /** @returns how many characters of the text are ASCII, up to the first one that is not */
  #byHand(value: string): number {
    let index = 0;
    for (; index < value.length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) break;
      this.#block[this.#at + index] = unit;
    }
    return index;
  }
}
