// The check `presence`: a secret is set and not empty.
import { passed, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";

const FIX =
  "Store it under Settings > Secrets and variables > Actions (and for Dependabot in its own store), and hand it to this step with `env:`. Runs for pull requests from forks get no secrets.";

/** Makes the check. A secret that is optional and not set is one that is not needed. */
export function checkPresence({ name, value, isGiven, isOptional = false }: Secret): Result {
  if (value !== undefined && value.trim() !== "") return passed(name, "presence", "It is set.");
  if (isOptional)
    return {
      ...passed(name, "presence", "It is not set, and a database on this machine, or a URL with a token of its own, needs none."),
      verdict: "not-checked",
      reason: "not-needed",
    };
  const failed = { secret: name, check: "presence", verdict: "failed" } as const;
  if (value === undefined)
    return { ...failed, reason: "missing", message: "The environment of this step has no such variable.", fix: FIX };
  const message = isGiven
    ? "Its value is empty: there is no such secret here."
    : "It is set to nothing: there is no such secret here.";
  return { ...failed, reason: "empty", message, fix: FIX };
}
