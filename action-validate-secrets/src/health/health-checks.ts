// Makes the checks of a database's health. Loaded only where one of them is asked for.
import type { HealthChecks, HealthOptions, HealthResult, HealthSession } from "../health-seam.ts";
import type { HealthCheck } from "../result.ts";
import type { Target } from "../target.ts";
import { checkCapacity } from "./capacity.ts";
import { checkIntegrity } from "./integrity.ts";
import { checkLatency } from "./latency.ts";
import { type HealthLimits, LIMITS } from "./limits.ts";
import { checkReplication } from "./replication.ts";
import { checkSchema } from "./schema.ts";

/** Those that are quick first, so that one that takes all its time keeps nothing from the others. */
const ORDER: readonly HealthCheck[] = ["latency", "replication", "schema", "capacity", "integrity"];

/**
 * Makes the checks of one database, one after the other.
 * @param limits shorter in tests
 * @returns the results in the order of `options.checks`; what a database does wrong is a result, it throws for errors of ours only
 */
export async function healthChecks(
  target: Target,
  session: HealthSession,
  options: HealthOptions,
  limits: HealthLimits = LIMITS,
): Promise<HealthResult[]> {
  const found = new Map<HealthCheck, HealthResult[]>();
  for (const check of ORDER.filter((one) => options.checks.includes(one)))
    found.set(check, await makeCheck(check, target, session, options, limits));
  return options.checks.flatMap((check) => found.get(check) ?? []);
}

async function makeCheck(
  check: HealthCheck,
  target: Target,
  session: HealthSession,
  options: HealthOptions,
  limits: HealthLimits,
): Promise<HealthResult[]> {
  switch (check) {
    case "latency":
      return checkLatency(target, session, options, limits);
    case "integrity":
      return [await checkIntegrity(target, session, limits)];
    case "capacity":
      return [await checkCapacity(target, session, limits)];
    case "schema":
      return [await checkSchema(target, session)];
    case "replication":
      return [await checkReplication(target, session)];
  }
}

/** That it is what the recipe loads. */
healthChecks satisfies HealthChecks;
