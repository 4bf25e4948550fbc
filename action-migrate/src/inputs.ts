// The inputs of the action as one flat record; every problem is reported at once.
import { type DatabaseInputs, readDatabaseInputs } from "@libsql-actions/shared/inputs/database-inputs";
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { FORMATS } from "@libsql-actions/shared/migrations/formats";

const COMMANDS = [
  "up",
  "down",
  "status",
  "plan",
  "validate",
  "verify",
  "drift",
  "create",
  "baseline",
  "repair",
  "backup",
  "restore",
] as const;
export type Command = (typeof COMMANDS)[number];

export interface MigrateInputs extends DatabaseInputs {
  readonly command: Command;
  /** As given, relative to the workspace; undefined for the usual places. */
  readonly directory: string | undefined;
  /** Name of a format, or `auto`. */
  readonly format: string;
  /** Undefined for the table of the format. */
  readonly table: string | undefined;
  readonly target: string | undefined;
  /** How many migrations `down` takes back, or `up` applies. */
  readonly steps: number | undefined;
  /** Of a new migration. */
  readonly name: string | undefined;
  /** That `repair` accepts. */
  readonly versions: readonly string[];
  readonly outOfOrder: "error" | "apply" | "skip";
  readonly transaction: "file" | "all" | "none";
  readonly lint: "warn" | "error" | "off";
  /** Codes of rules. */
  readonly lintIgnore: readonly string[];
  readonly rehearse: boolean;
  readonly baseRef: string | undefined;
  readonly schemaFile: string | undefined;
  readonly backupDirectory: string | undefined;
  readonly backupFile: string | undefined;
  /** `restore` may replace what is in the database. */
  readonly replace: boolean;
  readonly onFailure: "stop" | "continue";
  readonly lockTimeoutMs: number;
  readonly comment: boolean;
  readonly githubToken: string | undefined;
  readonly sarifFile: string | undefined;
  readonly reportFile: string | undefined;
  readonly allowRemote: boolean;
}

const DEFAULT_LOCK_TIMEOUT_MS = 30_000;

/** Reads and checks the inputs. The caller calls `reader.finish()`. */
export function readMigrateInputs(reader: InputReader): MigrateInputs {
  const command = reader.oneOf("command", COMMANDS);
  const inputs: MigrateInputs = {
    ...readDatabaseInputs(reader),
    command,
    directory: reader.line("directory"),
    format: reader.oneOf("format", ["auto", ...FORMATS.map(({ name }) => name)]),
    table: readTable(reader),
    target: reader.line("target"),
    steps: reader.count("steps"),
    name: readName(reader, command),
    versions: reader.names("versions"),
    outOfOrder: reader.oneOf("out-of-order", ["error", "apply", "skip"]),
    transaction: reader.oneOf("transaction", ["file", "all", "none"]),
    lint: reader.oneOf("lint", ["warn", "error", "off"]),
    lintIgnore: reader.names("lint-ignore"),
    rehearse: reader.boolean("rehearse"),
    baseRef: reader.line("base-ref"),
    schemaFile: reader.line("schema-file"),
    backupDirectory: reader.line("backup-directory"),
    backupFile: reader.line("backup-file"),
    replace: reader.boolean("replace"),
    onFailure: reader.oneOf("on-failure", ["stop", "continue"]),
    lockTimeoutMs: reader.duration("lock-timeout") ?? DEFAULT_LOCK_TIMEOUT_MS,
    comment: reader.boolean("comment"),
    githubToken: reader.line("github-token"),
    sarifFile: reader.line("sarif-file"),
    reportFile: reader.line("report-file"),
    allowRemote: reader.boolean("allow-remote"),
  };
  const { target, steps, versions, backupFile } = inputs;
  if (target !== undefined && steps !== undefined)
    reader.reject("steps", undefined, "cannot be given together with `target`: say where to stop in one way.");
  if (command === "repair" && versions.length === 0)
    reader.reject(
      "versions",
      undefined,
      "is needed for `command: repair`: the versions whose record is to be set right, one a line.",
    );
  if (command === "baseline" && target === undefined)
    reader.reject("target", undefined, "is needed for `command: baseline`: the newest version that the database already has.");
  if (command === "restore" && backupFile === undefined)
    reader.reject("backup-file", undefined, "is needed for `command: restore`: the dump to read.");
  return inputs;
}

function readTable(reader: InputReader): string | undefined {
  const name = reader.line("table");
  if (name !== undefined && (!/^[a-z_][a-z0-9_]{0,99}$/i.test(name) || /^sqlite_/i.test(name)))
    return reader.reject("table", name, "give a name of letters, digits and `_` that does not begin with a digit or `sqlite_`.");
  return name;
}

function readName(reader: InputReader, command: Command): string | undefined {
  const name = reader.line("name");
  if (command === "create" && name === undefined)
    return reader.reject(
      "name",
      undefined,
      "is needed for `command: create`: what the migration is called, such as `add_users`.",
    );
  if (name !== undefined && !/^[a-z0-9][a-z0-9_-]{0,99}$/i.test(name))
    return reader.reject("name", name, "give letters, digits, `_` and `-`, such as `add_users`.");
  return name;
}
