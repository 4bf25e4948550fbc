// Lines and columns against a count of every character.
import fc from "fast-check";
import { expect, it } from "vitest";
import { positionsOf } from "./position.ts";

it("counts lines and code points", () => {
  const piece = fc.constantFrom("a", "\n", "\r\n", "😀", "é", "");
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const positionOf = positionsOf(pieces.join(""));
      let [offset, line, column] = [0, 1, 1];
      for (const part of pieces) {
        expect(positionOf(offset)).toEqual({ line, column });
        offset += part.length;
        column = part.endsWith("\n") ? 1 : column + [...part].length;
        if (part.endsWith("\n")) line++;
      }
      expect(positionOf(offset)).toEqual({ line, column });
    }),
  );
});
