// Makes the checks of every database of the step.
import { resolve } from "node:path";
import { initScript } from "@libsql-actions/shared/inputs/database-inputs";
import { clientSettings, type DatabaseTimes } from "@libsql-actions/shared/inputs/step";
import { checkTarget, type TargetReport, type TargetRules } from "./check-target.ts";
import { circuitBreaking } from "./circuit.ts";
import type { Context } from "./context.ts";
import type { Check, Result } from "./result.ts";
import { openingOf } from "./session.ts";
import { type Target, targetsOf } from "./target.ts";

/** A server that wakes up answers within seconds; one that is down must not cost minutes. */
export const TIMES: DatabaseTimes = { tryTimeoutMs: 5_000, deadlineMs: 20_000, lockTimeoutMs: 5_000 };
/** A check of integrity reads the whole database. */
const PATIENT_TIMES: DatabaseTimes = { ...TIMES, tryTimeoutMs: 60_000, deadlineMs: 60_000 };
/** The checks that need no database. */
const OFFLINE: readonly Check[] = ["presence", "format", "expiry"];

/** What was found of the databases, or why there is none to talk to. */
export interface DatabasesReport {
  readonly reports: readonly TargetReport[];
  readonly unresolved: readonly Result[];
}

/** Databases on different hosts are checked at once; those on the same host in turn, so that one that is down is found out once. */
export async function checkDatabases(context: Context): Promise<DatabasesReport> {
  const { inputs, step, nowMs, loadHealth, times = TIMES } = context;
  const checks = inputs.checks.filter((one) => !OFFLINE.includes(one));
  if (checks.length === 0) return { reports: [], unresolved: [] };
  const { targets, unresolved } = targetsOf(inputs, { environment: step.environment, directory: step.workspace }, checks);
  const settings = clientSettings(step, times);
  const send = circuitBreaking(settings.send);
  const patientSend = circuitBreaking(clientSettings(step, PATIENT_TIMES).send);
  const started = performance.now();
  const now = () => nowMs + performance.now() - started;
  const rules: TargetRules = { checks, write: inputs.write, health: healthOptions(context), loadHealth };
  const check = (target: Target) => {
    const opening = openingOf(target.database, { ...settings, send }, initScript(target.database, step));
    const reach = { target, opening, send, patientSend, optionalSend: settings.send, deadlineMs: times.deadlineMs };
    return checkTarget(reach, rules, now);
  };
  const reports = new Map<Target, TargetReport>();
  await Promise.all(
    Array.from(byHost(targets), async (group) => {
      for (const target of group) reports.set(target, await check(target));
    }),
  );
  return { reports: targets.flatMap((target) => reports.get(target) ?? []), unresolved };
}

function byHost(targets: readonly Target[]): Iterable<Target[]> {
  return Map.groupBy(targets, ({ database }) => (database.kind === "remote" ? database.host : database.url)).values();
}

function healthOptions({ inputs: { health }, step, nowMs }: Context): TargetRules["health"] {
  const { baselineFile } = health;
  return { ...health, nowMs, baselineFile: baselineFile === undefined ? undefined : resolve(step.workspace, baselineFile) };
}
