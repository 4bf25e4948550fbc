// `npm run check`: runs every check, or those that are named, and lists what each found. Fails when one found anything.
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { checkBundleBoot } from "./check/bundle-boot.ts";
import { checkBundleBudget } from "./check/bundle-budget.ts";
import { checkBundleContents } from "./check/bundle-contents.ts";
import { checkDiagrams } from "./check/diagrams.ts";
import { checkErrorsPage } from "./check/errors-page.ts";
import { checkFormat } from "./check/format.ts";
import { checkLinks } from "./check/links.ts";
import { checkLockFile } from "./check/lock-file.ts";
import { checkPortableCode } from "./check/portable-code.ts";
import { checkReadmeTables } from "./check/readme-tables.ts";
import { checkSeedSpecSchema } from "./check/seed-spec-schema.ts";
import { checkStaleDist } from "./check/stale-dist.ts";
import { checkTypes } from "./check/types.ts";
import { checkWorkflows } from "./check/workflows.ts";
import { partLine } from "./part.ts";
import { HOUSE } from "./run-tool.ts";

/** Each answers with the problems of the checkout at `root`, none when all is well. */
const CHECKS: Record<string, (root: string) => Promise<string[]>> = {
  format: checkFormat,
  types: checkTypes,
  "lock-file": checkLockFile,
  "portable-code": checkPortableCode,
  "readme-tables": checkReadmeTables,
  "seed-spec-schema": checkSeedSpecSchema,
  "errors-page": checkErrorsPage,
  links: checkLinks,
  diagrams: checkDiagrams,
  workflows: checkWorkflows,
  "stale-dist": checkStaleDist,
  "bundle-boot": checkBundleBoot,
  "bundle-budget": checkBundleBudget,
  "bundle-contents": checkBundleContents,
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(CHECKS);
for (const name of names) {
  const check = CHECKS[name];
  if (check === undefined) throw new Error(`There is no check ${name}. There are: ${Object.keys(CHECKS).join(", ")}`);
  const started = performance.now();
  const problems = await check(HOUSE).catch((error: unknown) => [errorMessage(error)]);
  console.log(partLine(problems.length === 0, name, performance.now() - started));
  for (const problem of problems) console.log(`  - ${problem.replaceAll("\n", "\n    ")}`);
  if (problems.length > 0) process.exitCode = 1;
}
