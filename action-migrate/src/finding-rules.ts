// What the codes of findings mean that no rule of the lint gives: of the folder, the history, the base and the proofs.
import type { Finding } from "@libsql-actions/shared/report/finding";
import type { SarifRule } from "@libsql-actions/shared/report/sarif";

/** A code that no rule of the lint gives. `severity` is the worst that a finding with it has unless an input asks for more. */
export interface FindingRule extends SarifRule {
  /** The input `lint-ignore` takes it: it is about the order of a folder, which may be old and the same everywhere. No comment in a file does. */
  readonly ignore?: "input";
}

const FOLDER = [
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

const HISTORY = [
  { code: "edited", severity: "error", description: "A migration was edited after it was applied." },
  { code: "missing-file", severity: "error", description: "An applied migration has no file in the folder." },
  { code: "out-of-order", severity: "error", description: "A migration that is not applied sorts before one that is." },
  {
    code: "half-applied",
    severity: "error",
    description: "A migration without a transaction was begun and did not come to its end.",
  },
  { code: "pending", severity: "error", description: "`verify` found a migration that is not applied." },
  { code: "failed", severity: "error", description: "A migration could not be run, or failed." },
] as const satisfies readonly FindingRule[];

const BASE = [
  { code: "merged-migration-edited", severity: "error", description: "A migration that is on the base was edited." },
  { code: "merged-migration-renamed", severity: "error", description: "A migration that is on the base was renamed." },
  { code: "merged-migration-deleted", severity: "error", description: "A migration that is on the base was deleted." },
  { code: "merged-migration-overtaken", severity: "error", description: "A new migration sorts before one that is on the base." },
  {
    code: "base-ref-unreadable",
    severity: "warning",
    description: "The commit that the folder is to be held against is not in the checkout.",
  },
] as const satisfies readonly FindingRule[];

const PROOF = [
  { code: "replay-failed", severity: "error", description: "The migrations cannot be applied to an empty database." },
  { code: "rehearsal-failed", severity: "error", description: "A migration failed on a copy of the database." },
  { code: "down-failed", severity: "error", description: "A down script failed right behind its migration." },
  {
    code: "down-does-not-restore",
    severity: "error",
    description: "A down script does not bring back the schema that was there before.",
  },
  {
    code: "row-loss",
    severity: "error",
    description: "A migration leaves a table with fewer rows, and does not say that it removes any.",
  },
  {
    code: "reference-loss",
    severity: "error",
    description: "A migration empties references to other rows, and does not say so.",
  },
  { code: "schema-file-outdated", severity: "error", description: "The schema file is not what the migrations make." },
  { code: "drift", severity: "error", description: "The schema of the database is not what its migrations make." },
  { code: "drift-sql", severity: "note", description: "The statements that would undo a drift." },
  { code: "integrity-check", severity: "error", description: "SQLite's integrity check complains." },
  { code: "foreign-key-violation", severity: "error", description: "Rows refer to others that are not there." },
  { code: "foreign-key-mismatch", severity: "error", description: "A foreign key refers to columns that are no key." },
] as const satisfies readonly FindingRule[];

/** In the order of docs/findings.md, those before the rules of the lint and those behind them. */
export const RULES_BEFORE_LINT = [...FOLDER, ...HISTORY, ...BASE];
export const RULES_BEHIND_LINT = PROOF;

/** What Flyway would put a value in place of is a placeholder too, and has the code of that rule of the lint. */
export type FindingCode = (typeof RULES_BEFORE_LINT)[number]["code"] | (typeof RULES_BEHIND_LINT)[number]["code"] | "placeholder";

/** A finding with one of these codes; those of the lint have the code of their rule. */
export interface CodedFinding extends Finding {
  readonly code: FindingCode;
}

const RULES: readonly FindingRule[] = [...RULES_BEFORE_LINT, ...RULES_BEHIND_LINT];
const BY_CODE = new Map(RULES.map((rule) => [rule.code, rule]));

/** The rule of a code that the lint does not give; undefined for one of the lint, and for none at all. */
export function findingRuleOf(code: string): FindingRule | undefined {
  return BY_CODE.get(code);
}

/** The codes that only the input `lint-ignore` takes. */
export const IGNORED_BY_INPUT_ONLY: readonly string[] = RULES.filter(({ ignore }) => ignore === "input").map(({ code }) => code);
