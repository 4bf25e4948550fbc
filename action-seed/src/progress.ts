// Says how far long work is: a line every two seconds at most.

const INTERVAL_MS = 2_000;
const SECOND_MS = 1_000;

/**
 * Takes note of how many rows are written.
 * @param total how many there will be
 * @param clock milliseconds that only grow
 * @param say writes a line
 */
export function progress(total: number, clock: () => number, say: (line: string) => void): (rows: number) => void {
  const started = clock();
  let last = started;
  return (done) => {
    const now = clock();
    if (now - last < INTERVAL_MS || done >= total) return;
    last = now;
    const perSecond = (done * SECOND_MS) / (now - started);
    const left = Math.ceil((total - done) / perSecond);
    say(`${done} of ${total} rows, ${Math.round(perSecond)} rows/s, about ${left} s left`);
  };
}
