import { join } from "node:path";
import { expect, it } from "vitest";
import { HOUSE } from "../run-tool.ts";
import { contentsOf, contentsText } from "./contents.ts";

const yaml = (size: number, ...chunks: number[]) => ({
  nameForCondition: join(HOUSE, "node_modules/yaml/dist/x.js"),
  size,
  chunks,
});
const own = (path: string, size: number, ...chunks: number[]) => ({ nameForCondition: join(HOUSE, path), size, chunks });

it("adds up the sources of each package, once a file that they are in, the largest first", () => {
  const contents = contentsOf(
    [
      yaml(10, 1),
      yaml(5, 1, 2),
      // A part of the one below, told of by itself as well.
      own("action-seed/build/run.js", 7),
      {
        ...own("action-seed/build/index.js", 107, 1),
        modules: [own("action-seed/build/run.js", 7), own("packages/shared/build/a.js", 100)],
      },
      { nameForCondition: null, size: 42, chunks: [1] },
    ],
    HOUSE,
  );
  expect(Object.entries(contents)).toEqual([
    ["packages/shared", 100],
    [expect.stringMatching(/^yaml \d+\.\d+\.\d+$/), 20],
    ["action-seed", 7],
  ]);
  expect(contentsText([{ name: "a/main", contents: { x: 1 } }])).toBe('{\n  "a/main": {\n    "x": 1\n  }\n}\n');
});
