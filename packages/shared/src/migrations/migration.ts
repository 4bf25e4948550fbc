// What a migration is, whatever its folder looks like.
import { createHash } from "node:crypto";
import { wantsNoTransaction } from "../sql/comments.ts";

/** A part of a file that runs as one, up or down. */
export interface Script {
  /** Path relative to the workspace, with `/`. */
  readonly file: string;
  /** The text of the file in which everything that is not of this script is blanked out, so that every place in it is that of the file. */
  readonly text: string;
  /** False for a script that opts out of its transaction in its tool's way. */
  readonly transaction: boolean;
}

export interface Migration {
  /** What people call it by: the digits of a plain file as they are written, the tag of drizzle, the folder of Prisma. */
  readonly version: string;
  /** What follows the version, such as `create_users`. */
  readonly name: string;
  /** What the history knows it by, see `Tracking.key`. */
  readonly key: string;
  /**
   * `versioned` is applied once. `repeatable` is applied again, after all others, whenever its checksum is another. `checkpoint` stands for
   * everything before it on a database without history, and is passed over on every other.
   */
  readonly kind: "versioned" | "repeatable" | "checkpoint";
  readonly up: Script;
  readonly down: Script | undefined;
  /** In the form of the tool's history; the first is what is recorded, the others are taken for the same. Empty where the tool keeps none. */
  readonly checksums: readonly string[];
}

/** False for a script that opts out of its transaction, in its tool's way or with the comment that every format knows. */
export function hasTransaction({ text, transaction }: Script): boolean {
  return transaction && !wantsNoTransaction(text);
}

/** Versions that are numbers: 2 comes before 10, and 1 is the same as 001. */
export function compareNumbers(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** SHA-256 of a script, in hexadecimal, that a checkout with other line endings or an editor's byte order mark does not change. */
export function checksumOf(text: string): string {
  return createHash("sha256")
    .update(text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"))
    .digest("hex");
}
