// Says what was found: in the log, as outputs, in the summary, and in the one error.
import { line, warn } from "@libsql-actions/shared/report/log";
import { redact } from "@libsql-actions/shared/report/secrets";
import { markdownCode, markdownTable, markdownText } from "@libsql-actions/shared/report/summary";
import type { Result } from "./result.ts";

export interface Report {
  readonly valid: boolean;
  readonly results: readonly Result[];
  readonly serverVersion: string;
}

const MARK: Record<Result["verdict"], string> = { ok: "ok", warning: "warning", failed: "FAILED", "not-checked": "not checked" };

/** Writes every finding to the log, warnings as annotations. Failures are in the error that the step ends with. */
export function announce({ results, serverVersion }: Report): void {
  for (const { secret, check, verdict, reason, message } of results)
    line(`${secret}: ${check} ${MARK[verdict]}${verdict === "ok" ? "" : ` (${reason})`}. ${message}`);
  if (serverVersion !== "") line(`The server is ${serverVersion}.`);
  for (const { secret, verdict, message, fix } of results) if (verdict === "warning") warn(`${secret}: ${message} ${fix}`);
}

/** One value for every output of action.yml. Nothing secret is in them. */
export function outputsOf({ valid, results, serverVersion }: Report): Record<string, unknown> {
  const safe = results.map((result) => ({ ...result, message: redact(result.message) }));
  return { valid: String(valid), results: safe, "server-version": redact(serverVersion) };
}

/** Markdown with one row a result. */
export function summaryOf({ valid, results, serverVersion }: Report): string {
  const rows = results.map(({ secret, check, verdict, reason, message, fix }) => [
    markdownCode(secret),
    check,
    verdict === "ok" ? MARK[verdict] : `${MARK[verdict]} (${reason})`,
    markdownText(fix === "" ? message : `${message} ${fix}`),
  ]);
  const title = `### Database secrets: ${valid ? "valid" : "not valid"}`;
  const server = serverVersion === "" ? [] : [`Server: ${markdownCode(serverVersion)}`];
  return [title, markdownTable(["secret", "check", "verdict", "finding"], rows), ...server].join("\n\n");
}

/** The one error: every failure; where nothing failed, what could not be checked. */
export function failureOf({ results }: Report): Error {
  const failed = results.filter(({ verdict }) => verdict === "failed");
  const bad =
    failed.length > 0 ? failed : results.filter(({ verdict, reason }) => verdict === "not-checked" && reason !== "not-needed");
  const what = failed.length > 0 ? "failed" : "could not be made";
  const lines = bad.map(({ secret, check, message, fix }) => `- ${secret} (${check}): ${message}${fix === "" ? "" : ` ${fix}`}`);
  return new Error(`${bad.length} of ${results.length} checks of secrets ${what}:\n${lines.join("\n")}`);
}
