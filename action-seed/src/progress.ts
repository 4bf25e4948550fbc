// Says how far long work is: a line every two seconds at most.
import { SECOND_MS } from "./milliseconds.ts";

const INTERVAL_MS = 2_000;

/**
 * Takes note of how many rows are written, and how many there will be.
 * @param clock milliseconds that only grow
 * @param say writes a line
 */
export function progress(clock: () => number, say: (line: string) => void): (rows: number, total: number) => void {
  const started = clock();
  let last = started;
  return (done, total) => {
    const now = clock();
    if (now - last < INTERVAL_MS || done >= total) return;
    last = now;
    const perSecond = (done * SECOND_MS) / (now - started);
    const left = Math.ceil((total - done) / perSecond);
    say(`${done} of ${total} rows, ${Math.round(perSecond)} rows/s, about ${left} s left`);
  };
}
