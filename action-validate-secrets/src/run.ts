// The recipe of the validate-secrets action: make every check that can be made, report all of it, then say whether all is well.
import { clientSettings } from "@libsql-actions/shared/inputs/step";
import { line } from "@libsql-actions/shared/report/log";
import { platformApi } from "@libsql-actions/shared/turso/platform-api";
import { checkDatabases, type DatabasesReport, TIMES } from "./check-databases.ts";
import { checkedSecrets } from "./checked-secrets.ts";
import { skewOf, skewResult } from "./clock-skew.ts";
import type { Context } from "./context.ts";
import { checkExpiry, type Expiry } from "./expiry.ts";
import { checkFormat } from "./format.ts";
import { checkPlatformToken } from "./platform-token.ts";
import { checkPresence, isMissing, skipNotice } from "./presence.ts";
import { publish } from "./publish.ts";
import { failureOf, isPassed, type Report } from "./report.ts";
import { isValid, type Result } from "./result.ts";
import { runOrigin } from "./run-origin.ts";
import { type Secret, secretOf } from "./secret.ts";

/**
 * Runs the step. Outputs are set and the summary is written on every path.
 * @throws an `Error` that lists everything that is not well
 */
export async function run(context: Context): Promise<Report> {
  const { inputs, step } = context;
  const report = await check(context);
  await publish(report, { step, reportFile: inputs.reportFile });
  if (!isPassed(report, inputs.onMissing)) throw failureOf(report);
  if (report.valid) line(`All of ${inputs.checks.join(", ")} passed.`);
  return report;
}

async function check(context: Context): Promise<Report> {
  const { inputs, step, nowMs } = context;
  const { environment, workspace: directory } = step;
  const secrets = checkedSecrets(inputs, environment, directory);
  const missing = secrets.filter(isMissing);
  const origin = await runOrigin(environment);
  const present = inputs.checks.includes("presence") ? secrets.map((one) => checkPresence(one, origin, inputs.onMissing)) : [];
  if (missing.length > 0 && inputs.onMissing === "skip") {
    const skipped = { why: skipNotice(missing, origin), origin: origin.kind };
    return { valid: false, skipped, results: present, databases: [], end: undefined, nowMs };
  }
  const [databases, platform] = await Promise.all([checkDatabases(context), checkPlatform(context)]);
  const all = [...secrets, ...usedTokens(secrets, databases)];
  const format = checkFormats(all, context);
  const expiry = checkExpiries(all, databases, context);
  const live = databases.reports.flatMap(({ results, health }) => [...results, ...health]);
  const found = [...present, ...format, ...expiry.results, ...databases.unresolved, ...live, ...platform];
  return {
    valid: isValid(found) && missing.length === 0,
    skipped: undefined,
    results: inputs.onMissing === "warn" ? found.map(asWarning) : found,
    databases: databases.reports,
    end: expiry.end,
    nowMs,
  };
}

/** Tokens that were sent and that the step does not name: whether they are about to end matters as well. */
function usedTokens(secrets: readonly Secret[], { reports }: DatabasesReport): Secret[] {
  const used = reports.flatMap(({ target: { database, urlName, tokenName } }): [string, string][] => {
    const isNamed = tokenName === urlName || secrets.some(({ name }) => name === tokenName);
    return database.kind !== "remote" || database.token === undefined || isNamed ? [] : [[tokenName, database.token]];
  });
  return Array.from(new Map(used), ([name, value]) => secretOf(name, value));
}

function checkFormats(secrets: readonly Secret[], { inputs, step }: Context): Result[] {
  if (!inputs.checks.includes("format")) return [];
  const rules = { allowPlaintext: inputs.allowPlaintext, directory: step.workspace, apiToken: apiTokenOf({ inputs, step }) };
  return secrets.flatMap((secret) => checkFormat(secret, rules));
}

/** The platform token as far as the step has it. */
function apiTokenOf({ inputs, step }: Pick<Context, "inputs" | "step">): string | undefined {
  return inputs.platform?.token ?? step.environment["TURSO_API_TOKEN"]?.trim();
}

/** By the clock of the server that a token is for, where it tells its own. */
function checkExpiries(secrets: readonly Secret[], { reports }: DatabasesReport, { inputs, step, nowMs }: Context): Expiry {
  if (!inputs.checks.includes("expiry")) return { results: [], end: undefined };
  const apiToken = apiTokenOf({ inputs, step });
  const found = secrets.map((secret) => {
    const report = reports.find(({ target }) => target.tokenName === secret.name);
    const skewMs = report === undefined ? 0 : skewOf(report);
    return checkExpiry(secret, step.workspace, { ...inputs.expiry, apiToken, nowMs: nowMs + skewMs });
  });
  const skews = reports.flatMap((one) => (skewOf(one) === 0 ? [] : skewResult(one, skewOf(one))));
  const [first] = found.flatMap(({ end }) => end ?? []).toSorted((a, b) => a.expiresAtMs - a.nowMs - (b.expiresAtMs - b.nowMs));
  return { results: [...found.flatMap(({ results }) => results), ...skews], end: first };
}

async function checkPlatform({ inputs, step, nowMs, times = TIMES }: Context): Promise<Result[]> {
  const { platform, checks, expiry } = inputs;
  if (platform === undefined) return [];
  const { send } = clientSettings(step, times);
  const { organization, token, apiUrl } = platform;
  const api = token === undefined ? undefined : platformApi(send, { apiUrl, token });
  return checkPlatformToken(api, { organization, checks, expiry: { ...expiry, nowMs } });
}

/** With `on-missing: warn` also what a server says of a token that is not there. */
function asWarning(result: Result): Result {
  return result.verdict === "failed" && result.reason === "missing" ? { ...result, verdict: "warning" } : result;
}
