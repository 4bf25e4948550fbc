// SHA3-256 over the rows of a query in the encoding of SQLite's `sha3_query(sql, 256)` (ext/misc/shathree.c): `S<bytes>:<sql>`, for each row `R`, and for
// each value `N`, `I` and 8 bytes, `F` and 8 bytes (both big-endian), `T<bytes>:` and UTF-8, or `B<bytes>:` and bytes. Tests hold it to the function.
import { createHash } from "node:crypto";
import type { Cell } from "./cell.ts";

export interface RowHash {
  add(row: readonly Cell[]): void;
  /** Lower-case hexadecimal. */
  finish(): string;
}

/** What is handed to the hash at once: a call for each value would take longer than the hashing. */
const BLOCK_BYTES = 128 * 1024;
/** Space that every value may take without asking. */
const SPARE_BYTES = 4_096;
/** Three bytes a character and the length fit the spare space. */
const MAX_SHORT_TEXT = 1_024;
/** Up to here writing character by character is faster than a call into the runtime. */
const MAX_WRITTEN_BY_HAND = 24;

const [R, N, I, F, T, B, COLON] = [0x52, 0x4e, 0x49, 0x46, 0x54, 0x42, 0x3a] as const;

/** One block is kept: most tables are hashed one after the other. */
let spareBlock: Buffer | undefined;

/**
 * Begins the hash of a query's rows.
 * @param unsignedZeros hashes −0 as 0, which is what is loaded for it
 */
export function rowHash(sql: string, { unsignedZeros = false } = {}): RowHash {
  const hash = createHash("sha3-256").update(`S${Buffer.byteLength(sql)}:${sql}`);
  const block = spareBlock ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  spareBlock = undefined;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  let at = 0;

  const flush = () => {
    hash.update(block.subarray(0, at));
    at = 0;
  };
  const length = (tag: number, bytes: number) => {
    block[at++] = tag;
    let unit = 1;
    while (bytes >= unit * 10) unit *= 10;
    for (let rest = bytes; unit >= 1; unit /= 10) {
      const digit = (rest / unit) | 0;
      block[at++] = 48 + digit;
      rest -= digit * unit;
    }
    block[at++] = COLON;
  };
  const bytes = (tag: number, value: Uint8Array) => {
    length(tag, value.byteLength);
    if (at + value.byteLength > BLOCK_BYTES - SPARE_BYTES) {
      flush();
      hash.update(value);
    } else {
      block.set(value, at);
      at += value.byteLength;
    }
  };
  /** Text of a length that fits. Its length in bytes is known only when it is written, and is the one in characters for most. */
  const shortText = (value: string) => {
    const start = at;
    length(T, value.length);
    if (value.length <= MAX_WRITTEN_BY_HAND) {
      let index = 0;
      for (; index < value.length; index++) {
        const unit = value.charCodeAt(index);
        if (unit > 0x7f) break;
        block[at + index] = unit;
      }
      at += index;
      if (index === value.length) return;
    } else {
      const written = block.write(value, at);
      at += written;
      if (written === value.length) return;
    }
    at = start;
    length(T, Buffer.byteLength(value));
    at += block.write(value, at);
  };
  const text = (value: string) => {
    if (value.length <= MAX_SHORT_TEXT) return shortText(value);
    length(T, Buffer.byteLength(value));
    flush();
    hash.update(value);
  };

  return {
    add(row) {
      block[at++] = R;
      for (let index = 0; index < row.length; index++) {
        if (at > BLOCK_BYTES - SPARE_BYTES) flush();
        const cell = row[index] as Cell;
        if (typeof cell === "string") text(cell);
        else if (typeof cell === "bigint") {
          block[at] = I;
          view.setBigInt64(at + 1, cell);
          at += 9;
        } else if (typeof cell === "number") {
          block[at] = F;
          view.setFloat64(at + 1, unsignedZeros && cell === 0 ? 0 : cell);
          at += 9;
        } else if (cell === null) block[at++] = N;
        else if (cell instanceof Uint8Array) bytes(B, cell);
        else bytes(T, cell.text);
      }
    },
    finish() {
      flush();
      spareBlock = block;
      return hash.digest("hex");
    },
  };
}
