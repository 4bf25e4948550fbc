// `npm run docs`: writes the tables of inputs and outputs into the READMEs.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readmesOf, withTables } from "./check/readme-tables.ts";
import { HOUSE } from "./run-tool.ts";

for (const { file, text, manifest } of readmesOf(HOUSE)) {
  if (text === undefined) {
    console.error(
      `${file} is missing: write it with the markers <!-- inputs -->, <!-- /inputs -->, <!-- outputs --> and <!-- /outputs -->`,
    );
    process.exitCode = 1;
    continue;
  }
  const { wanted, problems } = withTables(text, manifest);
  for (const problem of problems) console.error(`${file}: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  if (wanted === text) continue;
  writeFileSync(join(HOUSE, file), wanted);
  console.log(`${file} written`);
}
