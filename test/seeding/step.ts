// A folder with databases, and steps of the built action on them, for tests that look at what a user sees.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import type { StepResult } from "@libsql-actions/shared/testing/job/step-result";
import { write } from "@libsql-actions/shared/testing/write-files";

/** Two tables, the second of which refers to the first. */
export const SCHEMA = `
  CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, joined_at TEXT);
  CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES users, title TEXT NOT NULL, score REAL, raw BLOB);`;
/** How many rows both hold. */
export const COUNTS = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM posts)";

export type Inputs = Readonly<Record<string, string | number | boolean>>;

export interface Place {
  readonly workspace: string;
  /** The path of a file in it. */
  path(name: string): string;
  /** Writes a file in it. */
  write(name: string, text: string): void;
  /** What a file holds. */
  read(name: string): string;
  /** A hash of a file's bytes. */
  hash(name: string): string;
  /** Runs statements on a database: `a.db` when none is named. */
  execute(sql: string, url?: string): Promise<void>;
  /** Runs a script on a database that begins and ends its transaction itself. */
  load(name: string, url: string): Promise<void>;
  /** The rows of a query on it, with integers as numbers. */
  rows(sql: string, url?: string): Promise<unknown[][]>;
  /** Runs a step on it, and looks whether the step has kept to what all steps keep to. */
  seed(inputs?: Inputs, env?: Readonly<Record<string, string>>): Promise<StepResult>;
  remove(): void;
}

/** A new folder with files in it. @param toolCache see `filledToolCache` */
export function newPlace(toolCache: string, files: Readonly<Record<string, string>> = {}): Place {
  const workspace = mkdtempSync(join(tmpdir(), "seed-"));
  write(workspace, files);
  const path = (name: string) => join(workspace, name);
  const open = (url = "file:a.db") => openConnection(parseDatabaseUrl(url, workspace), testSettings());
  return {
    workspace,
    path,
    write: (name, text) => write(workspace, { [name]: text }),
    read: (name) => readFileSync(path(name), "utf8"),
    hash: (name) =>
      createHash("sha256")
        .update(readFileSync(path(name)))
        .digest("hex"),
    async execute(sql, url) {
      const db = await open(url);
      const done = await db.transaction(splitScript(sql).statements);
      db.close();
      if (!done.ok) throw new Error(done.message);
    },
    async load(name, url) {
      const db = await open(url);
      const { failure } = await db.loose(splitScript(readFileSync(path(name), "utf8")).statements);
      db.close();
      if (failure !== undefined) throw new Error(failure.message);
    },
    async rows(sql, url) {
      const db = await open(url);
      const { rows } = await db.query(sql);
      db.close();
      return rows.map((row) => Array.from(row).map((value) => (typeof value === "bigint" ? Number(value) : value)));
    },
    seed: (inputs = {}, env = {}) => seed(workspace, toolCache, inputs, env),
    remove: () => rmSync(workspace, { recursive: true }),
  };
}

const OUTPUTS = ["rows", "tables", "digest", "digests", "table-digests", "skipped", "output-file", "report-file"];

async function seed(
  workspace: string,
  toolCache: string,
  inputs: Inputs,
  env: Readonly<Record<string, string>>,
): Promise<StepResult> {
  await using job = await startJob({ toolCache, workspace });
  const target = Object.hasOwn(env, "DATABASE_URL") ? {} : { "database-url": "file:a.db" };
  const step = await job.uses("action-seed", { with: { ...target, ...inputs }, env, continueOnError: true });
  if (step.stderr !== "") throw new Error(`the step wrote to stderr:\n${step.stderr}`);
  const missing = OUTPUTS.filter((name) => step.outputs[name] === undefined);
  if (missing.length > 0) throw new Error(`outputs are not set: ${missing}\n${step.log.join("\n")}`);
  const forged = step.annotations.filter(({ message, title }) => message.startsWith("forged") || title === "forged");
  const commands = step.rawStdout
    .split("\n")
    .filter((line) => /^\s*(::(set-env|set-output|stop-commands|save-state)|##\[)/.test(line));
  if (forged.length > 0 || commands.length > 0 || Object.keys(step.env).length > 0)
    throw new Error(`the runner was given commands:\n${step.rawStdout}`);
  return step;
}

/** What the final error says; empty when there is none. */
export function errorOf(step: StepResult): string {
  return step.annotations.findLast(({ level }) => level === "error")?.message ?? "";
}

/** An output in JSON. */
export function json(step: StepResult, name: string): unknown {
  return JSON.parse(step.outputs[name] ?? "");
}
