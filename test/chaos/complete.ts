// Has a further run complete what a disturbed one has left, and holds the database against what it should be.
import { differences, expectTruth, type finishLoose, LOOSE, type State } from "./doubling.ts";
import type { Chance } from "./rounds.ts";
import { type EndedStep, runStep } from "./step.ts";

/** A folder, and what it leads to when nothing goes wrong. */
export interface Course {
  readonly workspace: string;
  /** Its versions. */
  readonly all: readonly string[];
  readonly state: State;
}

/** A database of a round. */
export interface Place {
  readonly url: string;
  /** What it holds, when nothing is under way any more. */
  look(): Promise<State>;
  /** See `finishLoose`. */
  finishLoose(): ReturnType<typeof finishLoose>;
}

/** Behind a step that succeeded there is nothing to complete, which is tried once in so many rounds. */
const REPEATED = 0.25;

/**
 * Completes.
 * @param left what the disturbed step has left, undefined where nobody has looked
 * @returns what was applied before
 * @throws an `Error` that says what is not as it should be
 */
export async function complete(
  { workspace, all, state: expected }: Course,
  place: Place,
  first: EndedStep,
  left: State | undefined,
  chance: Chance,
): Promise<readonly string[]> {
  const isBegun = left?.begun.includes(LOOSE) ?? false;
  if (isBegun) await completeByHand(workspace, place);
  const again = first.code !== 0 || left === undefined || chance.is(REPEATED);
  const second = again ? await runStep(workspace, { "database-url": place.url }) : undefined;
  const state = second === undefined && left !== undefined ? left : await place.look();
  const before = isBegun ? all : (left?.applied ?? all.filter((version) => !second?.applied.includes(version)));
  if (second !== undefined) expectTruth(second, state, before, all);
  const different = differences(state, expected);
  if (different.length === 0 && (second === undefined || second.code === 0)) return before;
  throw new Error(`in the database differ ${different}. The logs:\n${first.log}\n${second?.log}`);
}

/** A file without a transaction that did not come to its end is said to be so, and nothing is applied until somebody has brought it there. */
async function completeByHand(workspace: string, place: Place): Promise<void> {
  const inputs = { "database-url": place.url };
  const refused = await runStep(workspace, inputs);
  if (refused.code !== 1 || refused.applied.length > 0 || !refused.log.includes("was begun without a transaction"))
    throw new Error(`the step does not say that a file is half done:\n${refused.log}`);
  await place.finishLoose();
  const repaired = await runStep(workspace, { ...inputs, command: "repair", versions: LOOSE });
  if (repaired.code !== 0) throw new Error(`the record cannot be set right:\n${repaired.log}`);
}

/** How a step ended that was not killed, in a few words. */
export function endOf({ code, pending }: EndedStep, { applied }: State, all: readonly string[]): string {
  const done = applied.length === 0 ? "nothing" : applied.length < all.length ? "some" : "all";
  return code === 0 ? "succeeded" : `${pending === undefined ? "failed in doubt" : "failed and knew"} with ${done} applied`;
}
