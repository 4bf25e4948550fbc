import { describe, expect, it } from "vitest";
import { countTests, type TestReport } from "./test-report.ts";

const file = (...tests: string[]) => ({
  status: tests.every((status) => status === "passed") && tests.length > 0 ? "passed" : "failed",
  assertionResults: tests.map((status) => ({ status })),
});
const report = (...files: ReturnType<typeof file>[]): TestReport => {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const count = (wanted: string) => tests.filter(({ status }) => status === wanted).length;
  return { numPassedTests: count("passed"), numFailedTests: count("failed"), testResults: files };
};

describe("countTests", () => {
  it.each([
    ["what passed", report(file("passed", "passed")), 0, { passed: 2, failed: 0 }],
    ["what failed", report(file("passed", "failed"), file("failed")), 1, { passed: 1, failed: 2 }],
    ["a file that cannot be loaded", report(file("passed"), file()), 1, { passed: 1, failed: 1 }],
    ["an error outside every test", report(file("passed")), 1, { passed: 1, failed: 1 }],
  ])("counts %s", (_, given, exitCode, counted) => {
    expect(countTests(given, exitCode)).toEqual(counted);
  });

  it("does not call a run without tests a success", () => {
    expect(() => countTests(report(), 0)).toThrow("no test ran");
  });
});
