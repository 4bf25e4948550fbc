// The file of a backup, with a checksum beside it in the format of sha256sum.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { strictDecoder } from "../files/utf8.ts";
import { writeWhole } from "../files/whole-file.ts";
import { quote } from "../inputs/quote.ts";

const READ_BYTES = 128 * 1024;

/** Where the checksum of a file stands. */
export function checksumPath(path: string): string {
  return `${path}.sha256`;
}

/** Writes the checksum of a file beside it, for `sha256sum --check`. */
export async function writeChecksum(path: string, sha256: string): Promise<void> {
  const name = basename(path);
  const escaped = name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  await writeWhole(checksumPath(path), [`${escaped === name ? "" : "\\"}${sha256}  ${escaped}\n`]);
}

/**
 * Reads the checksum that stands beside a file.
 * @returns undefined when there is none
 * @throws an `Error` when it cannot be read
 */
export async function readChecksum(path: string): Promise<string | undefined> {
  const text = await readFile(checksumPath(path), "utf8").catch((problem: unknown) => {
    if (problem instanceof Error && "code" in problem && problem.code === "ENOENT") return undefined;
    throw problem;
  });
  if (text === undefined) return undefined;
  // A name in the line is not compared: a backup may be renamed.
  const sha256 = /^\\?([0-9a-f]{64})(?: [ *]|\s*$)/i.exec(text)?.[1];
  if (sha256 === undefined)
    throw new Error(
      `${quote(checksumPath(path))} holds no sha256; it has to begin with 64 hexadecimal digits, as \`sha256sum\` writes it`,
    );
  return sha256.toLowerCase();
}

/**
 * Reads a file as text.
 * @param sha256 what it has to hash to
 * @throws an `Error` at the end when it has another hash, or where it is not UTF-8
 */
export async function* readText(path: string, sha256?: string): AsyncGenerator<string> {
  const decoder = strictDecoder();
  const decode = (chunk?: Uint8Array) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw new Error(`${quote(path)} is not text in UTF-8`, { cause });
    }
  };
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
    hash.update(chunk as Uint8Array);
    yield decode(chunk as Uint8Array);
  }
  yield decode();
  requireChecksum(path, sha256, hash.digest("hex"));
}

/** Reads a file once, to find out whether it is the one it should be. @throws an `Error` when it is not */
export async function checkFile(path: string, sha256: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) hash.update(chunk as Uint8Array);
  requireChecksum(path, sha256, hash.digest("hex"));
}

function requireChecksum(path: string, expected: string | undefined, found: string): void {
  if (expected !== undefined && expected !== found)
    throw new Error(`${quote(path)} is damaged or another file: its sha256 is ${found}, and ${expected} is expected`);
}
