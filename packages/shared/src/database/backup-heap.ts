// Keeps the memory of a process small that reads or writes a whole database.

/** Of what is alive, how much may be garbage before it is collected: V8 takes up to three times as much. */
const GARBAGE_PERCENT = 50;

/**
 * Keeps V8's young generation at the size that it has, and the old one near to what is alive in it. They would grow to 130 and 80 MB where much is
 * allocated and soon dropped, which is all that a backup does: of a million rows 15 MB are alive at a time. It costs no time that can be measured.
 * Concerns the whole process, so it is for an action to call, once, before the work.
 */
export function keepHeapSmall(): void {
  // Loaded only here: a step without a backup does without.
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString(`--heap-growing-percent=${GARBAGE_PERCENT}`);
}
