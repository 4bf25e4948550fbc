// Lines and columns of a text, as editors count them.

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
}

/** Finds the position of an offset (in UTF-16 units) in a text. */
export function positionsOf(text: string): (offset: number) => Position {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: codePoints(text, starts[low] ?? 0, offset) + 1 };
  };
}

function codePoints(text: string, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index++) {
    const isLowSurrogate = (text.charCodeAt(index) & 0xfc00) === 0xdc00;
    const isAfterHigh = index > from && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
    if (!isLowSurrogate || !isAfterHigh) count++;
  }
  return count;
}
