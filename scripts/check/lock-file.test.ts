import { describe, expect, it } from "vitest";
import { lockProblems } from "./lock-file.ts";

const locked = { integrity: "sha512-x" };

describe("lockProblems", () => {
  it("accepts a tree in which every package is found where Node looks for it", () => {
    const packages = {
      "": { dependencies: { a: "1" }, optionalDependencies: { "@s/linux": "1", "@s/darwin": "1" } },
      "packages/p": { dependencies: { a: "1" } },
      "node_modules/p": { link: true, resolved: "packages/p" },
      "node_modules/a": { ...locked, dependencies: { b: "1", c: "1" } },
      "node_modules/a/node_modules/b": { ...locked, dependencies: { c: "1" } },
      "node_modules/c": locked,
      "node_modules/@s/linux": locked,
      "node_modules/@s/darwin": locked,
    };
    expect(lockProblems(packages)).toEqual([]);
  });

  it("names a platform that was left out, a registry, and a package without a hash", () => {
    const packages = {
      "": { optionalDependencies: { "@s/linux": "1", "@s/darwin": "1" } },
      "node_modules/@s/linux": { ...locked, resolved: "https://registry.example/linux.tgz" },
      "node_modules/bare": {},
    };
    expect(lockProblems(packages)).toEqual([
      "package.json needs @s/darwin, which is not locked",
      "node_modules/@s/linux names a registry: https://registry.example/linux.tgz",
      "node_modules/bare has no integrity",
    ]);
  });

  it("does not take a package that only another package can see", () => {
    const packages = { "": { dependencies: { b: "1" } }, "node_modules/a": locked, "node_modules/a/node_modules/b": locked };
    expect(lockProblems(packages)).toEqual(["package.json needs b, which is not locked"]);
  });
});
