// Says what was found: in the log, as outputs, in the summary, and in the report that was asked for.
import type { Step } from "@libsql-actions/shared/inputs/step";
import { line, note, warn } from "@libsql-actions/shared/report/log";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { writeReportFile } from "@libsql-actions/shared/report/report-file";
import { markdownCode, markdownMessage, markdownTable, writeSummary } from "@libsql-actions/shared/report/summary";
import { outputsOf, type Report } from "./report.ts";
import type { Result } from "./result.ts";

export interface Place {
  readonly step: Step;
  /** The input `report-file`. */
  readonly reportFile: string | undefined;
}

const MARK: Record<Result["verdict"], string> = { ok: "ok", warning: "warning", failed: "FAILED", "not-checked": "not checked" };
/** In a summary what has to be looked at stands first. */
const SHOWN: readonly Result["verdict"][] = ["failed", "warning", "ok"];

/** @throws an `Error` that names the input, when the report file cannot be written; everything else is out by then */
export async function publish(report: Report, { step, reportFile }: Place): Promise<void> {
  setOutputs(outputsOf(report));
  announce(report);
  await writeSummary(step.summaryFile, summaryOf(report));
  if (reportFile === undefined) return;
  const { healthReport } = await import("./health/health-report.ts");
  const file = { input: "report-file", path: reportFile, workspace: step.workspace };
  const written = await writeReportFile(file, healthReport(report));
  // All of them again: a list that is cut names the report.
  setOutputs(outputsOf(report, written));
}

/** Writes every finding to the log, warnings as annotations. Failures are in the error that the step ends with. */
function announce({ results, databases, skipped }: Report): void {
  for (const { secret, check, verdict, reason, message } of results)
    line(`${secret}: ${check} ${MARK[verdict]}${verdict === "ok" ? "" : ` (${reason})`}. ${message}`);
  for (const { identity } of databases.slice(0, 1)) if (identity.version !== "") line(`The server is ${identity.version}.`);
  for (const { secret, verdict, message, fix } of results) if (verdict === "warning") warn(`${secret}: ${message} ${fix}`);
  if (skipped !== undefined) (skipped.origin === "own" ? warn : note)(skipped.why);
}

/** Markdown with one row a result, but for what was not checked. */
function summaryOf({ valid, skipped, results, databases }: Report): string {
  const ranked = SHOWN.flatMap((verdict) => results.filter((result) => result.verdict === verdict));
  const rows = ranked.map(({ secret, check, verdict, reason, message, fix }) => [
    markdownCode(secret),
    check,
    verdict === "ok" ? verdict : `${verdict === "failed" ? "**failed**" : verdict} (${reason})`,
    markdownMessage(fix === "" ? message : `${message} ${fix}`),
  ]);
  const passedOver = results
    .filter(({ verdict }) => verdict === "not-checked")
    .map(({ secret, check, reason }) => `${check} of ${markdownCode(secret)} (${reason})`);
  const title = `### Database secrets: ${skipped !== undefined ? "skipped" : valid ? "valid" : "not valid"}`;
  const why = skipped === undefined ? [] : [markdownMessage(skipped.why)];
  const table = rows.length === 0 ? [] : [markdownTable(["Secret", "Check", "Verdict", "Finding"], rows)];
  const rest = passedOver.length === 0 ? [] : [`Not checked: ${passedOver.join(", ")}`];
  const version = databases[0]?.identity.version ?? "";
  const server = version === "" ? [] : [`Server: ${markdownCode(version)}`];
  return [title, ...why, ...table, ...rest, ...server].join("\n\n");
}
