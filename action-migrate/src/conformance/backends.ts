// The three kinds of databases on which the same work has to come to the same: a server, a file, and memory that is a script between steps.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { openDatabase } from "@libsql-actions/shared/database/memory";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { schemaDigest } from "@libsql-actions/shared/schema/canonical";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { write } from "@libsql-actions/shared/testing/write-files";
import { runHere, type StepHere, workspace } from "../testing.ts";

export const BACKENDS = ["remote", "file", "memory"] as const;
export type Backend = (typeof BACKENDS)[number];

/** A fresh database of a kind, with a workspace beside it. */
export interface Target {
  readonly backend: Backend;
  readonly url: string;
  readonly path: string;
  /** Runs a step on it. @param files that are written first */
  step(files: Files, inputs?: Readonly<Record<string, string>>): Promise<StepHere>;
  /** Opens it as it is now. What is done to one in memory is lost. */
  open(): Promise<Connection>;
  remove(): void;
}

/** Text by path; undefined takes the file away. */
export type Files = Readonly<Record<string, string | Uint8Array | undefined>>;

const SCRIPT = "init.sql";

/** @param server the URL of a server that has nothing else to do: its database is emptied */
export async function freshTarget(backend: Backend, server: string): Promise<Target> {
  const path = workspace({ [SCRIPT]: "" });
  if (backend === "remote") await empty(server);
  const url = { remote: server, file: `file:${path}/a.db`, memory: ":memory:" }[backend];
  const environment: Record<string, string> = backend === "memory" ? { DATABASE_INIT_SQL: SCRIPT } : {};
  return {
    backend,
    url,
    path,
    step: (files, inputs = {}) => {
      for (const [name, text] of Object.entries(files)) {
        if (text === undefined) rmSync(join(path, name), { force: true });
        else write(path, { [name]: text });
      }
      return runHere(path, { "database-url": url, ...inputs }, environment);
    },
    open: () => {
      const database = parseDatabaseUrl(url, "/");
      const script = backend === "memory" ? join(path, SCRIPT) : undefined;
      return script !== undefined && readFileSync(script, "utf8") !== ""
        ? openDatabase(database, testSettings(), script)
        : openConnection(database, testSettings());
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

/** Takes everything out of a database. */
export async function empty(url: string): Promise<void> {
  const db = await openConnection(parseDatabaseUrl(url, "/"), testSettings());
  // A table with a vector index is dropped after the index, and what belongs to an index or a virtual table goes with it.
  const { rows } = await db.query(
    `SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT GLOB '*_shadow'
     AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
     ORDER BY type = 'table', type = 'index', sql NOT LIKE 'CREATE VIRTUAL%'`,
  );
  const drops = rows.map((row) => ({ sql: `DROP ${row[0]} ${quoteIdentifier(String(row[1]))}` }));
  const result = await db.transaction([...drops, { sql: "PRAGMA user_version = 0" }], { foreignKeys: "off", touched: [] });
  db.close();
  if (!result.ok) throw new Error(`the database could not be emptied: ${result.message}`);
}

/** What is in a database, in words that do not depend on its kind. */
export interface State {
  readonly tables: Readonly<Record<string, unknown[][]>>;
  /** As version, name, and what became of it: `done`, `running`, `failed at n`. */
  readonly history: readonly string[];
  readonly digest: string;
  readonly userVersion: number;
}

/** Reads all of it. */
export async function stateOf(target: Target, history = "_libsql_actions_migrations"): Promise<State> {
  const db = await target.open();
  const rowsOf = async (sql: string) =>
    (await db.query(sql)).rows.map((row) => Array.from(row, (value) => (typeof value === "bigint" ? Number(value) : value)));
  const schema = await introspect(db, (name) => name === history);
  const tables: Record<string, unknown[][]> = {};
  for (const { name, virtual } of [
    ...schema.tables.map(({ name }) => ({ name, virtual: false })),
    ...schema.virtualTables.map(({ name }) => ({ name, virtual: true })),
  ]) {
    const rows = await rowsOf(`SELECT * FROM ${quoteIdentifier(name)}`);
    tables[name] = virtual ? rows : rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  const records = await rowsOf(`SELECT version, name, duration_ms FROM ${history} ORDER BY rowid`).catch(() => []);
  const [[userVersion] = []] = await rowsOf("PRAGMA user_version");
  db.close();
  return {
    tables,
    history: records.map(([version, name, ms]) => {
      const came = ms === null ? "running" : Number(ms) < 0 ? `failed at ${-Number(ms)}` : "done";
      return `${version} ${name} ${came}`;
    }),
    digest: schemaDigest(schema),
    userVersion: Number(userVersion),
  };
}
