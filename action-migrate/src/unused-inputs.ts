// Says which inputs a command has no use for: a workflow that gives one expects it to do something.
import type { Command, MigrateInputs } from "./inputs.ts";

/** Inputs without a default, by their name in action.yml, and the commands that read them. */
const READERS: readonly (readonly [string, keyof MigrateInputs, readonly Command[]])[] = [
  ["target", "target", ["up", "down", "plan", "baseline"]],
  ["steps", "steps", ["up", "down", "plan"]],
  ["name", "name", ["create"]],
  ["versions", "versions", ["repair"]],
  ["base-ref", "baseRef", ["validate"]],
  ["schema-file", "schemaFile", ["up", "down", "validate"]],
  ["backup-directory", "backupDirectory", ["up", "down", "backup"]],
  ["backup-file", "backupFile", ["restore"]],
];

/** The names of the inputs that were given for nothing. */
export function unusedInputs(inputs: MigrateInputs): string[] {
  return READERS.flatMap(([name, field, commands]) => {
    const value = inputs[field];
    const isGiven = value !== undefined && !(Array.isArray(value) && value.length === 0);
    return isGiven && !commands.includes(inputs.command) ? [name] : [];
  });
}
