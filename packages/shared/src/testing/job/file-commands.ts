// The files through which a step talks to the runner (GITHUB_OUTPUT and its kin): made empty for each step, read when it has ended.
// Rules from actions/runner src/Runner.Worker/FileCommandManager.cs.
import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { splitLines } from "./lines.ts";
import type { StepRecord } from "./step-record.ts";

/** The names are those of the `github` context; the environment has them as GITHUB_OUTPUT and so on. The order is that of processing. */
const COMMAND_FILES = ["path", "env", "step_summary", "state", "output"] as const;
export type CommandFileName = (typeof COMMAND_FILES)[number];
export type CommandFiles = Readonly<Record<CommandFileName, string>>;

const FILE_PREFIX: CommandFiles = {
  path: "add_path_",
  env: "set_env_",
  step_summary: "step_summary_",
  state: "save_state_",
  output: "set_output_",
};

const SUMMARY_BYTES = 1024 * 1024;
const BLOCKED_VARIABLES: ReadonlySet<string> = new Set(["NODE_OPTIONS"]);

/** Makes five empty files under the runner's temporary folder. */
export async function createCommandFiles(temporary: string): Promise<CommandFiles> {
  const directory = join(temporary, "_runner_file_commands");
  const suffix = randomUUID();
  const files = Object.fromEntries(COMMAND_FILES.map((name) => [name, join(directory, FILE_PREFIX[name] + suffix)]));
  await mkdir(directory, { recursive: true });
  await Promise.all(Object.values(files).map((file) => writeFile(file, "")));
  return files as Record<CommandFileName, string>;
}

/**
 * The pairs of a file in the form `NAME=value` or `NAME<<DELIMITER`, value lines, `DELIMITER`, one after the other, so that those
 * before a malformed line still count. A lone CR belongs to the value, except before LF on Windows.
 */
export function* parsePairs(text: string, platform: NodeJS.Platform): Generator<[name: string, value: string]> {
  const reader = lineReader(text, platform);
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    if (line.text === "") continue;
    const equals = line.text.indexOf("=");
    const heredoc = line.text.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) yield [line.text.slice(0, equals), line.text.slice(equals + 1)];
    else if (heredoc >= 0) yield [line.text.slice(0, heredoc), heredocValue(reader, line.text, heredoc)];
    else throw new Error(`Invalid format '${line.text}'`);
  }
}

function heredocValue(reader: LineReader, opening: string, heredoc: number): string {
  const delimiter = opening.slice(heredoc + 2);
  if (heredoc === 0 || delimiter === "")
    throw new Error(`Invalid format '${opening}'. Name must not be empty and delimiter must not be empty`);
  const start = reader.position();
  let end = start;
  for (let line = reader.next(); line?.text !== delimiter; line = reader.next()) {
    if (line === undefined) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    if (line.end === "") throw new Error("Invalid value. EOF marker missing new line.");
    end = reader.position() - line.end.length;
  }
  return reader.slice(start, end);
}

interface LineReader {
  next(): { text: string; end: "" | "\n" | "\r\n" } | undefined;
  position(): number;
  slice(start: number, end: number): string;
}

function lineReader(text: string, platform: NodeJS.Platform): LineReader {
  let at = 0;
  return {
    next: () => {
      if (at >= text.length) return undefined;
      const feed = text.indexOf("\n", at);
      const start = at;
      at = feed < 0 ? text.length : feed + 1;
      if (feed < 0) return { text: text.slice(start), end: "" };
      if (platform === "win32" && feed > start && text[feed - 1] === "\r")
        return { text: text.slice(start, feed - 1), end: "\r\n" };
      return { text: text.slice(start, feed), end: "\n" };
    },
    position: () => at,
    slice: (start, end) => text.slice(start, end),
  };
}

export interface FileCommandTarget {
  readonly record: StepRecord;
  setEnv(name: string, value: string): void;
  addPath(directory: string): void;
  saveState(name: string, value: string): void;
  /** Is given what each file held, unmasked. */
  sawFile(name: CommandFileName, content: string): void;
}

/** Reads the five files and acts on them. A malformed file fails the step and leaves the others to be read. */
export async function processCommandFiles(files: CommandFiles, target: FileCommandTarget): Promise<void> {
  for (const name of COMMAND_FILES) {
    try {
      const bytes = await readIfThere(files[name]);
      if (bytes === undefined) continue;
      const content = new TextDecoder().decode(bytes);
      target.sawFile(name, content);
      PROCESSORS[name](content, target, bytes.length);
    } catch (error) {
      target.record.error(`Unable to process file command '${name}' successfully.`);
      target.record.error(error instanceof Error ? error.message : String(error));
      target.record.commandFailed = true;
    }
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

type Processor = (content: string, target: FileCommandTarget, bytes: number) => void;

const PROCESSORS: Readonly<Record<CommandFileName, Processor>> = {
  path: (content, target) => {
    for (const directory of splitLines(content)) if (directory !== "") target.addPath(directory);
  },
  env: (content, target) => {
    for (const [name, value] of parsePairs(content, process.platform)) setEnv(name, value, target);
  },
  step_summary: (content, target, bytes) => {
    if (bytes > SUMMARY_BYTES) target.record.error(summaryTooLarge(bytes));
    else
      target.record.addSummary(
        splitLines(content)
          .map((line) => `${target.record.masker.mask(line)}\n`)
          .join(""),
      );
  },
  state: (content, target) => {
    for (const [name, value] of parsePairs(content, process.platform)) target.saveState(name, value);
  },
  output: (content, target) => {
    for (const [name, value] of parsePairs(content, process.platform)) target.record.outputs.set(nameOf(name), value);
  },
};

/** A blocked variable is an error in the log and does not fail the step. */
function setEnv(name: string, value: string, target: FileCommandTarget): void {
  const blocked = BLOCKED_VARIABLES.has(name.toUpperCase());
  if (blocked) target.record.error(`Can't store ${name.toUpperCase()} output parameter using '$GITHUB_ENV' command.`);
  else target.setEnv(nameOf(name), value);
}

function nameOf(name: string): string {
  if (name === "") throw new Error("Value cannot be null. (Parameter 'name')");
  return name;
}

function summaryTooLarge(bytes: number): string {
  const kibibytes = (count: number): number => Math.floor(count / 1024);
  return `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${kibibytes(SUMMARY_BYTES)}k, got ${kibibytes(bytes)}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`;
}
