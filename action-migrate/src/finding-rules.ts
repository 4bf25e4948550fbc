// What the codes of findings mean that no rule of the lint gives: of the folder (as its formats tell them), the history, the base and the proofs.
import { type FindingRule, FOLDER_RULES, type FolderCode } from "@libsql-actions/shared/migrations/folder-rules";
import type { Finding } from "@libsql-actions/shared/report/finding";

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
export const RULES_BEFORE_LINT = [...FOLDER_RULES, ...HISTORY, ...BASE];
export const RULES_BEHIND_LINT = PROOF;

export type FindingCode = (typeof RULES_BEFORE_LINT)[number]["code"] | (typeof RULES_BEHIND_LINT)[number]["code"] | FolderCode;

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
