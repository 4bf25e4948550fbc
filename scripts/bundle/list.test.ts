import { describe, expect, it } from "vitest";
import type { Manifest } from "../manifest.ts";
import { bundlesOf } from "./list.ts";

const manifest = (folder: string, runs: Manifest["runs"]): Manifest => ({
  file: `${folder}/action.yml`,
  folder,
  inputs: {},
  outputs: {},
  runs,
});

describe("bundlesOf", () => {
  it("finds main, post and the entry of a sub-action, each once", () => {
    const bundles = bundlesOf([
      manifest("action-b", { main: "dist/main/index.js", post: "dist/post/index.js" }),
      manifest("action-b/rotate", { main: "../dist/rotate/index.js", post: "../dist/post/index.js" }),
      manifest(".", { using: "composite" }),
    ]);
    expect(bundles).toEqual([
      {
        name: "action-b/main",
        action: "action-b",
        kind: "main",
        script: "action-b/build/index.js",
        folder: "action-b/dist/main",
      },
      { name: "action-b/post", action: "action-b", kind: "post", script: "action-b/build/post.js", folder: "action-b/dist/post" },
      {
        name: "action-b/rotate",
        action: "action-b",
        kind: "main",
        script: "action-b/build/rotate.js",
        folder: "action-b/dist/rotate",
      },
    ]);
  });

  it.each(["dist/index.js", "src/index.ts", "../action-a/dist/main/index.js/../x.js", "dist/main/other.js"])(
    "refuses %s",
    (main) => {
      expect(() => bundlesOf([manifest("action-b", { main })])).toThrow(`action-b/action.yml: \`runs.main\` is ${main}`);
    },
  );
});
