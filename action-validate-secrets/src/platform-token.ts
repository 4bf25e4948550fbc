// Checks a token of Turso's platform: that it is valid, how long, and that it reaches the organization. No database token is minted to see whether it
// may: one that is minted cannot be revoked alone.
import { faultCode, RedirectError, TimeoutError } from "@libsql-actions/shared/network/fault";
import type { PlatformApi } from "@libsql-actions/shared/turso/platform-api";
import { PlatformError, type PlatformFault } from "@libsql-actions/shared/turso/platform-error";
import { API_TOKEN } from "./checked-secrets.ts";
import { type ExpiryRules, endProblem } from "./expiry.ts";
import { diagnose } from "./fault.ts";
import { resultsOf } from "./format-problem.ts";
import { type Check, notChecked, passed, type Reason, type Result } from "./result.ts";
import { dateOf } from "./token-claims.ts";

export interface PlatformRules {
  readonly organization: string | undefined;
  readonly checks: readonly Check[];
  readonly expiry: ExpiryRules;
}

const MINT_AGAIN = "Mint another one (`turso auth api-tokens mint <name> --org <organization>`) and store it.";
const REASONS: Record<Exclude<PlatformFault, "api" | "refused">, Reason> = {
  token: "rejected",
  permission: "forbidden",
  "not-found": "wrong-database",
  "rate-limited": "rate-limited",
};

/** Makes those of `expiry`, `connect` and `read` that are asked for. Without `connect` and `read` nothing is sent. */
export async function checkPlatformToken(api: PlatformApi, { organization, checks, expiry }: PlatformRules): Promise<Result[]> {
  const wants = (check: Check) => checks.includes(check);
  if (!wants("connect") && !wants("read")) return [];
  let end: number | undefined;
  try {
    end = (await api.validate()).expiresAt;
  } catch (fault) {
    const failed = faultResult("connect", fault);
    const after = organization === undefined ? [] : (["read"] as const);
    return [
      failed,
      ...after.filter(wants).map((check) => notChecked(API_TOKEN, check, failed.reason, "The token is not usable.")),
    ];
  }
  const problem = endProblem(end, expiry);
  const fine = end === undefined ? "It never expires." : `It expires on ${dateOf(end)}.`;
  return [
    ...(wants("expiry")
      ? resultsOf(API_TOKEN, "expiry", problem === undefined ? [] : [{ ...problem, fix: MINT_AGAIN }], fine)
      : []),
    ...(wants("connect") ? [passed(API_TOKEN, "connect", "Turso's platform accepts it.")] : []),
    ...(wants("read") && organization !== undefined ? [await checkOrganization(api, organization)] : []),
  ];
}

async function checkOrganization(api: PlatformApi, organization: string): Promise<Result> {
  try {
    const { length } = await api.databases(organization);
    const count = length === 1 ? "1 database" : `${length} databases`;
    return passed(
      API_TOKEN,
      "read",
      `It reaches the organization, and ${count} in it. Whether it may mint tokens, only minting would prove.`,
    );
  } catch (fault) {
    return faultResult("read", fault);
  }
}

/** Faults of the API are told apart from those of the token. */
function faultResult(check: Check, fault: unknown): Result {
  if (!(fault instanceof PlatformError)) throw fault;
  const { kind, message, fix, cause } = fault;
  const reason = kind === "api" || kind === "refused" ? reasonOfApi(cause) : REASONS[kind];
  return { secret: API_TOKEN, check, verdict: "failed", reason, message, fix };
}

/** What is wrong with the way to the API, or with the API itself. */
function reasonOfApi(cause: unknown): Reason {
  const isOfNetwork = cause instanceof TimeoutError || cause instanceof RedirectError || faultCode(cause) !== undefined;
  return isOfNetwork ? diagnose(cause).reason : "server-error";
}
