// The summary of the seed step: a table of tables for each database, and what there is to know beside it.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { findingsTable } from "@libsql-actions/shared/report/findings-table";
import { markdownCode, markdownMessage, markdownTable, markdownText } from "@libsql-actions/shared/report/summary";
import type { SeedInputs } from "./inputs.ts";
import type { Report, TableReport } from "./report.ts";

const MAX_ERROR_CHARACTERS = 2_000;
/** Of 1 MiB for the whole summary. */
const MAX_FINDINGS_BYTES = 300_000;
const SHOWN_DIGEST_CHARACTERS = 16;
const PAGE = "https://github.com/libsql-actions/libsql-actions/blob/v1/action-seed/README.md";

/** Markdown for the step. */
export function seedSummary({ seed, mode, dryRun }: SeedInputs, reports: readonly Report[]): string {
  const title = `### Seed ${markdownCode(seed)}, ${markdownCode(mode)}${dryRun ? ", dry run" : ""}\n\n`;
  if (reports.length === 0) return `${title}Nothing was done.\n`;
  return `${title}${reports.map((report) => describe(report, dryRun)).join("\n\n")}\n`;
}

function describe(report: Report, dryRun: boolean): string {
  const { database, status, durationMs, findings, notes, tables } = report;
  const error = report.error?.slice(0, MAX_ERROR_CHARACTERS);
  const took = durationMs === undefined ? "" : ` in ${formatDuration(durationMs)}`;
  const parts = [`${markdownCode(database)}: ${status}${took}${total(report, dryRun)}`];
  if (error !== undefined) parts.push(`**Failed:** ${markdownMessage(error)}`);
  if (report.isUncertain) parts.push("The answer of the server was lost: whether rows were written is not known.");
  const found = findingsTable(findings, { documentation: PAGE, maximumBytes: MAX_FINDINGS_BYTES, error });
  if (found !== "") parts.push(found);
  if (tables.length > 0) parts.push(tableOfTables(report, dryRun));
  else if (report.specFile !== undefined)
    parts.push(`The spec that follows from its schema is in ${markdownCode(report.specFile)}.`);
  else if (status === "skipped") parts.push("Nothing was done: another database failed before.");
  else if (error === undefined) parts.push("There was no table to seed.");
  if (report.compared !== undefined)
    parts.push(`${markdownCode(report.compared.with)} holds the same rows in ${report.compared.tables} tables.`);
  if (notes.length > 0) parts.push(notes.map((note) => `- ${markdownMessage(note)}`).join("\n"));
  if (dryRun) parts.push(...tables.map(samples).filter((text) => text !== ""));
  return parts.join("\n\n");
}

/** How much it is in all; empty where nothing is known of it. */
function total({ tables, digests }: Report, dryRun: boolean): string {
  if (tables.length === 0) return "";
  const rows = tables.reduce((sum, { written, planned }) => sum + (dryRun ? (planned ?? 0) : written), 0);
  const shown = digests === undefined ? "" : `, digest ${shortened(digests.digest)}`;
  return `, ${counted(rows, "row")} in ${counted(tables.length, "table")}${shown}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function tableOfTables(report: Report, dryRun: boolean): string {
  const count = dryRun ? "Rows planned" : "Rows written";
  const rows = report.tables.map((table) => rowOf(table, report, dryRun));
  // What there is to remark stands in the last column, and mostly there is nothing.
  const columns = rows.some((row) => row.at(-1) !== "") ? 4 : 3;
  const head = ["Table", count, "Digest of the generated rows", ""].slice(0, columns);
  return markdownTable(
    head,
    rows.map((row) => row.slice(0, columns)),
    [count],
  );
}

function rowOf({ name, written, planned, reason }: TableReport, { digests }: Report, dryRun: boolean): string[] {
  const digest = digests?.tables?.get(name);
  const rows = dryRun ? (planned ?? 0) : written;
  const remark = reason ?? (!dryRun && planned !== undefined && written < planned ? `of ${planned} planned` : "");
  return [markdownCode(name), String(rows), digest === undefined ? "" : shortened(digest), markdownText(remark)];
}

function shortened(digest: string): string {
  return `${markdownCode(digest.slice(0, SHOWN_DIGEST_CHARACTERS))}…`;
}

function samples({ name, samples: rows = [] }: TableReport): string {
  const [first] = rows;
  if (first === undefined) return "";
  const columns = Object.keys(first);
  const table = markdownTable(
    columns.map(markdownText),
    rows.map((row) => columns.map((column) => markdownText(row[column] ?? ""))),
  );
  return `<details><summary>${markdownCode(name)}</summary>\n\n${table}\n\n</details>`;
}
