// The summary of the migrate step: a table of databases, and the migrations of each in a fold.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { findingsTable } from "@libsql-actions/shared/report/findings-table";
import { markdownCode, markdownMessage, markdownTable, markdownText } from "@libsql-actions/shared/report/summary";
import type { Command } from "../inputs.ts";
import type { Report } from "../report.ts";

const MAX_ERROR_CHARACTERS = 2_000;
/** Of 1 MiB for the whole summary. */
const MAX_FINDINGS_BYTES = 300_000;
/** A longer list of migrations is folded. */
const MAX_OPEN_ROWS = 20;

/** Markdown for the step. */
export function migrateSummary(command: Command, reports: readonly Report[], documentation: string): string {
  const title = `### Migrations: ${markdownCode(command)}\n\n`;
  if (reports.length === 0) return `${title}Nothing was done.\n`;
  const rows = reports.map(({ database, status, applied, pending, currentVersion }) => [
    markdownCode(database),
    status,
    String(applied.length),
    pending === undefined ? "" : String(pending.length),
    markdownText(currentVersion ?? ""),
  ]);
  return [
    title,
    markdownTable(["Database", "Status", "Applied", "Pending", "At version"], rows, ["Applied", "Pending"]),
    "\n\n",
    ...reports.map((report) => details(report, documentation, reports.length === 1)),
  ].join("");
}

function details(report: Report, documentation: string, isOnly: boolean): string {
  const { applied, pending = [], findings } = report;
  const error = report.error?.slice(0, MAX_ERROR_CHARACTERS);
  const problem = error === undefined ? "" : `**${markdownCode(report.database)} failed:** ${markdownMessage(error)}\n\n`;
  const table = findingsTable(findings, { documentation, maximumBytes: MAX_FINDINGS_BYTES, error });
  const found = table === "" ? "" : `${table}\n\n`;
  if (applied.length + pending.length === 0) return `${problem}${found}`;
  const rows = [
    ...applied.map(({ migration, direction, durationMs }) => [
      markdownText(migration.version),
      markdownText(migration.name),
      `${direction === "up" ? "applied" : "taken back"}${durationMs === undefined ? "" : ` in ${formatDuration(durationMs)}`}`,
    ]),
    ...pending.map(({ version, name }) => [markdownText(version), markdownText(name), "pending"]),
  ];
  const open = isOnly && rows.length <= MAX_OPEN_ROWS ? " open" : "";
  const summary = `<summary>Migrations of ${markdownCode(report.database)}</summary>`;
  return `${problem}${found}<details${open}>${summary}\n\n${markdownTable(["Version", "Name", ""], rows)}\n\n</details>\n\n`;
}
