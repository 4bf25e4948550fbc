// docs/errors.md has every message of the sources, and every message has a cause and a cure.
import { readMessages } from "../errors-page/messages.ts";
import { AREAS, catalogueProblems, ERRORS_PAGE, errorsPage } from "../errors-page/page.ts";
import { madeFileProblems } from "./made-file.ts";

export async function checkErrorsPage(root: string): Promise<string[]> {
  const messages = readMessages(root);
  return [...catalogueProblems(messages, AREAS), ...madeFileProblems(root, ERRORS_PAGE, errorsPage(root, messages))];
}
