// Holds the workflows, actions and examples of this checkout against actionlint and zizmor, which need Go and Python: `node --conditions=source
// scripts/lint-workflows.ts`. Prints a line a tool, and what it found.
import { runActionlint } from "./ci/actionlint.ts";
import { runZizmor } from "./ci/zizmor.ts";
import { partLine } from "./part.ts";
import { HOUSE } from "./run-tool.ts";

for (const lint of [runActionlint, runZizmor]) {
  for (const { name, passed, milliseconds, log } of await lint(HOUSE)) {
    console.log(partLine(passed, name, milliseconds));
    if (passed) continue;
    console.log(log.join("\n"));
    process.exitCode = 1;
  }
}
