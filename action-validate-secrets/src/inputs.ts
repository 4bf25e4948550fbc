// The inputs of the action as one flat record; every problem is reported at once. Secrets are masked as they are read.

import { resolve } from "node:path";
import { URL_VARIABLES } from "@libsql-actions/shared/database/resolve";
import { DatabaseUrlError, parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { readApiToken, readApiUrl, readSlug } from "@libsql-actions/shared/inputs/api-inputs";
import { type DatabaseInputs, readDatabaseInputs } from "@libsql-actions/shared/inputs/database-inputs";
import { parseDuration } from "@libsql-actions/shared/inputs/duration";
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import type { Step } from "@libsql-actions/shared/inputs/step";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import { TURSO_API_URL } from "@libsql-actions/shared/turso/platform-api";
import type { ExpiryRules } from "./expiry.ts";
import type { HealthOptions } from "./health-seam.ts";
import type { OnMissing } from "./presence.ts";
import { CHECKS, type Check, DEFAULT_CHECKS } from "./result.ts";
import { readSecrets, type Secret } from "./secret.ts";
import type { WriteRules } from "./write.ts";
import type { WriteProbe } from "./write-probe.ts";

export interface ValidateInputs extends DatabaseInputs {
  /** What the `secrets` input names; empty when it was not given. */
  readonly secrets: readonly Secret[];
  /** In the order in which they are reported. */
  readonly checks: readonly Check[];
  readonly onMissing: OnMissing;
  readonly expiry: Omit<ExpiryRules, "nowMs" | "apiToken">;
  readonly write: WriteRules;
  readonly platform: PlatformInputs | undefined;
  /** As given: relative to the workspace, or absolute. */
  readonly health: Omit<HealthOptions, "checks" | "nowMs" | "writable">;
  /** As given: relative to the workspace, or absolute. */
  readonly reportFile: string | undefined;
}

/** The platform token that is checked too. */
export interface PlatformInputs {
  /** Undefined where it is asked for, by its organization, and not there. */
  readonly token: string | undefined;
  readonly organization: string | undefined;
  readonly apiUrl: string;
}

const DAY_MS = 86_400_000;
const WARN_BEFORE_MS = 14 * DAY_MS;
const TOLERANCE = 0.1;
const PROBES = ["read", "write", "batch"];

/**
 * Reads and checks the inputs, and masks the secrets before anything else happens with them. The caller calls `reader.finish()`.
 * @param secrets the input `secrets` as it stands, not trimmed: what is around a value is looked at too
 * @param step whose environment holds the values of those that are only named, and whose workspace relative paths are relative to
 */
export function readValidateInputs(
  reader: InputReader,
  secrets: string,
  step: Pick<Step, "environment" | "workspace">,
): ValidateInputs {
  const inputs: ValidateInputs = {
    secrets: readSecrets(secrets, step.environment, reader),
    ...readDatabaseInputs(reader),
    checks: readChecks(reader),
    onMissing: reader.oneOf("on-missing", ["fail", "warn", "skip"]),
    expiry: {
      warnBeforeMs: reader.duration("warn-before") ?? WARN_BEFORE_MS,
      failBeforeMs: reader.duration("fail-before") ?? 0,
      requireExpiry: reader.boolean("require-expiry"),
    },
    write: {
      expectAccess: reader.oneOf("expect-access", ["any", "full-access", "read-only"]),
      writeProbe: readWriteProbe(reader),
    },
    platform: readPlatform(reader),
    health: {
      maxLatencyMs: readMaxLatency(reader),
      baselineFile: reader.line("baseline-file"),
      tolerance: readTolerance(reader),
      updateBaseline: readUpdateBaseline(reader),
    },
    reportFile: reader.line("report-file"),
  };
  rejectContradictions(reader, inputs, step);
  return inputs;
}

/** Inputs that are right each by itself, and not together. What asks for something must not pass because nobody looked. */
function rejectContradictions(reader: InputReader, inputs: ValidateInputs, step: Pick<Step, "environment" | "workspace">): void {
  const { checks, expiry, write, health, reportFile } = inputs;
  const asks: readonly [input: string, isAsked: boolean, check: Check][] = [
    ["require-expiry", expiry.requireExpiry, "expiry"],
    ["expect-access", write.expectAccess !== "any", "write"],
    ["max-latency", health.maxLatencyMs.size > 0, "latency"],
    ["baseline-file", health.baselineFile !== undefined, "latency"],
  ];
  for (const [input, isAsked, check] of asks)
    if (isAsked && !checks.includes(check))
      reader.reject(input, undefined, `needs the check \`${check}\`, which \`checks\` leaves out.`);
  const [baseline, report] = [health.baselineFile, reportFile].map((path) => path && resolve(step.workspace, path));
  if (baseline !== undefined && baseline === report)
    reader.reject(
      "report-file",
      undefined,
      "is the file of `baseline-file`, which the report would take the place of: name another.",
    );
  if (report !== undefined && databaseFiles(inputs, step).includes(report))
    reader.reject(
      "report-file",
      undefined,
      "is the file of the database, which the report would take the place of: name another.",
    );
}

/** The paths of all databases that the step knows of, also of those that it does not talk to. */
function databaseFiles(inputs: ValidateInputs, { environment, workspace }: Pick<Step, "environment" | "workspace">): string[] {
  const named = [...inputs.secrets.map(({ value }) => value), ...URL_VARIABLES.map((name) => environment[name])];
  return [...inputs.databaseUrls, ...named].flatMap((text = "") => {
    try {
      const url = parseDatabaseUrl(text.trim(), workspace);
      return url.kind === "file" ? [url.path] : [];
    } catch (problem) {
      if (problem instanceof DatabaseUrlError) return []; // `format` reports it.
      throw problem;
    }
  });
}

function readChecks(reader: InputReader): Check[] {
  const names = reader.names("checks");
  const known: readonly string[] = CHECKS;
  for (const name of names.filter((one) => !known.includes(one)))
    reader.reject("checks", name, `use any of ${CHECKS.map((one) => `\`${one}\``).join(", ")}.`);
  return CHECKS.filter((check) => (names.length === 0 ? DEFAULT_CHECKS.includes(check) : names.includes(check)));
}

function readWriteProbe(reader: InputReader): WriteProbe {
  const value = reader.line("write-probe") ?? "permission";
  if (value === "permission" || value === "schema") return { kind: value };
  const table = /^table:(.+)$/.exec(value)?.[1];
  if (table === undefined) reader.reject("write-probe", value, "use `permission`, `schema` or `table:<name>`.");
  return { kind: "table", table: table ?? "" };
}

/** An `api-token` of spaces only is none, as one that a fork's run does not get: with `organization` it is missed. */
function readPlatform(reader: InputReader): PlatformInputs | undefined {
  maskSecret(reader.text("api-token"));
  const [token, organization] = [readApiToken(reader, "api-token"), readSlug(reader, "organization")];
  const apiUrl = readApiUrl(reader, "api-url") ?? TURSO_API_URL;
  return token === undefined && organization === undefined ? undefined : { token, organization, apiUrl };
}

function readMaxLatency(reader: InputReader): Map<string, number> {
  const limits = new Map<string, number>();
  for (const item of reader.names("max-latency")) {
    const [, probe = "", duration = ""] = /^([a-z]+)=(.*)$/.exec(item) ?? [];
    const milliseconds = parseDuration(duration);
    if (!PROBES.includes(probe) || milliseconds === undefined || limits.has(probe))
      reader.reject("max-latency", item, "give each of `read`, `write` and `batch` once at most, as in `read=30ms`.");
    else limits.set(probe, milliseconds);
  }
  return limits;
}

function readTolerance(reader: InputReader): number {
  const value = reader.text("tolerance");
  if (value === undefined) return TOLERANCE;
  const percent = /^(\d{1,4}(?:\.\d{1,3})?)%$/.exec(value)?.[1];
  if (percent === undefined) reader.reject("tolerance", value, "give a percentage, such as `10%`.");
  return Number(percent ?? 0) / 100;
}

function readUpdateBaseline(reader: InputReader): boolean {
  const wanted = reader.boolean("update-baseline");
  if (wanted && reader.text("baseline-file") === undefined)
    reader.reject("update-baseline", undefined, "needs `baseline-file`, the file to write.");
  return wanted;
}
