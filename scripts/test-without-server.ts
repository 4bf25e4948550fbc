// Runs the tests that need no libsql-server: all that a system without one, such as Windows, can run.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import config from "../vitest.config.ts";
import { serverlessTests } from "./ci/serverless-tests.ts";
import { HOUSE } from "./run-tool.ts";

const tests = serverlessTests(HOUSE, config.test?.include ?? []);
console.log(`${tests.length} test files need no server`);
const vitest = join(HOUSE, "node_modules", "vitest", "vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, "run", ...tests, ...process.argv.slice(2)], {
  cwd: HOUSE,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
