// Reads the log that a server writes to its file.
import { open } from "node:fs/promises";

/** The last part of a log that is ever read: a server that floods its log must not fill our memory. */
const MAX_READ_BYTES = 1 << 20;

/** The last `count` lines of a log; none when there is no log. */
export async function lastLines(path: string, count: number): Promise<string[]> {
  const lines = (await readEnd(path)).split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines.slice(-count);
}

/** The text of a log, its last MiB when it is longer; empty when there is no log. */
export async function readEnd(path: string): Promise<string> {
  const file = await open(path).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code !== "ENOENT") throw problem;
    return undefined;
  });
  if (file === undefined) return "";
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - MAX_READ_BYTES);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
