// Reads the folder of migrations of a step, and says what is odd about it.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Format, ReadMigrations } from "@libsql-actions/shared/migrations/format";
import { FORMATS } from "@libsql-actions/shared/migrations/formats";
import { plain } from "@libsql-actions/shared/migrations/formats/plain";
import { readSourceFolder, type SourceFolder } from "@libsql-actions/shared/migrations/source-folder";
import { note, warn } from "@libsql-actions/shared/report/log";
import { type Choice, chooseFormat } from "./choose-format.ts";
import type { Context } from "./context.ts";
import { DEFAULT, findFolder } from "./find-folder.ts";
import { IGNORED_BY_INPUT_ONLY } from "./finding-rules.ts";
import type { Command } from "./inputs.ts";
import type { ReadFolder } from "./session.ts";

const NEED_NO_FOLDER: ReadonlySet<Command> = new Set(["backup", "restore"]);

/** Each one is an annotation, of which the runner shows ten. */
const MAX_TOLD = 5;

export interface SourceChoice {
  readonly source: SourceFolder;
  readonly choice: Choice;
  /** As the format of the choice reads it. */
  readonly read: ReadMigrations;
}

/**
 * Reads the folder that the step was given, or finds.
 * @throws an `Error` that names the folder or the file
 */
export async function readMigrations({ inputs, step }: Context): Promise<SourceChoice> {
  const directory = findFolder(inputs.directory, step.workspace);
  if (inputs.directory === undefined && directory !== DEFAULT)
    note(`There is no folder \`${DEFAULT}\`; the migrations of \`${directory}\` are taken. Say so with \`directory\`.`);
  // A dump can be made and read without a folder of migrations; one that is named has to be there.
  if (NEED_NO_FOLDER.has(inputs.command) && inputs.directory === undefined && !existsSync(resolve(step.workspace, directory)))
    return inFormat({ folder: directory, files: [], paths: [] }, { format: plain, others: FORMATS });
  const source = await readSourceFolder(directory, step.workspace, "directory");
  const chosen = inFormat(source, chooseFormat(source, inputs.format));
  tellOdds(source.folder, chosen.choice.format.name, chosen.read, inputs.format !== "auto");
  return chosen;
}

function inFormat(source: SourceFolder, choice: Choice): SourceChoice {
  return { source, choice, read: choice.format.read(source) };
}

/** @throws an `Error` where nothing in the folder is of the format that was given: a step that applies nothing should not be green */
function tellOdds(folder: string, format: string, { migrations, ignored, findings }: ReadMigrations, isGiven: boolean): void {
  if (isGiven && migrations.length === 0 && ignored.length > 0 && findings.length === 0)
    throw new Error(
      `No file of ${folder} is a migration of the format ${format}, such as ${quote(ignored[0] ?? "")}. Give another \`format\`, or \`auto\`.`,
    );
  for (const path of ignored.slice(0, MAX_TOLD))
    note(`${path} in ${folder} is ignored: it is no migration of the format ${format}.`);
  if (ignored.length > MAX_TOLD)
    note(`${ignored.length - MAX_TOLD} more files in ${folder} are ignored: they are no migrations.`);
  if (migrations.length === 0 && findings.length === 0) warn(`The folder ${folder} holds no migrations.`);
}

/**
 * The folder as a format reads it.
 * @param chosen is read anew where the format is another than the chosen one
 * @param ignore the codes of the input `lint-ignore`: those about the order of a folder are left out of the findings
 */
export function readAs(format: Format, { source, choice, read }: SourceChoice, ignore: readonly string[]): ReadFolder {
  const { migrations, findings, tracking = format.tracking } = format === choice.format ? read : format.read(source);
  const ignored = new Set(IGNORED_BY_INPUT_ONLY.filter((code) => ignore.includes(code)));
  const kept = findings.filter(({ code }) => !ignored.has(code));
  return { path: source.folder, format, migrations, findings: kept, tracking };
}
