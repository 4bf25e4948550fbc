// The check `presence`: a secret is set and not empty.
import { notChecked, passed, type Result } from "./result.ts";
import type { RunOrigin } from "./run-origin.ts";
import type { Secret } from "./secret.ts";

const FIX =
  "Store it under Settings > Secrets and variables > Actions (`gh secret set NAME`), and hand it to this step with `env:`.";

/** What becomes of a step whose secrets are not there. */
export type OnMissing = "fail" | "warn" | "skip";

/** True for a secret that is not there and that the database needs. */
export function isMissing({ value, isOptional = false }: Secret): boolean {
  return !isOptional && (value === undefined || value.trim() === "");
}

/** Makes the check. A secret that is optional and not set is one that is not needed. */
export function checkPresence(secret: Secret, origin: RunOrigin, onMissing: OnMissing): Result {
  const { name, value, isGiven } = secret;
  if (value !== undefined && value.trim() !== "") return passed(name, "presence", "It is set.");
  if (!isMissing(secret))
    return notChecked(
      name,
      "presence",
      "not-needed",
      "It is not set, and a database on this machine, or a URL with a token of its own, needs none.",
    );
  return {
    secret: name,
    check: "presence",
    verdict: VERDICT[onMissing],
    reason: value === undefined ? "missing" : "empty",
    message: [emptiness(value, isGiven), origin.why].filter(Boolean).join(" "),
    fix: fixOf(origin, onMissing),
  };
}

function fixOf({ fix }: RunOrigin, onMissing: OnMissing): string {
  if (fix === "") return FIX;
  return onMissing === "skip" ? fix : `Set \`on-missing: skip\` where such runs may do without. ${fix}`;
}

const VERDICT = { fail: "failed", warn: "warning", skip: "not-checked" } as const;

function emptiness(value: string | undefined, isGiven: boolean): string {
  if (value === undefined) return "The environment of this step has no such variable.";
  return isGiven ? "Its value is empty: there is no such secret here." : "It is set to nothing: there is no such secret here.";
}

/** Why a step checks nothing and passes, and what to do: for the log and the summary. */
export function skipNotice(missing: readonly Secret[], origin: RunOrigin): string {
  const names = missing.map(({ name }) => name).join(", ");
  const why = origin.why || "Nothing about this run says why: they are not stored here, or not handed to the step.";
  return `Nothing was checked, since ${names} ${missing.length === 1 ? "is" : "are"} not set and \`on-missing\` is \`skip\`. ${why} ${origin.fix || FIX}`;
}
