import { describe, expect, it } from "vitest";
import { bootProblem, type Started } from "./bundle-boot.ts";

const refusal = '::error::The input `summary` is "neither", which is not valid: use `true` or `false`.\n';
const started = (fields: Partial<Started>): Started => ({ code: 1, stdout: "", stderr: "", ...fields });

describe("bootProblem", () => {
  it("is content with a main part that refuses the bad input, and with a post part that ends well", () => {
    expect(bootProblem("main", started({ stdout: `text\n${refusal}` }))).toBeUndefined();
    expect(bootProblem("post", started({ code: 0 }))).toBeUndefined();
  });

  it.each([
    ["an exception that nothing caught", "main", { stderr: "ReferenceError: require is not defined\n\nNode.js v24.21.0\n" }],
    ["exit code 0", "main", { code: 0, stdout: refusal }],
    ["did not refuse", "main", { stdout: "::error::Cannot find module\n" }],
    ["exit code SIGTERM", "main", { code: "SIGTERM" }],
    ["exit code 1", "post", {}],
    ["an exception that nothing caught", "post", { code: 1, stderr: "SyntaxError\nNode.js v24.21.0" }],
  ] as const)("complains of %s in %s", (words, kind, fields) => {
    expect(bootProblem(kind, started(fields))).toContain(words);
  });
});
