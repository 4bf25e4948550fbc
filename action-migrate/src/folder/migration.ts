// What a migration is, whatever its folder looks like.
import { createHash } from "node:crypto";

export interface Migration {
  /** The digits that its name begins with, as they are written. */
  readonly version: string;
  /** What follows the version, such as `create_users`. */
  readonly name: string;
  /** Path of the script that applies it, relative to the workspace, with `/`. */
  readonly file: string;
  readonly text: string;
  /** Of the text, see `checksumOf`. */
  readonly checksum: string;
}

/** Versions are numbers: 2 comes before 10, and 1 is the same as 001. */
export function compareVersions(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** SHA-256 of a script, in hexadecimal, that a checkout with other line endings or an editor's byte order mark does not change. */
export function checksumOf(text: string): string {
  return createHash("sha256")
    .update(text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"))
    .digest("hex");
}
