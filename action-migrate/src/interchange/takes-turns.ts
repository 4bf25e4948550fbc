// The test that each tool has to pass.
import { expect, it } from "vitest";
import { inTurns, toolAlone, weFirst } from "./round.ts";
import type { Tool } from "./tool.ts";

/** Flyway takes seconds to start, and is started thirty times. */
const LIMIT_MS = 180_000;

/** Neither repeats nor misses a version, whoever begins, and what they come to is the same. */
export function takesTurns(tool: Tool): void {
  it(
    "takes turns with us, and all come to the same",
    async () => {
      const turns = await inTurns(tool);
      expect(await weFirst(tool)).toEqual(turns);
      const { data, ...rest } = await toolAlone(tool);
      expect(turns).toMatchObject(rest);
      // Where a rebuilt parent takes its children along, its own run comes to other rows.
      if (tool.rebuilds) expect(turns.data).toEqual(data);
    },
    LIMIT_MS,
  );
}
