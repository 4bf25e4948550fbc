// The order of versions, whatever they are made of: numbers, timestamps, or numbers with dots.

/** Compares run by run, digits as numbers: 2 comes before 10, 1.9 before 1.10, and 001 is the same as 1. */
export function compareKeys(a: string, b: string): number {
  const [left, right] = [runs(a), runs(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = compareRuns(left[index] ?? "", right[index] ?? "");
    if (difference !== 0) return difference;
  }
  return 0;
}

function runs(key: string): string[] {
  return key.match(/\d+|\D+/g) ?? [];
}

function compareRuns(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) {
    const difference = BigInt(a) - BigInt(b);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
