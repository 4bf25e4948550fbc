// Stops servers, all at once and within a bound, whatever state they are in.
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, type ProcessIdentity, signalProcess } from "./process.ts";

/** A TERM in the first milliseconds of sqld's life is lost (measured: 30 of 40), so it is sent again. */
const SECOND_TERM_MS = 100;
/** sqld waits for open connections for its `--shutdown-timeout` of 1 s; what lives longer hangs. */
const KILL_MS = 1_500;
const GIVE_UP_MS = 2_500;
const POLL_MS = 10;

export type StopOutcome = "already gone" | "stopped" | "killed" | "still running";

/** Stops processes: TERM, TERM again, KILL; 2.5 s in all. A process that is no longer the identified one is left alone. */
export async function stopProcesses(identities: readonly ProcessIdentity[]): Promise<StopOutcome[]> {
  return Promise.all(identities.map(stopProcess));
}

async function stopProcess(identity: ProcessIdentity): Promise<StopOutcome> {
  if (!isRunning(identity)) return "already gone";
  const started = performance.now();
  const gone = async (untilMs: number): Promise<boolean> => {
    while (isRunning(identity)) {
      if (performance.now() - started >= untilMs) return false;
      await delay(POLL_MS);
    }
    return true;
  };
  signalProcess(identity, "SIGTERM");
  // One that is stopped (SIGSTOP) takes signals only once it goes on.
  signalProcess(identity, "SIGCONT");
  if (await gone(SECOND_TERM_MS)) return "stopped";
  signalProcess(identity, "SIGTERM");
  if (await gone(KILL_MS)) return "stopped";
  signalProcess(identity, "SIGKILL");
  return (await gone(GIVE_UP_MS)) ? "killed" : "still running";
}
