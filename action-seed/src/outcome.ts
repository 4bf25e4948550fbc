// What a step did, as outputs and as a summary.
import { line, warn } from "@libsql-actions/shared/report/log";
import { markdownCode, markdownTable, markdownText } from "@libsql-actions/shared/report/summary";

export interface Outcome {
  readonly seed: string;
  readonly tables: readonly TableOutcome[];
}

export interface TableOutcome {
  readonly name: string;
  /** Rows that stand in it after this step, if it was filled; it was empty before. */
  readonly written: number;
  /** Rows that were sent for it, where fewer are there. */
  readonly generated?: number;
  /** Why it wrote none. */
  readonly reason?: "held rows already" | "was to get none";
}

/** One value for every output of action.yml; without an outcome, of a step that has written nothing. */
export function outputsOf(outcome?: Outcome): Record<string, unknown> {
  if (outcome === undefined) return { rows: 0, tables: {}, skipped: false };
  const rows = outcome.tables.reduce((sum, { written }) => sum + written, 0);
  const tables = Object.fromEntries(outcome.tables.map(({ name, written }) => [name, written]));
  return { rows, tables, skipped: outcome.tables.every(({ reason }) => reason !== undefined) };
}

/** The outputs of a step after which nobody knows what was written. */
export const UNCERTAIN_OUTPUTS: Record<string, unknown> = { rows: "", tables: "", skipped: false };

function shortfall({ written, generated }: TableOutcome): string | undefined {
  if (generated === undefined) return undefined;
  return `${generated} rows were sent and ${written} are there: the likely cause is a trigger that keeps rows out or deletes them, or ON CONFLICT IGNORE`;
}

/** Says in the log what was done. */
export function announce({ tables }: Outcome): void {
  for (const { name, written, reason } of tables) line(`${name}: ${written} rows${reason === undefined ? "" : ` (${reason})`}`);
  for (const table of tables) {
    const missing = shortfall(table);
    if (missing !== undefined) warn(`${table.name}: ${missing}.`);
  }
  if (tables.length === 0) warn("The database has no tables, so there is nothing to seed. Migrate it first.");
}

/** Markdown with one row a table. */
export function seedSummary({ seed, tables }: Outcome): string {
  const rows = tables.map((table) => [markdownCode(table.name), String(table.written), table.reason ?? shortfall(table) ?? ""]);
  const table = rows.length === 0 ? "The database has no tables." : markdownTable(["Table", "Rows written", ""], rows);
  return `### Seed ${markdownCode(seed)}\n\n${table}\n`;
}

const MAX_ERROR_CHARACTERS = 2_000;

/** Markdown for a step that failed. */
export function failureSummary(seed: string, message: string): string {
  return `### Seed ${markdownCode(seed)}\n\n**Failed:** ${markdownText(message.slice(0, MAX_ERROR_CHARACTERS))}\n`;
}
