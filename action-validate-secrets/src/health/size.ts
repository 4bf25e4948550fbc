// How large a database is, asked by functions that a read-only token may call; the statements `PRAGMA …` count as writing on a server.
import type { Ask } from "./ask.ts";

export interface Size {
  readonly bytes: number;
  readonly pageBytes: number;
  readonly pages: number;
  readonly freePages: number;
  /** What the server, or the file, may grow to; undefined where nobody has set it. */
  readonly maxBytes: number | undefined;
}

const SIZE = `SELECT c.page_count, s.page_size, f.freelist_count, m.max_page_count
  FROM pragma_page_count AS c, pragma_page_size AS s, pragma_freelist_count AS f, pragma_max_page_count AS m`;

/** What SQLite takes where no limit is set, in its older and newer versions (https://sqlite.org/limits.html). */
const UNLIMITED_PAGES = 1_073_741_823;

export async function readSize(ask: Ask): Promise<Size> {
  const { rows } = await ask.query(SIZE);
  const [pages = 0, pageBytes = 0, freePages = 0, maxPages = 0] = Array.from(rows[0] ?? [], Number);
  const isLimited = maxPages > 0 && maxPages < UNLIMITED_PAGES;
  return { bytes: pages * pageBytes, pageBytes, pages, freePages, maxBytes: isLimited ? maxPages * pageBytes : undefined };
}

/** `640 KB`, `12.5 MB`, `3.2 GB`: powers of 1,000. */
export function showBytes(bytes: number): string {
  const [divisor, unit] = bytes < 1e6 ? [1e3, "KB"] : bytes < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
  const value = bytes / divisor;
  return `${value >= 100 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)} ${unit}`;
}
