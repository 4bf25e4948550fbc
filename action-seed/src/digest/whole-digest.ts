// The one digest of several tables: SHA3-256 of the digests of the tables, as lower-case hexadecimal without anything between, in the binary order of
// the tables' names. A server computes it in one statement, `WHOLE_DIGEST`. The names need no place in it: each is in the query that its digest is of.
import { createHash } from "node:crypto";

/** Computes the same on a server. Its argument is a JSON array of the tables' digest queries, in the binary order of the tables' names. */
export const WHOLE_DIGEST =
  "SELECT lower(hex(sha3(group_concat(lower(hex(sha3_query(value, 256))), ''), 256))) FROM (SELECT value FROM json_each(?) ORDER BY key)";

/** @param digests table → digest */
export function wholeDigest(digests: ReadonlyMap<string, string>): string {
  const hash = createHash("sha3-256");
  for (const name of inBinaryOrder([...digests.keys()])) hash.update(digests.get(name) ?? "");
  return hash.digest("hex");
}

/** Names in the order of their bytes in UTF-8. */
export function inBinaryOrder(names: readonly string[]): string[] {
  return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
