// Reads the folder of migrations that the input `schema` names: the scripts that an empty database gets, in order. Loaded only for a folder, since it
// knows the formats of all tools.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { type FindingRule, FOLDER_RULES, type FolderFinding } from "@libsql-actions/shared/migrations/folder-rules";
import { detectFormat, FORMATS } from "@libsql-actions/shared/migrations/formats";
import { isSql } from "@libsql-actions/shared/migrations/formats/sql-files";
import type { Migration, Script } from "@libsql-actions/shared/migrations/migration";
import { readSourceFolder, type SourceFolder } from "@libsql-actions/shared/migrations/source-folder";
import { annotateFindings } from "@libsql-actions/shared/report/annotate-findings";
import { line, note } from "@libsql-actions/shared/report/log";
import { FindingsError } from "./findings-error.ts";

/** Old folders may be in no order, and who has one says so to the migrate action. Every script is run here, so nothing follows from it. */
const ABOUT_ORDER: ReadonlySet<string> = new Set(
  (FOLDER_RULES as readonly FindingRule[]).filter(({ ignore }) => ignore === "input").map(({ code }) => code),
);

/**
 * The up scripts of a folder, by its format, which the folder itself tells.
 * @param given the input, relative to the workspace or absolute
 * @throws FindingsError with what is wrong in the folder, or an `Error` that names the folder
 */
export async function readSchemaFolder(given: string, workspace: string): Promise<readonly Script[]> {
  const source = await readSourceFolder(given, workspace, "schema");
  const format = detectFormat(source);
  if (format === undefined) throw noMigrations(given, source);
  const { migrations, findings, ignored } = format.read(source);
  tell(findings.filter(({ code }) => !ABOUT_ORDER.has(code)));
  if (migrations.length === 0) throw noMigrations(given, source);
  const [first] = ignored;
  if (first !== undefined) {
    const more = ignored.length > 1 ? ` and ${ignored.length - 1} more` : "";
    note(
      `Left out of \`schema\`, ${quote(given)}: ${quote(first)}${more}, since it is no migration of the format ${format.name}.`,
    );
  }
  const scripts = onEmpty(migrations).map(({ up }) => up);
  line(
    `Schema: ${scripts.length} ${scripts.length === 1 ? "migration" : "migrations"} in ${source.folder || "."} (format ${format.name})`,
  );
  return scripts;
}

/** What a database without history gets: see `Migration.kind`. */
function onEmpty(migrations: readonly Migration[]): Migration[] {
  const start = migrations.findLastIndex(({ kind }) => kind === "checkpoint");
  return migrations.filter(({ kind }, index) => index >= start || kind === "repeatable");
}

function tell(findings: readonly FolderFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new FindingsError(errors);
  annotateFindings(findings);
}

function noMigrations(given: string, { files }: SourceFolder): Error {
  const script = files.find(({ path }) => isSql(path));
  const found =
    script === undefined ? "There is no SQL file in it" : `Its files, such as ${quote(script.path)}, are of none of them`;
  const names = FORMATS.map(({ name }) => name).join(", ");
  return new Error(
    `The folder of \`schema\`, ${quote(given)}, holds no migrations. Looked for were those of ${names}. ${found}. ` +
      "Name the folder that they lie in themselves, or a `.sql` file with the schema.",
  );
}
