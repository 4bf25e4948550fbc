// Reads a file that an input names.
import { readFile, stat } from "node:fs/promises";
import { decodeText } from "../files/utf8.ts";
import { quote } from "./quote.ts";

/** Far above any spec, script or template that somebody writes: what is read is in memory several times over. */
const MAX_BYTES = 256_000_000;

/**
 * The text of a file.
 * @param input the input that names it, for the error
 * @param shown how the error names it; not given: by its path
 * @throws when it cannot be read, is no regular file, is larger than 256 MB, or is not UTF-8
 */
export async function readGivenFile(path: string, input: string, shown = path): Promise<string> {
  return givenText(await readGivenBytes(path, input, shown), input, shown);
}

/** The bytes of a file, as `readGivenFile`. */
export async function readGivenBytes(path: string, input: string, shown = path): Promise<Buffer> {
  const fail = (cause: unknown) => {
    throw unreadable(shown, input, cause);
  };
  const stats = await stat(path).catch(fail);
  // To read a named pipe would take for ever.
  if (!stats.isFile()) throw new Error(`The file of \`${input}\`, ${quote(shown)}, is no regular file. Name one.`);
  if (stats.size > MAX_BYTES)
    throw new Error(
      `The file of \`${input}\`, ${quote(shown)}, is larger than ${MAX_BYTES / 1_000_000} MB, the most that is read.`,
    );
  return readFile(path).catch(fail);
}

/** The bytes of a file as text. @throws when they are not UTF-8 */
export function givenText(bytes: Uint8Array, input: string, shown: string): string {
  const text = decodeText(bytes);
  if (text === undefined) throw new Error(`The file of \`${input}\`, ${quote(shown)}, is not UTF-8. Save it in that encoding.`);
  return text;
}

/** The error for a file that cannot be read. */
export function unreadable(path: string, input: string, cause: unknown): Error {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const advice =
    code === "ENOENT"
      ? "Is the path right, and the repository checked out before this step?"
      : "Check its kind and its permissions.";
  // The cause's own words would only say the path again.
  return new Error(`The file of \`${input}\`, ${quote(path)}, cannot be read (${code}). ${advice}`);
}
