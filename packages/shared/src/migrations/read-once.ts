// Reads the text of a script once, though it is both made ready to run and looked through.
import { type ReadScript, readScript } from "../sql/script-problems.ts";
import type { Script } from "./migration.ts";

/** The statements of a longer one, rows as a rule, would take up memory for as long as the step runs. */
const MAX_KEPT_CHARACTERS = 100_000;

const known = new WeakMap<Script, ReadScript>();

/** The statements of a script, and what keeps it from running the way it is to run. */
export function readOnce(script: Script): ReadScript {
  const read = known.get(script) ?? readScript(script.text, script.transaction);
  if (script.text.length <= MAX_KEPT_CHARACTERS) known.set(script, read);
  return read;
}
