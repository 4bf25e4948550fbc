// What a step has found as a whole, and what follows from it: whether it passes, its outputs, its report as JSON, its one error.
import { redact } from "@libsql-actions/shared/report/secrets";
import type { TargetReport } from "./check-target.ts";
import { daysLeft, type TokenEnd } from "./expiry.ts";
import type { OnMissing } from "./presence.ts";
import type { Result } from "./result.ts";
import { isoTime } from "./token-claims.ts";

export interface Report {
  /** True when every check was made and none failed. */
  readonly valid: boolean;
  /** Why nothing was checked; undefined where something was. */
  readonly skipped: Skip | undefined;
  readonly results: readonly Result[];
  readonly databases: readonly TargetReport[];
  /** Of the token that ends first. */
  readonly end: TokenEnd | undefined;
  /** The time of the step. */
  readonly nowMs: number;
}

export interface Skip {
  readonly why: string;
  /** `own` for a run that could have the secrets. */
  readonly origin: "own" | "fork" | "dependabot";
}

/** The outputs of a step that has not come to its checks. */
export const NOTHING_YET: Report = {
  valid: false,
  skipped: undefined,
  results: [],
  databases: [],
  end: undefined,
  nowMs: 0,
};

/** Whether the step ends well. With `on-missing: warn` what is missing, and what could not be checked for it, does not fail it. */
export function isPassed({ valid, skipped, results }: Report, onMissing: OnMissing): boolean {
  if (valid || skipped !== undefined) return true;
  return onMissing === "warn" && !results.some(isBad);
}

function isBad({ verdict, reason }: Result): boolean {
  const isAboutMissing = ["missing", "empty", "not-needed"].includes(reason);
  return verdict === "failed" || (verdict === "not-checked" && !isAboutMissing);
}

/** One value for every output of action.yml. Nothing secret is in them. */
export function outputsOf(report: Report, reportFile = ""): Record<string, unknown> {
  const { valid, skipped, results, databases, end } = report;
  const [first] = databases;
  return {
    valid: skipped === undefined ? String(valid) : "",
    skipped: String(skipped !== undefined),
    results: results.map(plainResult),
    access: accessOf(databases),
    "expires-at": isoTime(end && end.expiresAtMs / 1_000),
    "days-left": end === undefined ? "" : String(daysLeft(end)),
    "server-version": redact(first?.identity.version ?? ""),
    "latency-ms": first === undefined ? "" : JSON.stringify(first.latencyMs),
    "report-file": reportFile,
  };
}

/** The six fields of a result, in their order, without what is secret in any of them. */
function plainResult({ secret, check, verdict, reason, message, fix }: Result): Result {
  return { secret, check, verdict, reason, message: redact(message), fix: redact(fix) };
}

/** What all databases have in common; empty where they differ or where it is not known. */
function accessOf(databases: readonly TargetReport[]): string {
  const [first, ...others] = new Set(databases.map(({ access }) => access ?? ""));
  return others.length === 0 ? (first ?? "") : "";
}

/** The report file: the outputs, and what was measured of each database. */
export function reportDocument(report: Report): Record<string, unknown> {
  const { "report-file": _, "latency-ms": __, ...outputs } = outputsOf(report);
  return {
    ...outputs,
    databases: report.databases.map(({ target, identity, access, latencyMs, health }) => ({
      secret: target.urlName,
      "server-version": redact(identity.version),
      access: access ?? "",
      "latency-ms": latencyMs,
      health: health.map(({ measured = {}, ...result }) => ({ ...plainResult(result), measured })),
    })),
  };
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
