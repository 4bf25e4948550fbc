// The inputs of the action as one flat record; every problem is reported at once.
import { type DatabaseInputs, readDatabaseInputs } from "@libsql-actions/shared/inputs/database-inputs";
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { MAX_ROWS } from "./spec/max-rows.ts";

export interface SeedInputs extends DatabaseInputs {
  /** Paths as given, relative to the workspace. */
  readonly spec: string | undefined;
  readonly deriveSpec: string | undefined;
  /** Files or globs. */
  readonly data: readonly string[];
  /** Names of tables or globs. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly seed: string;
  readonly rows: RowCounts;
  readonly profile: string | undefined;
  readonly mode: Mode;
  readonly dryRun: boolean;
  /** `database-url: none`: the schema is that of `schema`, and what is generated goes to files alone. */
  readonly withoutDatabase: boolean;
  readonly schema: string | undefined;
  readonly output: readonly string[];
  readonly verify: boolean;
  readonly compareWith: string | undefined;
  readonly compareAuthToken: string | undefined;
  readonly reportFile: string | undefined;
  readonly allowRemote: boolean;
  /** How long another writer may hold the database. */
  readonly lockTimeoutMs: number;
}

const MODES = ["if-empty", "append", "reset", "upsert", "if-changed"] as const;
export type Mode = (typeof MODES)[number];

/** How many rows are wanted. */
export interface RowCounts {
  /** For tables that are not named; undefined where nothing is said of them. */
  readonly others: number | undefined;
  /** By name as given. */
  readonly named: ReadonlyMap<string, number>;
}

const DEFAULT_SEED = "42";
const DEFAULT_LOCK_TIMEOUT_MS = 30_000;
const NO_DATABASE = "none";

/** The kinds of files that generated rows can be written to. */
const OUTPUT_KINDS = [".json", ".ndjson", ".sql", ".db"] as const;

/** Reads and checks the inputs. The caller calls `reader.finish()`. */
export function readSeedInputs(reader: InputReader): SeedInputs {
  const databases = readDatabaseInputs(reader);
  const withoutDatabase = databases.databaseUrls.includes(NO_DATABASE);
  const inputs: SeedInputs = {
    ...databases,
    databaseUrls: withoutDatabase ? [] : databases.databaseUrls,
    spec: reader.line("spec"),
    deriveSpec: reader.line("derive-spec"),
    data: reader.lines("data"),
    include: reader.lines("include"),
    exclude: reader.lines("exclude"),
    seed: reader.line("seed") ?? DEFAULT_SEED,
    rows: readRows(reader),
    profile: reader.line("profile"),
    mode: reader.oneOf("mode", MODES),
    dryRun: reader.boolean("dry-run"),
    withoutDatabase,
    schema: reader.line("schema"),
    output: reader.lines("output"),
    verify: reader.boolean("verify", true),
    compareWith: reader.line("compare-with"),
    compareAuthToken: reader.line("compare-auth-token"),
    reportFile: reader.line("report-file"),
    allowRemote: reader.boolean("allow-remote"),
    lockTimeoutMs: reader.duration("lock-timeout") ?? DEFAULT_LOCK_TIMEOUT_MS,
  };
  checkTogether(inputs, databases.databaseUrls, reader);
  return inputs;
}

/** What inputs demand of each other. */
function checkTogether(inputs: SeedInputs, urls: readonly string[], reader: InputReader): void {
  const { withoutDatabase, spec, deriveSpec, schema, output } = inputs;
  if (withoutDatabase && urls.length > 1)
    reader.reject("database-url", undefined, `holds \`${NO_DATABASE}\` beside databases: give one or the other.`);
  if (withoutDatabase && schema === undefined)
    reader.reject("schema", undefined, "is needed with `database-url: none`: a `.sql` file or a folder of migrations.");
  if (!withoutDatabase && schema !== undefined)
    reader.reject("schema", undefined, "is only for `database-url: none`: a database has a schema of its own.");
  if (withoutDatabase && output.length === 0 && deriveSpec === undefined && !inputs.dryRun)
    reader.reject("output", undefined, "is needed with `database-url: none`: where the rows are to be written.");
  if (withoutDatabase && inputs.compareWith !== undefined)
    reader.reject("compare-with", undefined, "needs a database to compare with: `database-url` is `none`.");
  if (inputs.compareAuthToken !== undefined && inputs.compareWith === undefined)
    reader.reject("compare-auth-token", undefined, "is the token for `compare-with`, which is not given.");
  if (inputs.profile !== undefined && spec === undefined)
    reader.reject("profile", undefined, "is a profile of a spec: give `spec` too.");
  if (deriveSpec !== undefined && spec !== undefined)
    reader.reject("derive-spec", undefined, "writes a spec that is derived from the schema: leave `spec` out.");
  if (deriveSpec !== undefined && !/\.(ya?ml|json)$/i.test(deriveSpec))
    reader.reject("derive-spec", deriveSpec, "give a file that ends in `.yaml`, `.yml` or `.json`.");
  for (const [name, isGiven] of [
    ["data", inputs.data.length > 0],
    ["output", output.length > 0],
    ["compare-with", inputs.compareWith !== undefined],
  ] as const)
    if (deriveSpec !== undefined && isGiven)
      reader.reject(name, undefined, "does nothing with `derive-spec`, which loads nothing: leave one of the two out.");
  if (inputs.dryRun && inputs.compareWith !== undefined)
    reader.reject(
      "compare-with",
      undefined,
      "compares what was written, and `dry-run: true` writes nothing: leave one of the two out.",
    );
  if (deriveSpec !== undefined && inputs.dryRun)
    reader.reject("derive-spec", undefined, "writes a file, which `dry-run: true` does not: leave one of the two out.");
  if ((inputs.mode === "append" || inputs.mode === "upsert") && output.some((file) => /\.db$/i.test(file)))
    reader.reject(
      "output",
      undefined,
      `cannot be a database with \`mode: ${inputs.mode}\`: its rows may refer to rows that are not in it.`,
    );
  for (const file of output)
    if (!OUTPUT_KINDS.some((kind) => file.toLowerCase().endsWith(kind)))
      reader.reject("output", file, `give a file that ends in ${OUTPUT_KINDS.map((kind) => `\`${kind}\``).join(", ")}.`);
}

function readRows(reader: InputReader): RowCounts {
  const named = new Map<string, number>();
  const folded = new Set<string>();
  let others: number | undefined;
  for (const line of reader.lines("rows")) {
    // The name of a table may hold a `=` itself.
    const [, table, digits = ""] = /^(?:(.+)=)?\s*(\d+)$/.exec(line) ?? [];
    const name = table?.trim();
    const count = digits.length > 9 ? Number.POSITIVE_INFINITY : Number(digits);
    const isTwice = name === undefined ? others !== undefined : folded.has(foldIdentifier(name));
    if (digits === "" || name === "") reader.reject("rows", line, "give a number, or lines such as `episodes=100`.");
    else if (count > MAX_ROWS) reader.reject("rows", line, `a table gets at most ${MAX_ROWS} rows.`);
    else if (isTwice)
      reader.reject("rows", line, name === undefined ? "there are two numbers for all tables." : "the table is named twice.");
    else if (name === undefined) others = count;
    else {
      named.set(name, count);
      folded.add(foldIdentifier(name));
    }
  }
  return { others, named };
}
