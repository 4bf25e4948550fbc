// The recipe of the validate-secrets action: make every check that can be made, report all of it, then say whether all is well.
import { initScript } from "@libsql-actions/shared/inputs/database-inputs";
import { clientSettings, type DatabaseTimes, type Step } from "@libsql-actions/shared/inputs/step";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { line, note } from "@libsql-actions/shared/report/log";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { writeSummary } from "@libsql-actions/shared/report/summary";
import { checkedSecrets } from "./checked-secrets.ts";
import { checkConnect, type Deadline } from "./connect.ts";
import { checkFormat } from "./format.ts";
import type { ValidateInputs } from "./inputs.ts";
import { checkPresence } from "./presence.ts";
import { checkRead } from "./read.ts";
import { announce, failureOf, outputsOf, type Report, summaryOf } from "./report.ts";
import { isValid, passed, type Result } from "./result.ts";
import { type Opening, once, openSession } from "./session.ts";
import { findTargets, type Target } from "./target.ts";

export interface Context {
  readonly inputs: ValidateInputs;
  readonly step: Step;
  /** The time that tokens expire by. */
  readonly nowMs: number;
  /** Shorter in tests. */
  readonly times?: DatabaseTimes;
}

/** A server that wakes up answers within seconds; one that is down must not cost minutes. */
const TIMES: DatabaseTimes = { tryTimeoutMs: 5_000, deadlineMs: 20_000, lockTimeoutMs: 5_000 };

/**
 * Runs the step. Outputs are set and the summary is written on every path.
 * @throws an `Error` that lists everything that is not well
 */
export async function run(context: Context): Promise<Report> {
  const { inputs, step } = context;
  const { results, serverVersion } = await check(context);
  const report = { valid: isValid(results), results, serverVersion };
  setOutputs(outputsOf(report));
  announce(report);
  await writeSummary(step.summaryFile, summaryOf(report));
  if (!report.valid) throw failureOf(report);
  line(`All of ${inputs.checks.join(", ")} passed.`);
  return report;
}

async function check({ inputs, step, nowMs, times = TIMES }: Context): Promise<{ results: Result[]; serverVersion: string }> {
  const { environment, workspace: directory } = step;
  const secrets = checkedSecrets(inputs, environment, directory);
  const rules = { allowPlaintext: inputs.allowPlaintext, directory, nowMs };
  const wants = (name: Result["check"]) => inputs.checks.includes(name);
  const results = [
    ...(wants("presence") ? secrets.map(checkPresence) : []),
    ...(wants("format") ? secrets.flatMap((secret) => checkFormat(secret, rules)) : []),
  ];
  if (!wants("connect") && !wants("read")) return { results, serverVersion: "" };

  const { targets, unresolved } = targetsOf(inputs, { environment, directory });
  const settings = clientSettings(step, times);
  const deadline = {
    deadlineMs: times.deadlineMs,
    sendWithin: (deadlineMs: number) => clientSettings(step, { ...times, deadlineMs }).send,
  };
  const found = await Promise.all(
    targets.map((target) => {
      const opening = once(() => openSession(target.database, settings, initScript(target.database, step)));
      return checkTarget(target, inputs, opening, deadline);
    }),
  );
  return {
    results: [...results, ...unresolved, ...found.flatMap((one) => one.results)],
    serverVersion: found[0]?.serverVersion ?? "",
  };
}

/** The databases to talk to; where they cannot be told, why not, as results. */
function targetsOf(
  inputs: ValidateInputs,
  place: Parameters<typeof findTargets>[1],
): { targets: Target[]; unresolved: Result[] } {
  try {
    const { targets, notices } = findTargets(inputs, place);
    for (const notice of notices) note(notice);
    return { targets, unresolved: [] };
  } catch (problem) {
    const message = `There is no database to talk to: ${errorMessage(problem).replaceAll("\n", " ")}`;
    const checks = (["connect", "read"] as const).filter((name) => inputs.checks.includes(name));
    const name = inputs.databaseUrls.length > 0 ? "database-url" : "TURSO_DATABASE_URL";
    return {
      targets: [],
      unresolved: checks.map((one) => ({ ...passed(name, one, message), verdict: "not-checked", reason: "no-database" })),
    };
  }
}

async function checkTarget(target: Target, inputs: ValidateInputs, { session, close }: Opening, deadline: Deadline) {
  const wantsConnect = inputs.checks.includes("connect");
  const connected = wantsConnect ? await checkConnect(target, session, deadline) : undefined;
  const results = connected?.results ?? [];
  if (inputs.checks.includes("read"))
    results.push(
      connected?.isConnected === false
        ? {
            ...passed(target.urlName, "read", "There is no connection to read over."),
            verdict: "not-checked",
            reason: "not-connected",
          }
        : await checkRead(target, session),
    );
  await close();
  return { results, serverVersion: connected?.serverVersion ?? "" };
}
