// The format of drizzle-kit (https://github.com/drizzle-team/drizzle-orm): with a journal, as 0.x writes it, or a folder for each
// migration, as 1.x does.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { Format, ReadMigrations } from "../format.ts";
import type { SourceFolder } from "../source-folder.ts";
import { readFolders } from "./drizzle-folders.ts";
import { JOURNAL, readJournalFolder } from "./drizzle-journal.ts";
import { JOURNAL_TRACKING } from "./drizzle-tracking.ts";
import { PRISMA_LOCK, scriptFolders } from "./script-folders.ts";
import { topFiles } from "./sql-files.ts";

export const drizzle: Format = {
  name: "drizzle",
  detect: (folder) => folder.paths.includes(JOURNAL) || hasSnapshots(folder),
  read,
  tracking: JOURNAL_TRACKING,
  create: (_, name) => {
    throw new Error(
      "A migration of drizzle needs a snapshot of the schema, which its next `generate` compares with, so drizzle-kit itself has to make it: " +
        `run \`npx drizzle-kit generate --custom --name=${name}\`.`,
    );
  },
  reversible: false,
  limits:
    "drizzle records when a migration was made, not when it was applied or how long it took. " +
    "A table of 0.x has no names either: which file a row is about is known by that time alone.",
};

/** Prisma has the same folders, but no snapshots in them. */
function hasSnapshots(folder: SourceFolder): boolean {
  const paths = new Set(folder.paths);
  return !paths.has(PRISMA_LOCK) && scriptFolders(folder).some((script) => paths.has(`${script.folder}/snapshot.json`));
}

function read(folder: SourceFolder): ReadMigrations {
  const journal = folder.files.find(({ path }) => path === JOURNAL);
  const [script] = scriptFolders(folder);
  if (journal === undefined) {
    const folders = readFolders(folder);
    return script === undefined ? { ...folders, findings: [...folders.findings, ...withoutJournal(folder)] } : folders;
  }
  const read = readJournalFolder(folder, journal);
  if (script === undefined) return read;
  const both: FolderFinding = {
    code: "journal-and-folders",
    severity: "error",
    file: journal.file,
    message:
      `There is a journal of drizzle-kit 0.x, and folders of 1.x such as ${quote(script.folder)}. ` +
      "drizzle 1.x refuses that: run `npx drizzle-kit up`, which makes folders of everything.",
  };
  return { ...read, findings: [...read.findings, both] };
}

/** Scripts that lie about, in a folder that somebody says is drizzle's. */
function withoutJournal(folder: SourceFolder): FolderFinding[] {
  const [stray] = topFiles(folder);
  if (stray === undefined) return [];
  return [
    {
      code: "journal",
      severity: "error",
      file: stray.file,
      message:
        `There is no ${JOURNAL} that lists ${quote(stray.path)}, so drizzle does not know it. ` +
        "Bring the journal back, or give the `format` that the folder has.",
    },
  ];
}
