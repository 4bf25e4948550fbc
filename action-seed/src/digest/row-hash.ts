// SHA3-256 over the rows of a query in the encoding of SQLite's `sha3_query(sql, 256)` (ext/misc/shathree.c): `S<bytes>:<sql>`, for each row `R`, and for
// each value `N`, `I` and 8 bytes, `F` and 8 bytes (both big-endian), `T<bytes>:` and UTF-8, or `B<bytes>:` and bytes. Tests hold it to the function.
import { createHash } from "node:crypto";
import type { Cell } from "./cell.ts";
import { HashBlock } from "./hash-block.ts";

export interface RowHash {
  add(row: readonly Cell[]): void;
  /** Lower-case hexadecimal. */
  finish(): string;
}

const [R, N, T, B] = [0x52, 0x4e, 0x54, 0x42] as const;

/**
 * Begins the hash of a query's rows.
 * @param unsignedZeros hashes −0 as 0, which is what is loaded for it
 */
export function rowHash(sql: string, { unsignedZeros = false } = {}): RowHash {
  const hash = createHash("sha3-256").update(`S${Buffer.byteLength(sql)}:${sql}`);
  const block = new HashBlock(hash);
  return {
    add(row) {
      block.tag(R);
      for (let index = 0; index < row.length; index++) {
        block.makeRoom();
        const cell = row[index] as Cell;
        if (typeof cell === "string") block.text(cell);
        else if (typeof cell === "bigint") block.integer(cell);
        else if (typeof cell === "number") block.real(unsignedZeros && cell === 0 ? 0 : cell);
        else if (cell === null) block.tag(N);
        else if (cell instanceof Uint8Array) block.bytes(B, cell);
        else block.bytes(T, cell.text);
      }
    },
    finish() {
      block.end();
      return hash.digest("hex");
    },
  };
}
