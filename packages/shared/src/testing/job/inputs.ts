// What an action gets as its inputs: the step's own values, and the defaults of action.yml for the rest, evaluated anew each time
// (actions/runner src/Runner.Worker/ActionRunner.cs).
import type { Action } from "./action-metadata.ts";
import { type ContextValue, interpolate } from "./expressions.ts";

export interface EvaluatedInputs {
  readonly values: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

/** The contexts that a default may name (`input-default-context` in action_yaml.json): `env`, `inputs` and `secrets` are not among them. */
const DEFAULT_CONTEXTS = ["github", "strategy", "matrix", "job", "runner"] as const;

/** Merges what the step gives with the defaults; names are told apart without regard to case. Throws when a default cannot be evaluated. */
export function evaluateInputs(
  action: Action,
  given: ReadonlyMap<string, string>,
  contexts: Readonly<Record<string, ContextValue>>,
): EvaluatedInputs {
  const allowed = Object.fromEntries(DEFAULT_CONTEXTS.map((name) => [name, contexts[name] ?? null]));
  const values = new Map(given);
  const givenNames = new Set([...given.keys()].map((name) => name.toLowerCase()));
  const warnings: string[] = [];
  const declared = Object.entries(action.inputs);
  for (const [name, input] of declared) {
    if (!givenNames.has(name.toLowerCase())) values.set(name, interpolate(input.default ?? "", { contexts: allowed }));
    else if (input.deprecationMessage !== undefined)
      warnings.push(`Input '${name}' has been deprecated with message: ${input.deprecationMessage}`);
  }
  const declaredNames = new Set(declared.map(([name]) => name.toLowerCase()));
  const unexpected = [...given.keys()].filter((name) => !declaredNames.has(name.toLowerCase()));
  if (unexpected.length > 0) {
    const valid = declared.map(([name]) => name).join("', '");
    warnings.push(`Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid}']`);
  }
  return { values, warnings };
}
