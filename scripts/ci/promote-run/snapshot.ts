// All that a database holds, asked of its server directly, so that what a workflow says of itself is not the proof.
import { createClient } from "@libsql/client";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";

/** Two are equal exactly when both databases have the same definitions and the same rows, with the types of their values. */
export interface Snapshot {
  readonly definitions: readonly string[];
  /** Table → a text for each row, the rowid first. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

/** Where action-migrate records what is applied, in the folders that are used here. */
const HISTORY = "_libsql_actions_migrations";

/** Reads everything; every table has to have a rowid. */
export async function takeSnapshot(url: string, authToken: string): Promise<Snapshot> {
  const client = createClient({ url, authToken, intMode: "bigint" });
  try {
    const { rows: objects } = await client.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name");
    const rows: Record<string, readonly string[]> = {};
    for (const { type, name } of objects) {
      if (type !== "table") continue;
      const result = await client.execute(`SELECT rowid, * FROM ${quoteIdentifier(String(name))} ORDER BY rowid`);
      rows[String(name)] = result.rows.map((row) => asText(Array.from(row)));
    }
    return { definitions: objects.map((object) => asText(Array.from(object))), rows };
  } finally {
    client.close();
  }
}

function asText(values: readonly unknown[]): string {
  return values.map((value) => (typeof value === "bigint" ? String(value) : valueText(value))).join(", ");
}

function valueText(value: unknown): string {
  return value instanceof ArrayBuffer ? `X'${Buffer.from(value).toString("hex")}'` : JSON.stringify(value);
}

/** Names what is not the same; empty when all is. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  const isSame = (one: readonly string[] = [], other: readonly string[] = []) => one.join("\n") === other.join("\n");
  const names = [...new Set([...Object.keys(before.rows), ...Object.keys(after.rows)])];
  const tables = names.filter((name) => !isSame(before.rows[name], after.rows[name]));
  return [
    ...(isSame(before.definitions, after.definitions) ? [] : ["its definitions"]),
    ...tables.map((name) => `the rows of ${name}`),
  ];
}

/** The migrations that are recorded, in their order. */
export function recordedVersions({ rows }: Snapshot): string[] {
  return (rows[HISTORY] ?? []).map((row) => /^\d+, "([^"]*)"/.exec(row)?.[1] ?? row);
}
