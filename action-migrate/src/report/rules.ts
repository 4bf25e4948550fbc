// Every code that a finding of this action can have, with what it means, in the order of docs/findings.md.
import type { SarifRule } from "@libsql-actions/shared/report/sarif";
import { RULES_BEFORE_LINT, RULES_BEHIND_LINT } from "../finding-rules.ts";
import { LINT_RULES } from "../lint/rules.ts";

export const PAGE = "https://github.com/libsql-actions/libsql-actions";
/** Has a heading for each code. */
export const DOCUMENTATION = `${PAGE}/blob/main/docs/findings.md`;

export const RULES: readonly SarifRule[] = [...RULES_BEFORE_LINT, ...LINT_RULES, ...RULES_BEHIND_LINT];
