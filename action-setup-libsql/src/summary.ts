// The summary of the setup step: a table of its databases.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { markdownCode, markdownTable, markdownText } from "@libsql-actions/shared/report/summary";
import type { Backend } from "./inputs.ts";
import type { Provision } from "./provision.ts";

/** Markdown with one row a database. */
export function setupSummary(backend: Backend, provision: Provision): string {
  const rows = provision.databases.map(({ name, url, version, startMs }) => [
    markdownText(name),
    markdownCode(url),
    markdownText(version),
    formatDuration(startMs),
  ]);
  const table = rows.length === 0 ? "Nothing was started." : markdownTable(["Instance", "URL", "Version", "Ready after"], rows);
  return `### libSQL: ${markdownCode(backend)}\n\n${table}\n`;
}
