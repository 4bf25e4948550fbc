// What the main step hands to the post step. It is saved again after every change, so that a step that is cut short leaves nothing unknown.
import { getState, saveState } from "@actions/core";
import type { LaunchedInstance } from "@libsql-actions/shared/server/instances";

export interface SetupState {
  /** Every server process that was started, also those that ended by themselves. */
  readonly servers: LaunchedInstance[];
  /** Files and folders that the action made and removes. */
  readonly leftovers: string[];
}

const KEY = "setup";

/** Remembers a change for the post step. */
export function rememberState(state: SetupState): void {
  saveState(KEY, JSON.stringify(state));
}

/** What the main step remembered; empty when it did not come that far. */
export function recallState(): SetupState {
  const text = getState(KEY);
  return text === "" ? { servers: [], leftovers: [] } : (JSON.parse(text) as SetupState);
}
