// Publishes what the step did and found: annotations, the summary, and the report that was asked for.
import { resolve } from "node:path";
import { annotateFindings } from "@libsql-actions/shared/report/annotate-findings";
import { line } from "@libsql-actions/shared/report/log";
import { writeReportFile } from "@libsql-actions/shared/report/report-file";
import { writeSummary } from "@libsql-actions/shared/report/summary";
import type { Context } from "./context.ts";
import { outputsOf } from "./outputs.ts";
import type { Report } from "./report.ts";
import { seedSummary } from "./summary.ts";

/** @param outputs the files that rows were written to @returns the absolute path of the report @throws an `Error` that names the input whose file cannot be written */
export async function publish({ inputs, step, reports }: Context, outputs: readonly string[]): Promise<string | undefined> {
  for (const report of reports) announce(report, inputs.dryRun, reports.length > 1);
  annotateFindings(
    reports.flatMap(({ database, findings }) => (reports.length > 1 ? findings.map((one) => ({ ...one, database })) : findings)),
  );
  await writeSummary(step.summaryFile, seedSummary(inputs, reports));
  if (inputs.reportFile === undefined) return undefined;
  const path = resolve(step.workspace, inputs.reportFile);
  const value = { ...outputsOf(reports, { outputs, report: path }), databases: reports.map(plain) };
  return writeReportFile({ input: "report-file", path: inputs.reportFile, workspace: step.workspace }, value);
}

/** Says in the log what was done. */
function announce({ database, tables, notes }: Report, dryRun: boolean, isOneOfSeveral: boolean): void {
  const head = isOneOfSeveral ? `${database}: ` : "";
  for (const { name, written, planned, reason } of tables) {
    const rows = dryRun ? `${planned ?? 0} rows planned` : `${written} rows`;
    line(`${head}${name}: ${rows}${reason === undefined ? "" : ` (${reason})`}`);
  }
  for (const one of notes) line(`${head}${one}`);
}

/** A report as JSON. */
function plain({ tables, digests, tableDigests, ...report }: Report) {
  return {
    ...report,
    tables,
    ...(digests === undefined ? {} : { digest: digests.digest, digests: Object.fromEntries(digests.tables ?? []) }),
    ...(tableDigests === undefined ? {} : { "table-digests": Object.fromEntries(tableDigests) }),
  };
}
