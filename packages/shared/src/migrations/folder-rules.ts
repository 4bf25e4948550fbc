// What the codes of findings mean that are about the files of a folder of migrations, before any of them runs.
import type { Finding } from "../report/finding.ts";
import type { SarifRule } from "../report/sarif.ts";

/** A code that no rule of the lint gives. `severity` is the worst that a finding with it has unless an input asks for more. */
export interface FindingRule extends SarifRule {
  /** The input `lint-ignore` takes it: it is about the order of a folder, which may be old and the same everywhere. No comment in a file does. */
  readonly ignore?: "input";
}

/** In the order of docs/findings.md. */
export const FOLDER_RULES = [
  { code: "file-name", severity: "error", description: "The name of a file does not fit the format of its folder." },
  { code: "duplicate-version", severity: "error", description: "Two migrations have the same version." },
  {
    code: "version-order",
    severity: "warning",
    ignore: "input",
    description: "dbmate applies a file before another with a smaller number, since it sorts names as text.",
  },
  {
    code: "directive",
    severity: "error",
    description: "A comment that tells the tool of the folder what to do is wrong, or missing.",
  },
  { code: "missing-script", severity: "error", description: "A migration is listed, or has a folder, but there is no script." },
  { code: "dialect", severity: "error", description: "The folder is written for a database that is not SQLite." },
  { code: "journal", severity: "error", description: "The journal of drizzle cannot be read, or is missing." },
  {
    code: "journal-order",
    severity: "error",
    ignore: "input",
    description: "The times in the journal of drizzle do not rise, so drizzle's own migrator passes over a migration.",
  },
  {
    code: "journal-and-folders",
    severity: "error",
    description: "There is a journal of drizzle-kit 0.x beside folders of drizzle-kit 1.x.",
  },
  { code: "go-migration", severity: "error", description: "A migration of goose is written in Go." },
  { code: "callback", severity: "warning", description: "A callback of Flyway, which is not run." },
  { code: "script-config", severity: "error", description: "A setting beside a script of Flyway that cannot be followed." },
  { code: "atlas-sum", severity: "error", description: "The files are not those that atlas.sum was made of." },
] as const satisfies readonly FindingRule[];

/** What Flyway would put a value in place of is a placeholder too, and has the code of that rule of migrate's lint. */
export type FolderCode = (typeof FOLDER_RULES)[number]["code"] | "placeholder";

/** A finding about a folder, with one of these codes. */
export interface FolderFinding extends Finding {
  readonly code: FolderCode;
}
