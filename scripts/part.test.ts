import { expect, it } from "vitest";
import { countParts, partLine } from "./part.ts";

it("counts the lines it writes, among whatever else is printed", () => {
  const output = [
    partLine(true, "types", 1234),
    "  - pass nothing (1.0 s)",
    partLine(false, "stale-dist", 20),
    "fail to see this",
    `${partLine(true, "check", 5)}: 2 passed, 0 failed`,
  ];
  expect(output[0]).toBe("pass types (1.2 s)");
  expect(countParts(output.join("\n"))).toEqual({ passed: 1, failed: 1 });
});
