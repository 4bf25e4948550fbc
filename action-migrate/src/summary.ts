// The summary of the migrate step: a table of databases, and the migrations of each in a fold.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { markdownCode, markdownTable, markdownText } from "@libsql-actions/shared/report/summary";
import type { MigrateInputs } from "./inputs.ts";
import type { Report } from "./report.ts";

const MAX_ERROR_CHARACTERS = 2_000;

/** Markdown for the step. */
export function migrateSummary(command: MigrateInputs["command"], reports: readonly Report[]): string {
  const title = `### Migrations: ${markdownCode(command)}\n\n`;
  if (reports.length === 0) return `${title}Nothing was done.\n`;
  const rows = reports.map(({ database, status, applied, pending, currentVersion }) => [
    markdownCode(database),
    status,
    String(applied.length),
    pending === undefined ? "" : String(pending.length),
    markdownText(currentVersion),
  ]);
  return [
    title,
    markdownTable(["Database", "Status", "Applied", "Pending", "At version"], rows),
    "\n\n",
    ...reports.map(details),
  ].join("");
}

function details(report: Report): string {
  const { applied, pending = [], error } = report;
  const problem =
    error === undefined
      ? ""
      : `**${markdownCode(report.database)} failed:** ${markdownText(error.slice(0, MAX_ERROR_CHARACTERS))}\n\n`;
  if (applied.length + pending.length === 0) return problem;
  const rows = [
    ...applied.map(({ migration, durationMs }) => [
      markdownText(migration.version),
      markdownText(migration.name),
      `applied in ${formatDuration(durationMs)}`,
    ]),
    ...pending.map(({ version, name }) => [markdownText(version), markdownText(name), "pending"]),
  ];
  const summary = `<summary>Migrations of ${markdownCode(report.database)}</summary>`;
  return `${problem}<details>${summary}\n\n${markdownTable(["Version", "Name", ""], rows)}\n\n</details>\n\n`;
}
