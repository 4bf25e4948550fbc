// Stops before anything is done where findings forbid it.
import type { Finding } from "@libsql-actions/shared/report/finding";
import { placeOf } from "@libsql-actions/shared/report/findings-order";
import { ScriptError } from "@libsql-actions/shared/sql/script";
import { scriptFinding } from "../report/script-finding.ts";
import type { Report } from "../report.ts";

/** Findings keep the step from going on. They stand in the report; the message lists them. */
export class FindingsError extends Error {
  override name = "FindingsError";
  /** @param errors those that keep it from going on */
  constructor(errors: readonly Finding[]) {
    const listed = errors.slice(0, MAX_LISTED).map(describe);
    if (errors.length > MAX_LISTED) listed.push(`and ${errors.length - MAX_LISTED} more`);
    super(listed.join("\n"));
  }
}

const MAX_LISTED = 20;

/**
 * Adds findings to the report, those that are not in it yet.
 * @throws FindingsError when one of them is an error
 */
export function refuseFindings(report: Report, findings: readonly Finding[]): void {
  addFindings(report, findings);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new FindingsError(errors);
}

/** Adds findings that are not in the report yet: a plan that is made again finds the same. */
export function addFindings(report: Report, findings: readonly Finding[]): void {
  const known = new Set(report.findings.map(keyOf));
  for (const finding of findings) if (!known.has(keyOf(finding))) report.findings.push(finding);
}

/** A finding on one line, with its place. */
export function describe(finding: Finding): string {
  return finding.file === undefined ? finding.message : `${placeOf(finding)}: ${finding.message}`;
}

/** What went wrong in a script, as a finding; nothing for an error that is about no script, or that findings stand for already. */
export function findingsOfError(problem: unknown): Finding[] {
  if (problem instanceof AggregateError) return problem.errors.flatMap(findingsOfError);
  if (problem instanceof ScriptError) return [scriptFinding("failed", problem)];
  return problem instanceof Error && problem.cause !== undefined ? findingsOfError(problem.cause) : [];
}

function keyOf({ code, file, line, column, message }: Finding): string {
  return JSON.stringify([code, file, line, column, message]);
}
