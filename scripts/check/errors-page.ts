// docs/errors.md has every message of the sources, and every message has a cause and a cure.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readMessages } from "../errors-page/messages.ts";
import { AREAS, catalogueProblems, ERRORS_PAGE, errorsPage } from "../errors-page/page.ts";

export async function checkErrorsPage(root: string): Promise<string[]> {
  const messages = readMessages(root);
  const path = join(root, ERRORS_PAGE);
  const text = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  const stale =
    text === errorsPage(root, messages) ? [] : [`${ERRORS_PAGE} is not made of the sources as they are: run \`npm run docs\``];
  return [...catalogueProblems(messages, AREAS), ...stale];
}
