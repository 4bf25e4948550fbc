// Reads a file that an input names.
import { readFile } from "node:fs/promises";
import { decodeText } from "../files/utf8.ts";
import { quote } from "./quote.ts";

/**
 * The text of a file.
 * @param input the input that names it, for the error
 * @throws when it cannot be read, or is not UTF-8
 */
export async function readGivenFile(path: string, input: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(path, input, cause);
  });
  const text = decodeText(bytes);
  if (text === undefined) throw new Error(`The file of \`${input}\`, ${quote(path)}, is not UTF-8. Save it in that encoding.`);
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
