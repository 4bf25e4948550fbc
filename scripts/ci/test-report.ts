// Counts tests from the JSON report of vitest.

/** What is used of the report. */
export interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/**
 * How many tests passed and failed. A file that fails without a failed test (it cannot be loaded, a hook threw) counts as one,
 * and so does a run that ended with another exit code than 0 although nothing in the report failed. Throws when no test ran.
 */
export function countTests({ numPassedTests, numFailedTests, testResults }: TestReport, exitCode: number) {
  const isBroken = ({ status, assertionResults }: TestReport["testResults"][number]) =>
    status === "failed" && assertionResults.every((test) => test.status !== "failed");
  const failed = numFailedTests + testResults.filter(isBroken).length;
  if (numPassedTests + failed === 0) throw new Error("no test ran");
  return { passed: numPassedTests, failed: exitCode === 0 ? failed : Math.max(1, failed) };
}
