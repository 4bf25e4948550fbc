// Makes one statement of chunks that are better written together: the more rows are sorted at once, the fewer pages of an index are written.
import type { Chunk } from "./chunks.ts";

/** SQLite joins 500 lists in one statement; a chunk has some 100 KB, and what is sorted is in memory. */
const MAX_CHUNKS = 40;

/** @returns the chunks in their order; those of one table that can be sorted together as one */
export function mergeChunks(chunks: readonly Chunk[]): Chunk[] {
  const merged: Chunk[] = [];
  for (const chunk of chunks) {
    const last = merged.at(-1);
    const isFull = (last?.statement.args?.length ?? 0) >= MAX_CHUNKS;
    if (last === undefined || isFull || chunk.sorting === undefined || last.sorting !== chunk.sorting) {
      merged.push(chunk);
      continue;
    }
    const args = [...(last.statement.args ?? []), ...(chunk.statement.args ?? [])];
    merged[merged.length - 1] = {
      ...last,
      rows: last.rows + chunk.rows,
      bytes: last.bytes + chunk.bytes,
      statement: { sql: chunk.sorting(args.length), args },
    };
  }
  return merged;
}
