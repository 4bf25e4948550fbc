// What the main step hands to the post step. It is saved again after every change, so that a step that is cut short leaves nothing unknown.
import { getState, saveState } from "@actions/core";
import type { LaunchedInstance } from "@libsql-actions/shared/server/instances";

export interface SetupState {
  /** Every server process that was started, also those that ended by themselves. */
  readonly servers: LaunchedInstance[];
  /** Files and folders that the action made and removes. */
  readonly leftovers: string[];
  /** Folders in a place that the user named, which are kept once the step has succeeded, and removed when it does not. */
  readonly provisional: string[];
}

const KEY = "setup";

/** The state before anything was done. */
export function newState(): SetupState {
  return { servers: [], leftovers: [], provisional: [] };
}

/** Remembers a change for the post step. */
export function rememberState(state: SetupState): void {
  saveState(KEY, JSON.stringify(state));
}

/** What the main step remembered; nothing when it did not come that far. The runner hands back what was saved, and nobody else writes it. */
export function recallState(): SetupState {
  const text = getState(KEY);
  return text === "" ? newState() : (JSON.parse(text) as SetupState);
}
