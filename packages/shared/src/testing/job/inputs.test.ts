// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of GitHub Actions
import { describe, expect, it } from "vitest";
import type { Action } from "./action-metadata.ts";
import { evaluateInputs } from "./inputs.ts";

const input = (fallback?: string, deprecationMessage?: string) => ({ default: fallback, deprecationMessage });
const action: Action = {
  reference: "./x",
  directory: "/x",
  inputs: {
    "database-url": input(),
    mode: input("if-empty"),
    "job-status": input("${{ job.status }}"),
    "github-token": input("${{ github.server_url == 'https://github.com' && github.token || '' }}"),
    old: input("", "use mode"),
  },
  outputs: {},
  runs: { using: "node24", main: "main.js", post: undefined, postIf: "always()" },
};

const contexts = {
  github: { server_url: "https://github.com", token: "t" },
  job: { status: "failure" },
  runner: {},
  env: new Map(),
};
const evaluate = (given: Record<string, string>, of: Action = action) => {
  const { values, warnings } = evaluateInputs(of, new Map(Object.entries(given)), contexts);
  return { values: Object.fromEntries(values), warnings };
};

describe("evaluateInputs", () => {
  it("fills in the defaults, evaluated; an input without one is the empty string", () => {
    expect(evaluate({ mode: "reset" })).toEqual({
      values: { mode: "reset", "database-url": "", "job-status": "failure", "github-token": "t", old: "" },
      warnings: [],
    });
  });

  it("does not evaluate what the step gives, and keeps an empty value that is given", () => {
    expect(evaluate({ mode: "${{ github.token }}", "job-status": "" }).values).toMatchObject({
      mode: "${{ github.token }}",
      "job-status": "",
    });
  });

  it("warns of unknown and deprecated inputs, and does not mind case", () => {
    expect(evaluate({ MODE: "x", Old: "y", typo: "z", other: "" }).warnings).toEqual([
      "Input 'old' has been deprecated with message: use mode",
      "Unexpected input(s) 'typo', 'other', valid inputs are ['database-url', 'mode', 'job-status', 'github-token', 'old']",
    ]);
    expect(evaluate({ MODE: "x" }).values).not.toHaveProperty("mode");
  });

  it("refuses the contexts that the runner does not let a default see", () => {
    const bad = { ...action, inputs: { url: input("${{ env.DATABASE_URL }}") } };
    expect(() => evaluate({}, bad)).toThrow("Unrecognized named-value: 'env'");
  });
});
