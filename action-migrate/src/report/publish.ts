// Publishes what the step found and did: annotations, the summary, and the files and the comment that were asked for.
import { showUrl } from "@libsql-actions/shared/database/show-url";
import { apiUrlProblem } from "@libsql-actions/shared/inputs/api-inputs";
import { proxySettings } from "@libsql-actions/shared/network/proxy";
import { createSend } from "@libsql-actions/shared/network/send";
import { inTurn } from "@libsql-actions/shared/recipe/in-turn";
import { annotateFindings } from "@libsql-actions/shared/report/annotate-findings";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { line, note, warn } from "@libsql-actions/shared/report/log";
import { writeReportFile } from "@libsql-actions/shared/report/report-file";
import { writeSummary } from "@libsql-actions/shared/report/summary";
import type { Context } from "../context.ts";
import { findFolder } from "../find-folder.ts";
import { findingsOf, outputsOf, type WrittenFiles } from "../outputs.ts";
import { DOCUMENTATION, PAGE, RULES } from "./rules.ts";
import { migrateSummary } from "./summary.ts";

const TOOL = "libsql-actions migrate";
const VERSION = "1";
const SEND_TIMES = { tryTimeoutMs: 15_000, deadlineMs: 60_000 };

/**
 * Publishes everything, each part also when another one fails.
 * @returns the files that were written
 * @throws an `Error` that names the input whose file cannot be written
 */
export async function publish(context: Context): Promise<WrittenFiles> {
  const { inputs, step, reports } = context;
  const findings = findingsOf(reports);
  annotateFindings(findings);
  const folder = findFolder(inputs.directory, step.workspace);
  const markdown = migrateSummary(inputs.command, reports, DOCUMENTATION);
  await writeSummary(step.summaryFile, markdown);
  if (inputs.comment) await comment(context, folder, markdown);
  const { reportFile, sarifFile } = inputs;
  const { workspace } = step;
  let written: WrittenFiles = { report: undefined, sarif: undefined };
  await inTurn(
    async () => {
      if (reportFile === undefined) return;
      const value = outputsOf(reports);
      written = { ...written, report: await writeReportFile({ input: "report-file", path: reportFile, workspace }, value) };
    },
    async () => {
      if (sarifFile === undefined) return;
      const log = await sarif(findings, folder);
      written = { ...written, sarif: await writeReportFile({ input: "sarif-file", path: sarifFile, workspace }, log) };
    },
  );
  return written;
}

/** The same where the files must not be written. */
export function publishWithoutFiles(context: Context): Promise<WrittenFiles> {
  return publish({ ...context, inputs: { ...context.inputs, reportFile: undefined, sarifFile: undefined } });
}

async function sarif(findings: readonly Finding[], home: string) {
  const { sarifLog } = await import("@libsql-actions/shared/report/sarif");
  return sarifLog(findings, {
    name: TOOL,
    version: VERSION,
    informationUri: PAGE,
    documentation: DOCUMENTATION,
    rules: RULES,
    home,
  });
}

/** One comment for each command and folder of migrations: a workflow may have several. */
async function comment({ inputs, step }: Context, folder: string, markdown: string): Promise<void> {
  const { environment } = step;
  const { githubToken: token } = inputs;
  const repository = environment["GITHUB_REPOSITORY"];
  if (token === undefined || !repository)
    return warn("No pull-request comment: there is no `github-token`, or no GITHUB_REPOSITORY.");
  const [{ pullRequestOfEvent }, { keepComment }] = await Promise.all([
    import("@libsql-actions/shared/github/event"),
    import("@libsql-actions/shared/report/pull-request-comment"),
  ]);
  const event = await pullRequestOfEvent(environment["GITHUB_EVENT_PATH"]);
  if ("notice" in event) return note(event.notice);
  const apiUrl = environment["GITHUB_API_URL"] || "https://api.github.com";
  const problem = apiUrlProblem(apiUrl);
  if (problem !== undefined) return warn(`No pull-request comment: GITHUB_API_URL is ${showUrl(apiUrl)}: ${problem}`);
  const outcome = await keepComment({
    apiUrl,
    token,
    repository,
    number: event.number,
    key: `migrate ${inputs.command} ${folder}`,
    body: markdown,
    send: createSend({ proxy: proxySettings(environment), ...SEND_TIMES, onRetry: line }),
  });
  if (outcome.status === "given-up") warn(outcome.warning);
  else line(`comment ${outcome.status}: ${outcome.url}`);
}
