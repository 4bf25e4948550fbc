// Causes and cures of the messages of action-migrate.
import type { Area } from "../group.ts";

const FOLDER = "packages/shared/src/migrations";
const MIGRATE = "action-migrate/src";

export const MIGRATE_AREA: Area = {
  title: "action-migrate",
  groups: [
    {
      title: "Inputs of action-migrate",
      files: [`${MIGRATE}/inputs.ts`, `${MIGRATE}/run.ts`, `${MIGRATE}/written-files.ts`, `${MIGRATE}/plan/find-version.ts`],
      cause:
        "An input is missing that the command needs, does nothing with it, or names a version that the folder does not have.",
      cure: "The README of the action says which inputs belong to which command.",
    },
    {
      title: "The folder of migrations",
      files: [`${FOLDER}/source-folder.ts`, `${MIGRATE}/read-migrations.ts`, `${MIGRATE}/choose-format.ts`],
      cause: "`directory` cannot be read, holds no migrations of a known format, or leads out of the workspace.",
      cure: "Check out the repository first, give `directory` relative to the workspace, and `format` where it cannot be told.",
    },
    {
      title: "Files in the format of a tool",
      files: [`${FOLDER}/`],
      cause: "A file breaks a rule of the tool that the folder belongs to, so the tool would refuse it or pass over it.",
      cure: "Each is a finding; [findings.md](findings.md#the-folder-and-its-format) has a section for its code.",
    },
    {
      title: "The base of a pull request",
      files: [`${MIGRATE}/base-ref/`],
      cause: "A migration that is on the base branch was changed, or the base cannot be read in this checkout.",
      cure: "Put the change into a new migration. For the checkout: `fetch-depth: 0`, no `filter`, and git on PATH.",
    },
    {
      title: "The history in the database",
      files: [`${MIGRATE}/history/`, `${MIGRATE}/plan/`],
      cause:
        "The table of the history is not of this format, or says something else than the folder: edited, missing, half applied, out of order.",
      cure: "Each is a finding; [findings.md](findings.md#the-history) has a section for its code. `command: status` shows both sides.",
    },
    {
      title: "Commands",
      files: [`${MIGRATE}/commands/`, `${MIGRATE}/migrate-database.ts`, `${MIGRATE}/cancel.ts`],
      cause:
        "The command does not fit the state of the database, or another run changed it meanwhile, or the step was cancelled.",
      cure: "Look with `command: status`. To run a cancelled or overtaken step again is safe.",
    },
    {
      title: "Applying migrations",
      files: [`${MIGRATE}/apply/`],
      cause:
        "A statement failed, another writer held the database, or the answer of the server was lost. Nothing of a file that failed stays, unless the file opts out of its transaction.",
      cure: "The place is given as file:line:column. Correct the file; files before it stay applied. To run the step again is safe.",
    },
    {
      title: "The lint",
      files: [`${MIGRATE}/lint/`],
      cause: "A statement would be refused by the server, lose data, or break code that is deployed.",
      cure: "Each is a finding; [findings.md](findings.md) has a section for its code, with how to ignore it where that is right.",
    },
    {
      title: "Rehearsal, replay and drift",
      files: [`${MIGRATE}/replay/`],
      cause: "What was tried on a throwaway database did not go well, or the database is not what its migrations make.",
      cure: "Each is a finding; [findings.md](findings.md#what-the-scripts-make) has a section for its code. The log has the whole difference.",
    },
    {
      title: "Throwaway databases",
      files: [`${MIGRATE}/scratch/`],
      cause: "There is no libsql-server on PATH, or it cannot be started, so less can be proven than on a server.",
      cure: "Let the setup action with `backend: turso-local` run before.",
    },
    {
      title: "Files that action-migrate writes",
      files: [`${MIGRATE}/back-up.ts`, `${MIGRATE}/schema-file.ts`, `${MIGRATE}/report/`],
      cause: "A folder or a file cannot be made, or there is no token for a comment.",
      cure: "Name a path below the workspace that this user may write; give `github-token` and the permission `pull-requests: write`.",
    },
  ],
};
