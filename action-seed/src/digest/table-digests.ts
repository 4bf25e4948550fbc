// The digests of the tables of a database, as they are: computed by the database where it has `sha3_query`, else from rows over the wire.
import type { Connection, TransactionFailure } from "@libsql-actions/shared/database/connection";
import { sum } from "@libsql-actions/shared/database/dump-page";
import type { Statement } from "@libsql-actions/shared/database/statement";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Table } from "@libsql-actions/shared/schema/table";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { writableColumns } from "../plan/seed-table.ts";
import { digestQuery } from "./digest-query.ts";
import { rowHash } from "./row-hash.ts";
import { ordersByEncoding, wireRows } from "./wire-rows.ts";

/** By table, lower-case hexadecimal. */
export type TableDigests = ReadonlyMap<string, string>;

const ENCODING: Statement = { sql: "PRAGMA encoding" };

/** What a statement gave: its rows, or why it failed. */
export type Answer = unknown[][] | TransactionFailure;

/**
 * Reads the digests. One request where the database computes them; a token that may only read is enough.
 * @throws an `Error` that names the table that cannot be read
 */
export async function tableDigests(db: Pick<Connection, "reads">, tables: readonly Table[]): Promise<TableDigests> {
  return (await tableDigestsAnd(db, tables, [])).digests;
}

/** The same, and what other reads give that go with the same request. */
export async function tableDigestsAnd(
  db: Pick<Connection, "reads">,
  tables: readonly Table[],
  others: readonly Statement[],
): Promise<{ readonly digests: TableDigests; readonly answers: readonly Answer[] }> {
  // Not even for the encoding.
  if (tables.length === 0 && others.length === 0) return { digests: new Map(), answers: [] };
  const asked = tables.map((table): Statement => ({ sql: "SELECT lower(hex(sha3_query(?, 256)))", args: [digestQuery(table)] }));
  const sizes = tables.map((table): Statement => ({ sql: isSorted(table) ? largestRow(table) : "SELECT 0" }));
  const [pragma, ...answers] = await db.reads([ENCODING, ...asked, ...sizes, ...others]);
  const encoding = encodingIn(pragma);
  const digests = new Map<string, string>();
  for (const [index, table] of tables.entries()) {
    const [digest, size] = [answers[index], answers[tables.length + index]];
    const isMissing = !Array.isArray(digest) && /no such function/i.test(digest?.message ?? "");
    if (!Array.isArray(digest) && !isMissing) throw unreadable(table, digest);
    if (!Array.isArray(size)) throw unreadable(table, size);
    const isSafe = Array.isArray(digest) && Number(size[0]?.[0]) <= MAX_SORTED_BYTES && !ordersByEncoding(table, encoding);
    digests.set(table.name, isSafe ? String(digest[0]?.[0]) : await wireDigest(db, table, encoding));
  }
  return { digests, answers: answers.slice(2 * tables.length) };
}

/**
 * `sha3_query` takes an error for the end of the rows, and gives the hash of those before it. What can fail is sorting: a row is one value then, with
 * what it is sorted by in it a second time, and a server takes values of 5 MB.
 */
const MAX_SORTED_BYTES = 2_000_000;

/** Whether the engine may have to sort the rows, which it does not where they are stored in the order of the digest. */
function isSorted({ rowidAlias }: Table): boolean {
  return rowidAlias === undefined;
}

function largestRow(table: Table): string {
  const bytes = writableColumns(table).map(({ name }) => `coalesce(octet_length(${quoteIdentifier(name)}), 0)`);
  return `SELECT coalesce(max(${sum(bytes)}), 0) FROM ${quoteIdentifier(table.name)}`;
}

/** The digest of a table from its rows; memory does not grow with them. */
export async function wireDigest(db: Pick<Connection, "reads">, table: Table, encoding = "UTF-8"): Promise<string> {
  const hash = rowHash(digestQuery(table));
  for await (const rows of wireRows(db, table, encoding)) for (const row of rows) hash.add(row);
  return hash.finish();
}

/** The encoding of a database's text, as `wireRows` wants it. */
export async function readEncoding(db: Pick<Connection, "reads">): Promise<string> {
  const [answer] = await db.reads([ENCODING]);
  return encodingIn(answer);
}

function encodingIn(answer: Answer | undefined): string {
  // Who does not say it has no other.
  return Array.isArray(answer) ? String(answer[0]?.[0]) : "UTF-8";
}

function unreadable({ name }: Table, failure: TransactionFailure | undefined): Error {
  return new Error(`The table ${quote(name)} cannot be read: ${plainLine(failure?.message ?? "the database gave no answer")}.`);
}
