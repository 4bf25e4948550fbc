// Says what came of a rotation: as outputs, in the summary, and in the one error. Nothing secret is in any of it.
import { redact } from "@libsql-actions/shared/report/secrets";
import { markdownCode, markdownTable, markdownText } from "@libsql-actions/shared/report/summary";
import { byHand } from "./by-hand.ts";
import { isoTime, isRotated, type Rotation, type TargetReport } from "./rotation.ts";

/** One value for every output of action.yml. */
export function outputsOf(rotation: Rotation | undefined): Record<string, unknown> {
  return {
    rotated: String(rotation !== undefined && isRotated(rotation)),
    "expires-at": isoTime(rotation?.expiresAt),
    "old-token-expires-at": isoTime(rotation?.oldExpiresAt),
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
  const rows = targets.map(({ target, status, updatedAt, problem: why }) => [
    markdownCode(target.label),
    status,
    markdownText(updatedAt),
    markdownText(why),
  ]);
  const commands = byHand(rotation);
  return [
    `### Token of the ${inputs.scope.kind} ${markdownText(inputs.scope.name)}: ${headline(rotation)}`,
    markdownText(stateOf(rotation)),
    ...(problem === undefined ? [] : [problem.split("\n").map(markdownText).join("<br>")]),
    markdownTable(["target", "status", "updated", "finding"], rows),
    ...(warnings.length === 0 ? [] : [list(warnings)]),
    ...(commands.length === 0 ? [] : [`By hand:\n\n${commands.map((one) => `- ${markdownCode(one)}`).join("\n")}`]),
    `<details><summary>What was done</summary>\n\n${list(done)}\n\n</details>`,
  ].join("\n\n");
}

/** The one error; undefined for a rotation that is complete, and for a dry run that found nothing wrong. */
export function failureOf(rotation: Rotation): Error | undefined {
  const { problem, targets, inputs } = rotation;
  const bad = targets.filter(({ status }) => status === "failed" || status === "unknown");
  if (problem === undefined && (bad.length === 0 || inputs.isDryRun)) return undefined;
  const left = rotation.token === "verified" && bad.length > 0;
  const lines = bad.map(({ target, status, problem: why }) => `- ${target.label} (${status}): ${why}`);
  const what = problem ?? `${bad.length} of ${targets.length} targets do not surely have the new token.`;
  const commands = byHand(rotation).map((one) => `- ${one}`);
  return new Error(
    [
      what,
      ...(left ? lines : []),
      stateOf(rotation),
      ...(commands.length > 0 ? ["Run it again, or finish by hand:", ...commands] : []),
    ].join("\n"),
  );
}

function headline(rotation: Rotation): string {
  if (rotation.problem !== undefined || rotation.targets.some(isBad)) return "failed";
  if (isRotated(rotation)) return "rotated";
  return rotation.inputs.isDryRun ? "dry run" : "not rotated";
}

function isBad({ status }: TargetReport): boolean {
  return status === "failed" || status === "unknown";
}

/** What is true of the old and the new token now, and what a rerun does. */
export function stateOf(rotation: Rotation): string {
  if (rotation.inputs.isDryRun) return `Dry run: nothing was written. Write unproven, mint unproven. ${oldState(rotation)}`;
  const rerun = "To run it again is safe: it mints again and writes all targets.";
  return [oldState(rotation), newState(rotation), ...(isRotated(rotation) ? [] : [rerun])].join(" ");
}

function oldState({ invalidated }: Rotation): string {
  switch (invalidated) {
    case "no":
      return "Nothing was invalidated: the old token works as before.";
    case "yes":
      return "The old token and all others of its group are invalidated.";
    case "earlier":
      return "The old token did not work any more before this step.";
    default:
      return "Whether the old token and all others of its group are invalidated is not known: a run with the same `current-token` finds out.";
  }
}

function newState({ token, expiresAt, targets }: Rotation): string {
  if (token === "none") return "No new token was made for the targets.";
  const written = targets.filter(({ status }) => status === "written").length;
  const ends = expiresAt === undefined ? "never expires" : `expires on ${isoTime(expiresAt) || "a date out of range"}`;
  if (token === "minted") return `A new token was made and given to nobody; it ${ends}.`;
  return `The new token ${ends}; ${written} of ${targets.length} targets have it.`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${markdownText(item)}`).join("\n");
}
