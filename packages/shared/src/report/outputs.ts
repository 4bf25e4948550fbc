// Outputs of a step and environment for later ones.
import { exportVariable, setOutput } from "@actions/core";

/** Sets outputs: strings as they are, everything else as single-line JSON. */
export function setOutputs(outputs: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(outputs)) setOutput(name, typeof value === "string" ? value : JSON.stringify(value));
}

/**
 * Exports variables to later steps.
 * @returns the names of those that had another value before
 */
export function exportEnvironment(variables: Readonly<Record<string, string>>, environment: NodeJS.ProcessEnv): string[] {
  const replaced = Object.keys(variables).filter((name) => environment[name] && environment[name] !== variables[name]);
  for (const [name, value] of Object.entries(variables)) exportVariable(name, value);
  return replaced;
}
