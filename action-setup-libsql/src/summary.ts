// The summary of the setup step: a table of its databases.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { markdownCode, markdownTable, markdownText } from "@libsql-actions/shared/report/summary";
import type { Backend } from "./inputs.ts";
import type { Provision } from "./provision.ts";

/**
 * Markdown with one row a database.
 * @param failure why the step failed; undefined when it did not
 */
export function setupSummary(backend: Backend, provision: Provision, failure: string | undefined): string {
  const title = `### libSQL: ${markdownCode(backend)}`;
  if (failure !== undefined) return `${title}\n\nThe step failed: ${markdownText(failure)}\n`;
  const rows = provision.databases.map(({ name, url, version, startMs }) => [
    markdownText(name),
    markdownCode(url),
    markdownText(version),
    formatDuration(startMs),
  ]);
  const table = rows.length === 0 ? "Nothing was started." : markdownTable(["Instance", "URL", "Version", "Ready after"], rows);
  return `${title}\n\n${table}\n`;
}
