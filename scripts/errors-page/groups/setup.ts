// Causes and cures of the messages of action-setup-libsql.
import type { Area } from "../group.ts";

const SERVER = "packages/shared/src/server";
const SETUP = "action-setup-libsql/src";

export const SETUP_AREA: Area = {
  title: "action-setup-libsql",
  groups: [
    {
      title: "Inputs of action-setup-libsql",
      files: [`${SETUP}/inputs.ts`, `${SETUP}/contradictions.ts`, `${SETUP}/instance-inputs.ts`, `${SETUP}/server-arguments.ts`],
      cause: "An input is not valid by itself, or contradicts another one. The name of the input stands in front.",
      cure: "Give what the message allows, or leave one of the two inputs out.",
    },
    {
      title: "The version of libsql-server",
      files: [`${SERVER}/version`, `${SERVER}/github.ts`, `${SETUP}/install-sqld.ts`],
      cause: "The version that was asked for is not known, has no build for this platform, or cannot be read from a file.",
      cure: "Leave `libsql-version` out for the newest that the action knows, or give an exact one of those listed.",
    },
    {
      title: "The platform",
      files: [`${SERVER}/platform.ts`],
      cause: "libsql-server exists for Linux with glibc and for macOS, on x64 and arm64.",
      cure: "Use `backend: file` or `memory` there, or another runner.",
    },
    {
      title: "Installing libsql-server",
      files: [`${SERVER}/install.ts`],
      cause: "No source gave a file with the right hash. The message lists each source with its own reason.",
      cure: "Name a `mirror-url` or `registry-url` that this machine reaches, install `xz`, or give `checksum` for a version that the action does not know.",
    },
    {
      title: "Starting servers",
      files: [`${SERVER}/`],
      cause:
        "A server ended by itself, did not get ready in time, or its port is taken. The end of its own log is in the message.",
      cure: "Read the log; free the port or leave `ports` out; raise `wait-timeout` on a slow machine; take out `server-args` that it does not know.",
    },
    {
      title: "Backends",
      files: [`${SETUP}/backends/`],
      cause: "What the backend needs is missing, or comes with a risk that is worth a warning.",
      cure: "Give what it names. On a shared network leave `listen-address` at `127.0.0.1`.",
    },
    {
      title: "Folders of databases",
      files: [`${SETUP}/folders.ts`, `${SETUP}/claims.ts`],
      cause:
        "A folder cannot be made or written, or another server uses it: two servers on one folder would damage the database.",
      cure: "Name another `data-directory`, one for each step.",
    },
    {
      title: "Templates",
      files: [`${SETUP}/template`],
      cause: "The template is no database, is damaged, or there is a database in its place already.",
      cure: "Give a `.db` that SQLite opens, with pages of 4096 bytes, or a `.sql` script.",
    },
    {
      title: "Waiting for other resources",
      files: [`${SETUP}/wait-on.ts`],
      cause: "What `wait-on` names did not answer within `wait-timeout`.",
      cure: "Start it before this step, see its own log, or give it longer.",
    },
    {
      title: "The environment of later steps",
      files: [`${SETUP}/environment.ts`],
      cause: "A variable such as DATABASE_URL was set before this step, and now means the database that the step has set up.",
      cure: "Nothing, if that is meant. Otherwise set the variable in the `env:` of the steps that need the other value.",
    },
    {
      title: "Cleaning up at the end of the job",
      files: [`${SETUP}/post.ts`, `${SETUP}/clean-up.ts`],
      cause: "A server did not end in time, or a file could not be removed. This never fails a job.",
      cure: "On a self-hosted runner see whether the process or the folder is still there, and remove it.",
    },
  ],
};
