// The summary of the setup step: a table of its databases.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { markdownCode, markdownMessage, markdownTable, markdownText } from "@libsql-actions/shared/report/summary";
import { variableOf } from "./environment.ts";
import type { Backend } from "./inputs.ts";
import type { Provision } from "./provision.ts";

/**
 * Markdown with one row a database.
 * @param failure why the step failed; undefined when it did not
 */
export function setupSummary(backend: Backend, provision: Provision, failure: string | undefined): string {
  const title = `### libSQL: ${markdownCode(backend)}`;
  if (failure !== undefined) return `${title}\n\nThe step failed: ${markdownMessage(failure)}\n`;
  const { databases } = provision;
  if (databases.length === 0) return `${title}\n\nNothing was started.\n`;
  const rows = databases.map(({ name, url, startMs }, index) => [
    markdownText(name),
    markdownCode(url),
    [...(index === 0 ? ["DATABASE_URL"] : []), variableOf(name)].map(markdownCode).join(", "),
    formatDuration(startMs),
  ]);
  const versions = [...new Set(databases.map(({ version }) => version))].filter((version) => version !== "");
  const table = markdownTable(["Instance", "URL", "In later steps", "Ready after"], rows, ["Ready after"]);
  return `${[title, ...versions.map(markdownText), table].join("\n\n")}\n`;
}
