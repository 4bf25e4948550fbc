// Keeps the memory of a process small that reads or writes a whole database.
import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's young generation at the size that it has. It would grow up to 130 MB where much is allocated and soon dropped, which is all that a backup
 * does: of a million rows 15 MB are alive at a time. Concerns the whole process, so it is for an action to call, once, before the work.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
