import { describe, expect, it } from "vitest";
import { readLegs } from "./legs.ts";

const event = (backend: string, fields: object) =>
  JSON.stringify({ job: `ci/dogfood (${backend})-1   `, matrix: { backend }, msg: "text\n", ...fields });

describe("readLegs", () => {
  it("reads one verdict a leg, with the time of its steps", () => {
    const output = [
      event("file", { executionTime: 2_500_000, stepResult: "success" }),
      event("memory", { executionTime: 1_000_000, stepResult: "failure" }),
      event("file", { executionTime: 500_000, stepResult: "skipped" }),
      event("memory", { jobResult: "failure" }),
      // So act reports a leg whose steps all passed, once another leg has failed.
      event("file", { jobResult: "failure" }),
    ].join("\n");
    expect(readLegs(output)).toMatchObject([
      { name: "ci/dogfood (file)", passed: true, milliseconds: 3 },
      { name: "ci/dogfood (memory)", passed: false, milliseconds: 1, log: ["text", "text"] },
    ]);
  });

  it("counts a leg that never reports its end as failed", () => {
    expect(readLegs(event("file", {}))).toMatchObject([{ name: "ci/dogfood (file)", passed: false }]);
  });

  it.each([
    ["passes where act says that the job goes on", { msg: "Failed but continue next step" }, true],
    ["fails without that", {}, false],
    ["fails where the step itself has printed that", { msg: "Failed but continue next step", raw_output: true }, false],
  ])("a step that failed: the leg %s", (_, said, passed) => {
    const output = [event("file", said), event("file", { stepResult: "failure" }), event("file", { jobResult: "success" })];
    expect(readLegs(output.join("\n"))).toMatchObject([{ passed }]);
  });

  it("keeps the name of a job without a matrix, and passes over what is no event", () => {
    const output = [
      "Error: something",
      JSON.stringify({ level: "warning", msg: "x" }),
      JSON.stringify({ job: "ci/a-1", jobResult: "success" }),
    ];
    expect(readLegs(output.join("\n"))).toMatchObject([{ name: "ci/a-1", passed: true }]);
  });
});
