// The one line that every check and every part of the build prints: `pass|fail name (time)`.

/** One line a part. `milliseconds` is how long it took. */
export function partLine(passed: boolean, name: string, milliseconds: number): string {
  return `${passed ? "pass" : "fail"} ${name} (${(milliseconds / 1000).toFixed(1)} s)`;
}

/** Counts the part lines in what a program printed. */
export function countParts(output: string): { passed: number; failed: number } {
  const verdicts = [...output.matchAll(/^(pass|fail) .+ \(\d+\.\d s\)$/gm)].map(([, verdict]) => verdict);
  const passed = verdicts.filter((verdict) => verdict === "pass").length;
  return { passed, failed: verdicts.length - passed };
}
