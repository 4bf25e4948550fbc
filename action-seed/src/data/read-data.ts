// Reads the files of the input `data`: rows by table, and statements of SQL files.
import { createHash } from "node:crypto";
import { glob, stat } from "node:fs/promises";
import { basename, extname, relative, resolve, sep } from "node:path";
import { givenText, readGivenBytes, unreadable } from "@libsql-actions/shared/inputs/given-file";
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { prepareScript, ScriptError } from "@libsql-actions/shared/sql/script";
import type { ScriptStatement } from "@libsql-actions/shared/sql/split";
import { shapeOf } from "@libsql-actions/shared/sql/statement-shape";
import { FindingsError } from "../findings-error.ts";
import { FormatError, type RawTable } from "./raw-row.ts";
import { readCsv } from "./read-csv.ts";
import { readJson, readNdjson } from "./read-json.ts";

export interface Data {
  readonly tables: readonly RawTable[];
  readonly scripts: readonly { readonly file: string; readonly statements: readonly DataStatement[] }[];
  /** The files that were read, relative to the workspace. */
  readonly files: readonly string[];
  /** Of all files: it changes with their names and bytes. */
  readonly digest: string;
  /** The 1-based column, in code points, of an offset in UTF-16 units in a line of a file. */
  readonly columnAt: (file: string, line: number, character: number) => number;
}

/** A statement of a SQL file, and the table that it writes to, as it is written. */
export interface DataStatement extends ScriptStatement {
  readonly table: string;
}

const KINDS = [".csv", ".json", ".ndjson", ".sql"] as const;
/** All rows are held in memory while they are typed and checked. */
const MAX_BYTES = 256_000_000;

/**
 * Reads all files, in the order of the patterns, and by name where a pattern stands for several.
 * @throws FindingsError, and an `Error` for a pattern without files
 */
export async function readData(patterns: readonly string[], workspace: string): Promise<Data> {
  const paths = await findFiles(patterns, workspace);
  const hash = createHash("sha256");
  const columns = new Map<string, ColumnIn>();
  const [tables, scripts, findings]: [RawTable[], Data["scripts"][number][], Finding[]] = [[], [], []];
  let bytes = 0;
  for (const path of paths) {
    const file = relative(workspace, path).split(sep).join("/");
    const content = await readGivenBytes(path, "data", file);
    bytes += content.length;
    if (bytes > MAX_BYTES)
      throw new Error(
        `The files of \`data\` are larger than ${MAX_BYTES / 1_000_000} MB, the most that is checked at once; it was exceeded in ${quote(file)}. Load them with several steps, or make a \`.db\` file once and give it to the setup action as \`template\`.`,
      );
    hash.update(`${JSON.stringify([file, content.length])}\n`).update(content);
    const text = givenText(content, "data", file);
    const columnIn = columnsOf(text);
    columns.set(file, columnIn);
    try {
      if (extname(path).toLowerCase() === ".sql") scripts.push({ file, statements: dataStatements(text, file) });
      else tables.push(...tablesOf(file, text));
    } catch (problem) {
      findings.push(findingOf(problem, file, columnIn));
    }
  }
  if (findings.length > 0) throw new FindingsError(findings);
  return {
    tables,
    scripts,
    files: [...columns.keys()],
    digest: hash.digest("hex"),
    columnAt: (file, line, character) => columns.get(file)?.(line, character) ?? 1,
  };
}

/** @throws ScriptError for a statement that does something else than to write rows */
function dataStatements(text: string, file: string): DataStatement[] {
  return prepareScript(text, file).statements.flatMap((statement): DataStatement[] => {
    const shape = shapeOf(statement.sql);
    if (shape.does === "insert" || shape.does === "update" || shape.does === "delete")
      return [{ ...statement, table: shape.table }];
    if (isDeferral(statement.sql)) return [];
    throw new ScriptError(
      file,
      statement,
      "is no INSERT, UPDATE or DELETE: data files hold rows, and the schema belongs to migrations.",
    );
  });
}

/** All is one transaction, at whose end foreign keys are checked anyway. */
function isDeferral(sql: string): boolean {
  return /^\s*pragma\s+defer_foreign_keys\s*=/i.test(sql);
}

async function findFiles(patterns: readonly string[], workspace: string): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    const own: string[] = [];
    if (await isFile(resolve(workspace, pattern))) own.push(resolve(workspace, pattern));
    else for await (const path of glob(pattern, { cwd: workspace })) own.push(resolve(workspace, path));
    const files = (await Promise.all(own.map(async (path) => ((await isFile(path)) ? [path] : [])))).flat().sort();
    if (files.length === 0)
      throw new Error(
        `The input \`data\` names ${quote(pattern)}, and there is no such file. Is the repository checked out before this step?`,
      );
    const odd = files.find((path) => !KINDS.some((kind) => kind === extname(path).toLowerCase()));
    if (odd !== undefined)
      throw new Error(
        `The file of \`data\`, ${quote(relative(workspace, odd))}, has another ending than ${KINDS.map((kind) => `\`${kind}\``).join(", ")}.`,
      );
    found.push(...files);
  }
  return [...new Set(found)];
}

async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch((problem: NodeJS.ErrnoException) => {
    // Of a pattern there is no file of that name.
    if (problem.code === "ENOENT" || problem.code === "ENOTDIR" || problem.code === "ENAMETOOLONG") return undefined;
    throw unreadable(path, "data", problem);
  });
  return stats?.isFile() ?? false;
}

function tablesOf(file: string, text: string): RawTable[] {
  const name = basename(file, extname(file));
  switch (extname(file).toLowerCase()) {
    case ".csv":
      return [{ table: name, file, rows: readCsv(text) }];
    case ".json":
      return [...readJson(text)].map(([table, rows]) => ({ table: table ?? name, file, rows }));
    default:
      return [...readNdjson(text)].map(([table, rows]) => ({ table: table ?? name, file, rows }));
  }
}

function findingOf(problem: unknown, file: string, columnIn: ColumnIn): Finding {
  if (problem instanceof ScriptError)
    return {
      code: "bad-file",
      severity: "error",
      message: problem.reason,
      file,
      line: problem.place?.line ?? 1,
      column: problem.place?.column ?? 1,
    };
  if (!(problem instanceof FormatError)) throw problem;
  const { line, character, message } = problem;
  return { code: "bad-file", severity: "error", message, file, line, column: columnIn(line, character) };
}

/** The 1-based column, in code points, of an offset in UTF-16 units in a line. */
type ColumnIn = (line: number, character: number) => number;

/** Lines are looked for once, and only in a file that something is said of. */
function columnsOf(text: string): ColumnIn {
  let starts: number[] | undefined;
  return (line, character) => {
    starts ??= [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)];
    const start = starts[line - 1] ?? text.length;
    const found = text.slice(start, Math.min(start + character, starts[line] ?? text.length)).replace(/[\r\n]+$/, "");
    return [...found].length + 1;
  };
}
