// Says what came of a rotation: as outputs, in the summary, and in the one error. Nothing secret is in any of it.
import { redact } from "@libsql-actions/shared/report/secrets";
import { markdownCode, markdownMessage, markdownTable, markdownText } from "@libsql-actions/shared/report/summary";
import { dateOf, isoTime } from "../token-claims.ts";
import { byHand } from "./by-hand.ts";
import { isLeft, isRotated, type Rotation } from "./rotation.ts";

/**
 * One value for every output of action.yml.
 * @param rotation undefined while the inputs are not read
 * @param oldExpiresAt when the old token expires, in seconds since 1970: it says so itself, whatever becomes of the rotation
 */
export function outputsOf(rotation: Rotation | undefined, oldExpiresAt = rotation?.oldExpiresAt): Record<string, unknown> {
  return {
    rotated: String(rotation !== undefined && isRotated(rotation)),
    "expires-at": isoTime(rotation?.expiresAt),
    "old-token-expires-at": isoTime(oldExpiresAt),
    targets: (rotation?.targets ?? []).map(({ target, status, updatedAt, problem }) => ({
      target: target.label,
      status,
      "updated-at": updatedAt,
      problem: redact(problem),
    })),
  };
}

/** Markdown: what is true now, a row for each target, and what was done. */
export function summaryOf(rotation: Rotation): string {
  const { targets, done, warnings, problem, inputs } = rotation;
  const hasFindings = targets.some((target) => target.problem !== "");
  const rows = targets.map(({ target, status, updatedAt, problem: why }) => [
    markdownCode(target.label),
    status,
    markdownText(updatedAt),
    ...(hasFindings ? [markdownMessage(why)] : []),
  ]);
  const commands = byHand(rotation);
  return [
    `### Token of the ${inputs.scope.kind} ${markdownText(inputs.scope.name)}: ${headline(rotation)}`,
    markdownMessage(stateOf(rotation)),
    ...(problem === undefined ? [] : [markdownMessage(problem)]),
    markdownTable(["Target", "Status", "Last written", ...(hasFindings ? ["Finding"] : [])], rows),
    ...(warnings.length === 0 ? [] : [list(warnings)]),
    ...(commands.length === 0 ? [] : [`By hand:\n\n${commands.map((one) => `- ${markdownCode(one)}`).join("\n")}`]),
    `<details><summary>What was done</summary>\n\n${list(done)}\n\n</details>`,
  ].join("\n\n");
}

/** The one error; undefined for a rotation that is complete, and for a dry run that found nothing wrong. */
export function failureOf(rotation: Rotation): Error | undefined {
  const { problem, targets, inputs } = rotation;
  const left = targets.filter(isLeft);
  if (problem === undefined && (left.length === 0 || inputs.isDryRun)) return undefined;
  const lines = left.map(
    ({ target, status, problem: why }) => `- ${target.label} (${status}): ${why || "its answer was not waited for."}`,
  );
  const what = problem ?? `${left.length} of ${targets.length} targets do not surely have what was to be stored.`;
  const commands = byHand(rotation).map((one) => `- ${one}`);
  return new Error(
    [
      what,
      ...(rotation.token === "verified" ? lines : []),
      stateOf(rotation),
      ...(commands.length > 0 ? ["Run it again, or finish by hand:", ...commands] : []),
    ].join("\n"),
  );
}

function headline(rotation: Rotation): string {
  if (rotation.problem !== undefined || rotation.targets.some(isLeft)) return "failed";
  if (isRotated(rotation)) return "rotated";
  return rotation.inputs.isDryRun ? "dry run" : "not rotated";
}

/** What is true of the old and the new token now, and what a rerun does. */
export function stateOf(rotation: Rotation): string {
  if (rotation.inputs.isDryRun) return `Dry run: nothing was written. Write unproven, mint unproven. ${oldState(rotation)}`;
  const rerun = "To run it again is safe: it mints again and writes all targets.";
  return [oldState(rotation), newState(rotation), ...(isRotated(rotation) && !rotation.targets.some(isLeft) ? [] : [rerun])].join(
    " ",
  );
}

function oldState({ invalidated, oldExpiresAt, isOldRefused }: Rotation): string {
  switch (invalidated) {
    case "no":
      return `Nothing was invalidated: the old token works as before${oldExpiresAt === undefined ? "" : `, until ${dateOf(oldExpiresAt)}`}.`;
    case "yes":
      return invalidatedState(isOldRefused);
    case "earlier":
      return "The old token did not work any more before this step.";
    default:
      return "Whether the old token and all others of its group are invalidated is not known: a run with the same `current-token` finds out.";
  }
}

/** The platform's word is one thing, what the servers do another. */
function invalidatedState(isOldRefused: boolean | undefined): string {
  if (isOldRefused) return "The old token and all others of its group are invalidated.";
  const said = "The platform says that the old token and all others of its group are invalidated";
  return isOldRefused === undefined
    ? `${said}; that the database refuses the old one was not seen.`
    : `${said}, but the database still takes the old one.`;
}

function newState({ token, expiresAt, targets, hasTrial, invalidated }: Rotation): string {
  const trial = hasTrial && invalidated !== "yes" ? " A trial token was made, which nobody has; it ends within a day." : "";
  if (token === "none") return `No new token was made for the targets.${trial}`;
  if (token === "unknown") return `Whether a new token was made is not known; nobody has it.${trial}`;
  const written = targets.filter(({ status }) => status === "written").length;
  const ends = expiresAt === undefined ? "never expires" : `expires on ${dateOf(expiresAt)}`;
  if (token === "minted") return `A new token was made and given to nobody; it ${ends}.`;
  return `The new token ${ends}; ${written} of ${targets.length} targets have it.`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${markdownMessage(item)}`).join("\n");
}
