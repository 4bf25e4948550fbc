// Causes and cures of the messages that more than one action can give.
import type { Area } from "../group.ts";

const SHARED = "packages/shared/src";

export const EVERY_ACTION_AREA: Area = {
  title: "Every action",
  groups: [
    {
      title: "An input is not valid",
      files: [`${SHARED}/inputs/`],
      cause:
        'A step was given something that its input does not take: `The input ports is "80 80", which is not valid: give …`. All problems of a step are listed at once; those that one action alone has stand under that action. The value of a token or of `secrets` is never shown.',
      cure: "The words behind the colon say what is allowed. Correct the `with:` of the step; an expression that is empty counts as not given.",
    },
    {
      title: "A file that an input names cannot be read",
      files: [`${SHARED}/inputs/given-file.ts`],
      cause: "The path is wrong, the repository is not checked out yet, or the file is no text.",
      cure: "Paths are relative to the workspace. Put `actions/checkout` before this step, and look for the spelling, upper and lower case too.",
    },
    {
      title: "Which database, and which token",
      files: [
        `${SHARED}/database/resolve.ts`,
        `${SHARED}/database/url.ts`,
        `${SHARED}/database/show-url.ts`,
        `${SHARED}/inputs/database-inputs.ts`,
      ],
      cause:
        "`database-url` (or TURSO_DATABASE_URL, DATABASE_URL) is missing, is no libSQL URL, or does not fit `auth-token`. A token of the environment is used only for the host of the environment's own URL.",
      cure: "Give `database-url` as `turso db show <database> --url` prints it, and the token as `auth-token` where the URL is given too.",
    },
    {
      title: "Refused without `allow-remote`",
      files: [`${SHARED}/database/allow-remote.ts`],
      cause: "The command can destroy or mix data, and the database is on another machine.",
      cure: "See that the URL is the one you mean. Then set `allow-remote: true` in that step alone.",
    },
    {
      title: "A database cannot be reached or opened",
      files: [`${SHARED}/database/`],
      cause:
        "The server is not there, refuses the token, or answers with what is not libSQL's protocol; a file is locked, damaged, or in a folder that does not exist.",
      cure: "Start the server first, check URL and token, and run again when another writer is done. The words behind the colon are those of the server or of SQLite.",
    },
    {
      title: "A statement or a value that cannot be sent",
      files: [`${SHARED}/database/statement.ts`, `${SHARED}/database/hrana-failure.ts`],
      cause: "A statement or a value in it is one that would be cut, changed or refused on the way.",
      cure: "Take the character out, or write the value as a blob; make one statement of each.",
    },
    {
      title: "libSQL's native addon",
      files: [`${SHARED}/database/addon.ts`],
      cause:
        "`file:` and `:memory:` need a native library, which comes from the tool cache, from `node_modules`, or from the npm registry. It could not be had, or is for another platform.",
      cure: "Run the setup action with `backend: file` or `memory` where the network is, or give `registry-url` of a registry that this machine reaches.",
    },
    {
      title: "The in-memory database",
      files: [`${SHARED}/database/memory.ts`],
      cause: "DATABASE_INIT_SQL names a script that is not there, or that this user may not read.",
      cure: "Let the setup action with `backend: memory` make it, earlier in the same job.",
    },
    {
      title: "A dump cannot be made",
      files: [`${SHARED}/database/dump`, `${SHARED}/database/backup`],
      cause:
        "The database holds what a script cannot give back, or was written to meanwhile. Every dump is read back before it counts.",
      cure: "Back up when nobody writes. For what cannot be dumped, use the means of the server, such as `turso db shell <database> .dump` or a branch.",
    },
    {
      title: "A dump cannot be restored",
      files: [`${SHARED}/database/restore`, `${SHARED}/database/backup-file.ts`],
      cause:
        "The script is cut, damaged or not the one that was written, or the database is not in the state that a restore needs.",
      cure: "Get the whole file with its `.sha256`, and restore into an empty database, when nobody writes.",
    },
    {
      title: "The network",
      files: [`${SHARED}/network/`],
      cause:
        "A host did not answer, answered with an error, or sent the request elsewhere. Passing faults were tried again until the deadline. A token is never sent on to another host.",
      cure: "See whether this runner reaches the host (proxy, firewall, DNS), and give the URL that it redirects to.",
    },
    {
      title: "Downloads",
      files: [`${SHARED}/download/`],
      cause:
        "A file could not be downloaded, unpacked or kept, or is not the one whose hash is known. A file with a wrong hash is never used.",
      cure: "Run again. Where it stays, a proxy or mirror changes the file: name another one with `mirror-url` or `registry-url`.",
    },
    {
      title: "Files that a step writes",
      files: [`${SHARED}/files/`, `${SHARED}/report/report-file.ts`],
      cause: "Two inputs name the same file, a path leads to what is no file, or the folder cannot be written.",
      cure: "Give each output a path of its own below the workspace.",
    },
    {
      title: "SQL scripts",
      files: [`${SHARED}/sql/`],
      cause: "A script holds what cannot run in one transaction on one libSQL database.",
      cure: "The place is given as file:line:column. Take out what it names.",
    },
    {
      title: "The schema of a database",
      files: [`${SHARED}/schema/`],
      cause: "What a database says of its schema cannot be read, or making up for a difference has a price.",
      cure: "Create the object anew with a definition that is text; read the remark before you run the statement it is about.",
    },
    {
      title: "Several databases",
      files: [`${SHARED}/recipe/`],
      cause: "With several databases each is tried, and this line sums up how many failed.",
      cure: "Each has an error of its own before this line, and a row in the summary.",
    },
    {
      title: "The summary and the comment",
      files: [`${SHARED}/report/`, `${SHARED}/github/event.ts`],
      cause:
        "A step did its work, and could not write all that it had to say: a comment needs a permission, and GitHub bounds what it takes.",
      cure: "Give the job `pull-requests: write` for comments. The outputs and `report-file` have all of it.",
    },
    {
      title: "GitHub's API",
      files: [`${SHARED}/github/`],
      cause: "GitHub refused a request, or something that is not GitHub answered.",
      cure: "Check `github-token` and its permissions, and the address of the API where you use Enterprise Server.",
    },
    {
      title: "Turso's platform API",
      files: [`${SHARED}/turso/`],
      cause: "The platform refused a request, or something else answered at `api-url`.",
      cure: "Check `api-token`, `organization` and the name of the database or group.",
    },
  ],
};
