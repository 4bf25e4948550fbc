// Makes every check of one database that is asked for and can be made: first `connect`, then the others, then those of its health.
import type { Access } from "@libsql-actions/shared/turso/platform-api";
import { type ConnectOutcome, checkConnect } from "./connect.ts";
import type { HealthChecks, HealthOptions, HealthResult } from "./health-seam.ts";
import type { Reach } from "./reach.ts";
import { checkRead } from "./read.ts";
import type { ServerIdentity } from "./remote.ts";
import { type Check, HEALTH_CHECKS, notChecked, type Reason, type Result } from "./result.ts";
import type { Target } from "./target.ts";
import { checkWrite, type WriteRules } from "./write.ts";

export interface TargetRules {
  readonly checks: readonly Check[];
  readonly write: WriteRules;
  readonly health: Omit<HealthOptions, "checks" | "writable">;
  /** Loads the checks of health, where one of them is asked for. */
  readonly loadHealth: () => Promise<HealthChecks>;
}

/** What was found of one database. */
export interface TargetReport {
  readonly target: Target;
  readonly results: readonly Result[];
  readonly health: readonly HealthResult[];
  readonly identity: ServerIdentity;
  /** How far the server's clock is ahead of ours, in milliseconds; undefined where it does not tell. */
  readonly skewMs: number | undefined;
  readonly access: Access | undefined;
  /** Milliseconds by check, and by probe of `latency`. */
  readonly latencyMs: Readonly<Record<string, number>>;
}

/** Does something that takes time, and keeps how long it took under a name. */
type Timed = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export async function checkTarget(reach: Reach, rules: TargetRules, now: () => number): Promise<TargetReport> {
  const { target, opening } = reach;
  const latencyMs: Record<string, number> = {};
  const timed: Timed = async (name, work) => {
    const started = performance.now();
    latencyMs[name] = 0; // In the order in which they begin, whichever ends first.
    const done = await work();
    latencyMs[name] = Math.round((performance.now() - started) * 10) / 10;
    return done;
  };
  try {
    const connected = rules.checks.includes("connect") ? await timed("connect", () => checkConnect(reach)) : undefined;
    const skewMs = connected?.identity.dateMs === undefined ? undefined : connected.identity.dateMs - now();
    const { results, access, failure } = await checkRights(reach, rules, connected, timed);
    const health = await checkHealth(reach, rules, access, failure);
    for (const one of health) Object.assign(latencyMs, one.latencyMs);
    return {
      target,
      results: [...(connected?.results ?? []), ...results],
      health,
      identity: connected?.identity ?? { version: "", dateMs: undefined },
      skewMs,
      access,
      latencyMs,
    };
  } finally {
    await opening.close();
  }
}

interface Rights {
  readonly results: Result[];
  readonly access: Access | undefined;
  /** Why there is no use in asking for more; undefined where there is. */
  readonly failure: Reason | undefined;
}

/** What the token may do: both are asked at once. */
async function checkRights(
  reach: Reach,
  { checks, write }: TargetRules,
  connected: ConnectOutcome | undefined,
  timed: Timed,
): Promise<Rights> {
  const wanted = (["read", "write"] as const).filter((check) => checks.includes(check));
  const failure = connected?.failure;
  if (failure !== undefined) {
    const results = wanted.map((check) =>
      notChecked(reach.target.urlName, check, failure, `There is no connection to ${check} over.`),
    );
    return { results, access: undefined, failure };
  }
  const [read, written] = await Promise.all([
    wanted.includes("read") ? timed("read", () => checkRead(reach)) : undefined,
    wanted.includes("write") ? timed("write", () => checkWrite(reach, write, connected?.isUnprotected ?? false)) : undefined,
  ]);
  const results = [read, written?.result].filter((one) => one !== undefined);
  return { results, access: written?.access, failure: read?.verdict === "failed" ? read.reason : undefined };
}

async function checkHealth(
  { target, opening, send, patientSend }: Reach,
  { checks, health, loadHealth }: TargetRules,
  access: Access | undefined,
  failure: Reason | undefined,
): Promise<HealthResult[]> {
  const wanted = HEALTH_CHECKS.filter((check) => checks.includes(check));
  if (wanted.length === 0) return [];
  if (failure !== undefined)
    return wanted.map((check) => notChecked(target.urlName, check, failure, "The database cannot be read."));
  const [healthChecks, database] = await Promise.all([loadHealth(), opening.open()]);
  const writable = access === undefined ? undefined : access === "full-access";
  return healthChecks(target, { database, send, patientSend }, { ...health, checks: wanted, writable });
}
