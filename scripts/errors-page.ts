// `npm run docs`: writes the page of error messages.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readMessages } from "./errors-page/messages.ts";
import { AREAS, catalogueProblems, ERRORS_PAGE, errorsPage } from "./errors-page/page.ts";
import { HOUSE } from "./run-tool.ts";

const messages = readMessages(HOUSE);
for (const problem of catalogueProblems(messages, AREAS)) {
  console.error(problem);
  process.exitCode = 1;
}
writeFileSync(join(HOUSE, ERRORS_PAGE), errorsPage(HOUSE, messages));
console.log(`${ERRORS_PAGE} written`);
