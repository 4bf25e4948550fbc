// The inputs of the action as one flat record; every problem is reported at once.
import { type DatabaseInputs, readDatabaseInputs } from "@libsql-actions/shared/inputs/database-inputs";
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";

export interface SeedInputs extends DatabaseInputs {
  readonly seed: string;
  readonly rows: RowCounts;
}

/** How many rows are wanted. */
export interface RowCounts {
  /** For tables that are not named. */
  readonly others: number;
  /** By name as given. */
  readonly named: ReadonlyMap<string, number>;
}

const DEFAULT_SEED = "42";
const DEFAULT_ROWS = 10;
/** Rows are numbered in 32 bits; what is written at once ends far earlier. */
const MAX_ROWS = 10_000_000;

/** Reads and checks the inputs. The caller calls `reader.finish()`. */
export function readSeedInputs(reader: InputReader): SeedInputs {
  const databases = readDatabaseInputs(reader);
  if (databases.databaseUrls.length > 1)
    reader.reject("database-url", undefined, "must hold one URL: seed several databases with a step for each.");
  return {
    ...databases,
    seed: reader.line("seed") ?? DEFAULT_SEED,
    rows: readRows(reader),
  };
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
  return { others: others ?? DEFAULT_ROWS, named };
}
