// The inputs of the action as one flat record; every problem is reported at once.
import { type DatabaseInputs, readDatabaseInputs } from "@libsql-actions/shared/inputs/database-inputs";
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { FORMATS, type Format } from "./folder/format.ts";

const COMMANDS = ["up", "status"] as const;

export interface MigrateInputs extends DatabaseInputs {
  readonly command: (typeof COMMANDS)[number];
  /** As given: relative to the workspace. */
  readonly directory: string;
  readonly format: Format | "auto";
  readonly table: string;
  readonly lockTimeoutMs: number;
}

const DEFAULT_TABLE = "_libsql_actions_migrations";
const DEFAULT_LOCK_TIMEOUT_MS = 30_000;

/** Reads and checks the inputs. The caller calls `reader.finish()`. */
export function readMigrateInputs(reader: InputReader): MigrateInputs {
  return {
    ...readDatabaseInputs(reader),
    command: reader.oneOf("command", COMMANDS),
    directory: reader.line("directory") ?? "migrations",
    format: reader.oneOf("format", ["auto", ...FORMATS]),
    table: readTable(reader),
    lockTimeoutMs: reader.duration("lock-timeout") ?? DEFAULT_LOCK_TIMEOUT_MS,
  };
}

function readTable(reader: InputReader): string {
  const name = reader.line("table") ?? DEFAULT_TABLE;
  if (!/^[a-z_][a-z0-9_]{0,99}$/i.test(name) || /^sqlite_/i.test(name))
    reader.reject("table", name, "give a name of letters, digits and `_` that does not begin with a digit or `sqlite_`.");
  return name;
}
