// Several jobs that are judged together, as one leg.
import { errorMessage } from "@libsql-actions/shared/report/failure";
import type { Leg } from "./legs.ts";

export interface Judged {
  /** What was not as it had to be, one sentence each. */
  readonly problems: readonly string[];
  /** The jobs that ran. Whether they passed is for `problems` to say: some have to fail. */
  readonly legs: readonly Leg[];
}

/** One leg for all that `run` does. It passed where nothing was wrong; its log has what was, and then what the jobs printed. */
export async function judgedLeg(name: string, run: () => Promise<Judged>): Promise<Leg> {
  const started = performance.now();
  const { problems, legs } = await run().catch((error: unknown): Judged => ({ problems: [errorMessage(error)], legs: [] }));
  const printed = legs.flatMap((leg) => leg.log.map((line) => `${leg.name}: ${line}`));
  return { name, passed: problems.length === 0, milliseconds: performance.now() - started, log: [...problems, ...printed] };
}
