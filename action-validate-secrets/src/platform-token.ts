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

/**
 * Makes those of `expiry`, `connect` and `read` that are asked for. Without `connect` and `read` nothing is sent.
 * @param api undefined where there is no token to ask it with
 */
export async function checkPlatformToken(api: PlatformApi | undefined, rules: PlatformRules): Promise<Result[]> {
  const { organization, checks } = rules;
  const wanted = (["connect", "expiry", "read"] as const).filter(
    (check) => checks.includes(check) && (check !== "read" || organization !== undefined),
  );
  const notMade = (reason: Reason, message: string) => wanted.map((check) => notChecked(API_TOKEN, check, reason, message));
  if (api === undefined) return notMade("empty", "There is no token to try.");
  if (!checks.includes("connect") && !checks.includes("read"))
    return notMade("not-needed", "Only the platform knows when it ends, and without `connect` or `read` nothing is sent.");
  let end: number | undefined;
  try {
    end = (await api.validate()).expiresAt;
  } catch (fault) {
    const failed = faultResult("connect", fault);
    return [failed, ...notMade(failed.reason, "The token is not usable.").filter(({ check }) => check !== "connect")];
  }
  const made = wanted.map((check) => {
    if (check === "expiry") return expiryResults(end, rules);
    return check === "connect"
      ? passed(API_TOKEN, check, "Turso's platform accepts it.")
      : checkOrganization(api, organization ?? "");
  });
  return (await Promise.all(made)).flat();
}

/** What counts for a database token counts for it too, but that it can be revoked alone. */
function expiryResults(end: number | undefined, { expiry }: PlatformRules): Result[] {
  const problem = endProblem(end, expiry);
  if (problem === undefined)
    return resultsOf(API_TOKEN, "expiry", [], end === undefined ? "It never expires." : `It expires on ${dateOf(end)}.`);
  const message = end === undefined ? "It never expires: whoever finds it can use it until it is revoked." : problem.message;
  return resultsOf(API_TOKEN, "expiry", [{ ...problem, message, fix: MINT_AGAIN }], "");
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
