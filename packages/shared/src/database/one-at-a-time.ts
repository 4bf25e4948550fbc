// Lets calls go one after the other, where there is one of what they work on.

/** Runs a call when those before it have ended, and gives its answer. */
export type Turn = <T>(call: () => Promise<T>) => Promise<T>;

/** A queue of its own: each call waits for the end of the one before, whatever came of it. */
export function oneAtATime(): Turn {
  let turn: Promise<unknown> = Promise.resolve();
  return (call) => {
    const answer = turn.then(call);
    // The caller has the answer; the next in turn only waits for its end.
    turn = answer.catch(() => undefined);
    return answer;
  };
}
