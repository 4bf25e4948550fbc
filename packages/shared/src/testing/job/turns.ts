// Keeps the steps of a job in turn.

/** Lets one piece of work run at a time. */
export interface Turns {
  /** Runs work. Throws when other work is still running, or when the last has been. */
  next<T>(work: () => Promise<T>): Promise<T>;
  /** Runs work after which there is no other. */
  last<T>(work: () => Promise<T>): Promise<T>;
  /** Ends the turns. Answers with the work that is still running, or undefined when the end had come before. */
  end(): Promise<unknown> | undefined;
}

/** The turns of a job; a call out of turn is a mistake of the test. */
export function takeTurns(): Turns {
  let running: Promise<unknown> | undefined;
  let ended = false;
  const next = async <T>(work: () => Promise<T>): Promise<T> => {
    if (ended) throw new Error("The job has ended: no step can run in it any more.");
    if (running !== undefined) throw new Error("A step of this job is still running: await it before the next one.");
    const current = work();
    running = current;
    try {
      return await current;
    } finally {
      running = undefined;
    }
  };
  return {
    next,
    last: (work) => {
      // A call out of turn fails and ends nothing.
      if (running !== undefined) return next(work);
      const result = next(work);
      ended = true;
      return result;
    },
    end: () => {
      const first = !ended;
      ended = true;
      return first ? (running ?? Promise.resolve()) : undefined;
    },
  };
}
