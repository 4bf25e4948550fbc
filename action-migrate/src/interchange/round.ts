// The round that a tool and we make over one database, and what an undisturbed run comes to.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { canonicalSchema } from "@libsql-actions/shared/schema/canonical";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { write } from "@libsql-actions/shared/testing/write-files";
import { expect } from "vitest";
import type { Report } from "../report.ts";
import { runHere, workspace } from "../testing.ts";
import { ALL_DIGITS, STEPS } from "./steps.ts";
import { numberOf, type Place, type Tool } from "./tool.ts";

/** What says that the folder and the history do not fit together. */
const MISFITS = ["edited", "missing-file", "half-applied", "out-of-order"];

interface Board extends Place {
  readonly path: string;
  readonly tool: Tool;
  readonly close: () => Promise<void>;
}

/** A fresh database with an empty folder. */
async function open(tool: Tool): Promise<Board> {
  const path = workspace({});
  const folder = join(path, "migrations");
  const remove = () => rmSync(path, { recursive: true });
  if (tool.on === "file") {
    const file = join(path, "a.db");
    return { tool, path, folder, file, url: `file:${file}`, close: async () => remove() };
  }
  const sqld = await startSqld();
  const close = () => sqld.stop().finally(remove);
  return { tool, path, folder, file: "", url: sqld.url, close };
}

/** Puts the first steps into the folder. */
function fill({ tool, path }: Board, count: number): void {
  const files = Object.entries(tool.files(STEPS.slice(0, count)));
  write(path, Object.fromEntries(files.map(([name, text]) => [`migrations/${name}`, text])));
}

/** Runs our step. @returns the numbers of what it applied or took back, and of what is pending */
async function ours(board: Board, command: string, inputs: Readonly<Record<string, string>> = {}) {
  const given = { directory: "migrations", "database-url": board.url, "github-token": "", summary: "false", ...inputs };
  const { error, reports } = await runHere(board.path, { command, ...given });
  expect(error).toBeUndefined();
  const [report] = reports as [Report];
  expect(report.findings.filter(({ code }) => MISFITS.includes(code))).toEqual([]);
  const numbers = (versions: readonly { readonly version: string }[]) => versions.map(({ version }) => stepOf(version));
  return { done: numbers(report.applied.map(({ migration }) => migration)), pending: numbers(report.pending ?? []), report };
}

/** What the format calls a pending step. */
async function versionOf(board: Board, number: number): Promise<string> {
  const { report } = await ours(board, "status");
  return report.pending?.find(({ version }) => stepOf(version) === number)?.version ?? "";
}

/** The number of the step; versions of drizzle and Prisma have its name in them too. */
function stepOf(version: string): number {
  return numberOf(/^\d+/.exec(version)?.[0] ?? "");
}

/** Both say the same of what is pending. */
async function expectPending(board: Board, numbers: readonly number[]): Promise<void> {
  expect(await ours(board, "status")).toMatchObject({ done: [], pending: numbers });
  if (board.tool.pending !== undefined) expect(await board.tool.pending(board)).toEqual(numbers);
}

async function withDatabase<T>({ url }: Board, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = await openConnection(parseDatabaseUrl(url, "/"), testSettings());
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

/** Everything that the migrations have made, and the history with the shape of its table. */
function contents(board: Board) {
  const { table, history } = board.tool;
  return withDatabase(board, async (db) => {
    const rows = async (sql: string) => (await db.query(sql)).rows.map((row) => Array.from(row));
    return {
      schema: canonicalSchema(await introspect(db, (name) => name === table)),
      data: {
        trail: await rows("SELECT n FROM trail"),
        parent: await rows("SELECT * FROM parent"),
        child: await rows("SELECT * FROM child"),
        log: await rows("SELECT what FROM log"),
      },
      history: await rows(history),
      columns: await rows(`SELECT name, lower(type), dflt_value, pk FROM pragma_table_info('${table}')`),
      indexes: await rows(
        `SELECT "unique", origin, (SELECT group_concat(name) FROM pragma_index_info(l.name)) FROM pragma_index_list('${table}') l ORDER BY 2`,
      ),
    };
  });
}

export type Contents = Awaited<ReturnType<typeof contents>>;

/** The tool alone applies all steps; then nothing is left for us. */
export async function toolAlone(tool: Tool): Promise<Contents> {
  const board = await open(tool);
  try {
    fill(board, STEPS.length);
    await tool.up(board);
    const after = await contents(board);
    await expectPending(board, []);
    expect(await ours(board, "up")).toMatchObject({ done: [], pending: [] });
    expect(await contents(board)).toEqual(after);
    return after;
  } finally {
    await board.close();
  }
}

/** We begin, and make the table; the tool ends. */
export async function weFirst(tool: Tool): Promise<Contents> {
  const board = await open(tool);
  try {
    fill(board, 5);
    // Before the tool was there, nothing tells a folder of pairs from another.
    const { done } = await ours(board, "up", { format: tool.format });
    expect(done).toEqual([1, 2, 3, 4, 5]);
    await expectPending(board, []);
    fill(board, 6);
    await expectPending(board, [6]);
    await tool.up(board);
    await expectPending(board, []);
    return await contents(board);
  } finally {
    await board.close();
  }
}

/** Both take turns, forth and back, while the folder grows. */
export async function inTurns(tool: Tool): Promise<Contents> {
  const board = await open(tool);
  try {
    fill(board, 2);
    await tool.up(board);
    await expectPending(board, []);
    fill(board, 5);
    await expectPending(board, [3, 4, 5]);
    expect(await ours(board, "up", { target: await versionOf(board, 4) })).toMatchObject({ done: [3, 4], pending: [5] });
    await expectPending(board, [5]);
    await tool.up(board);
    fill(board, 6);
    await expectPending(board, [6]);
    expect(await ours(board, "up")).toMatchObject({ done: [6], pending: [] });
    await expectPending(board, []);
    await tool.up(board);
    if (tool.reversible) await backAndForth(board);
    await expectPending(board, []);
    const after = await contents(board);
    expect(after.data.trail).toEqual([[BigInt(ALL_DIGITS)]]);
    return after;
  } finally {
    await board.close();
  }
}

async function backAndForth(board: Board): Promise<void> {
  const { tool } = board;
  expect((await ours(board, "down")).done).toEqual([6]);
  await expectPending(board, [6]);
  if (tool.down !== undefined) {
    await tool.down(board);
    await expectPending(board, [5, 6]);
    expect(await ours(board, "up", { steps: "1" })).toMatchObject({ done: [5], pending: [6] });
  }
  await tool.up(board);
}
