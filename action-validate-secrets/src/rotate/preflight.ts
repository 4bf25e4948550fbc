// Before anything is changed: is all that the rotation needs there, and does it let us?
import { explainSecretsFault } from "@libsql-actions/shared/github/secrets-fault";
import { dateOf } from "../token-claims.ts";
import { proveWritable } from "./canary.ts";
import type { Databases, RotateContext } from "./context.ts";
import { RotationError } from "./problem.ts";
import { isHanging } from "./put-secret.ts";
import { did, type TargetReport, warned } from "./rotation.ts";

const DAY_MS = 86_400_000;
/** A GitHub or platform token that ends earlier may end the rotations to come. */
const SOON_DAYS = 14;
const NO_ANSWER = "GitHub's API did not answer in time to what an earlier target was asked.";

/** Looks at the platform token and finds the databases. @throws PlatformError, RotationError */
export async function rotatedDatabases(context: RotateContext): Promise<Databases> {
  const { rotation, platform, now } = context;
  const { organization, scope, mode } = rotation.inputs;
  const { expiresAt } = await platform.validate();
  if (expiresAt !== undefined && expiresAt * 1_000 - now() < SOON_DAYS * DAY_MS)
    warned(
      rotation,
      `The platform token (\`api-token\`) expires on ${dateOf(expiresAt)}: mint a new one before the next rotation.`,
    );
  did(rotation, `The platform token is valid${expiresAt === undefined ? " and never expires" : ` until ${dateOf(expiresAt)}`}.`);
  if (scope.kind === "group") {
    const own = await platform.databases(organization, scope.name);
    if (own.length === 0)
      throw new RotationError(
        `The organization ${organization} has no group ${scope.name}, or no database in it that the new token could be tried on.`,
      );
    return { own, group: scope.name, hit: own.map(({ name }) => name) };
  }
  const database = await platform.database(organization, scope.name);
  const { group } = database;
  const hit = mode === "soft" || group === undefined ? [database] : await platform.databases(organization, group);
  return { own: [database], group, hit: [...new Set([database.name, ...hit.map(({ name }) => name)])] };
}

/** Looks at every target, and has each prove that it can be written. @throws RotationError that names every one that cannot */
export async function checkTargets(context: RotateContext): Promise<void> {
  const { rotation, secrets, now } = context;
  const { isDryRun, targets } = rotation.inputs;
  let silence: unknown;
  for (const report of rotation.targets) {
    // Each further write would hang as long, and nothing can be lost by giving up.
    if (isHanging(silence)) Object.assign(report, { status: "failed", problem: `It was not tried: ${NO_ANSWER}` });
    else silence = await checkTarget(context, report);
  }
  const bad = rotation.targets.filter(({ problem }) => problem !== "");
  if (bad.length > 0)
    throw new RotationError(
      `Nothing was rotated, since not all targets can be written:\n${bad.map(({ target, problem }) => `- ${target.label}: ${problem}`).join("\n")}`,
    );
  did(
    rotation,
    isDryRun
      ? `${targets.length} of ${targets.length} targets can be read. Write unproven: a dry run writes nothing.`
      : `${targets.length} of ${targets.length} targets can be written: a canary secret went in and out.`,
  );
  const expiry = secrets.tokenExpiry();
  if (expiry !== undefined && expiry - now() < SOON_DAYS * DAY_MS)
    warned(rotation, `\`github-token\` expires on ${dateOf(Math.floor(expiry / 1_000))}: renew it before the next rotation.`);
}

/** @returns what went wrong, for the report has words only; undefined when nothing did */
async function checkTarget(context: RotateContext, report: TargetReport): Promise<unknown> {
  const { rotation, secrets, patience } = context;
  const { isDryRun, secretName } = rotation.inputs;
  const { store } = report.target;
  try {
    const key = await secrets.publicKey(store);
    const found = await secrets.find(store, secretName);
    report.updatedAt = found?.updatedAt ?? "";
    warnOfAge(context, report);
    if (!isDryRun) await proveWritable(secrets, store, key, patience.settleMs);
    report.status = isDryRun ? "unproven" : "writable";
    return undefined;
  } catch (fault) {
    report.status = "failed";
    report.problem = fault instanceof RotationError ? fault.message : explainSecretsFault(fault, store);
    return fault;
  }
}

/** GitHub drops schedules without a word now and then: where one is missed, the next must still come in time. */
function warnOfAge({ rotation, now, isScheduled }: RotateContext, { target, updatedAt }: TargetReport): void {
  const { days, secretName } = rotation.inputs;
  if (!isScheduled || days === undefined || updatedAt === "") return;
  const age = (now() - Date.parse(updatedAt)) / DAY_MS;
  if (age > days / 2)
    warned(
      rotation,
      `${secretName} of ${target.label} was written ${Math.floor(age)} days ago, over half of \`expiration\` (${days}d): rotate more often, so that one schedule that is missed ends nothing. GitHub disables the schedules of a repository without activity for 60 days.`,
    );
}
