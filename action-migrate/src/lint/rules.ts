// All rules of the lint, in the order of docs/findings.md.
import type { Rule } from "./rule.ts";
import { alterColumnMisread } from "./rules/alter-column.ts";
import {
  attach,
  bareParameter,
  nulCharacter,
  placeholder,
  refusedPragma,
  rollbackInFile,
  temporaryObject,
  vacuum,
} from "./rules/cannot-run.ts";
import { deleteWithoutWhere, dropColumn, dropTable, renameColumn, renameTable, updateWithoutWhere } from "./rules/destructive.ts";
import { doubleQuotedString } from "./rules/double-quoted-string.ts";
import {
  addColumnRefused,
  addColumnToRows,
  alterColumnUnchecked,
  dropColumnInUse,
  notNullWithoutDefault,
  uniqueIndexOnExistingTable,
} from "./rules/existing-rows.ts";
import { fileAccess } from "./rules/file-access.ts";
import {
  alterColumnReferences,
  danglingReference,
  dropReferencedTable,
  foreignKeysInTransaction,
  replaceCascades,
} from "./rules/foreign-keys.ts";
import { caseOnlyNames } from "./rules/names.ts";
import { alterColumnAvailable, dropVectorIndexedTable, rebuildUnderView } from "./rules/rebuilds.ts";
import { longRunning, missingDown, transactionControl, userVersion } from "./rules/running.ts";
import { analyze, missingFunction, reservedTable, unsupportedSyntax } from "./rules/unsupported.ts";

/** What the server's own parser refuses, where it was asked. */
export const REFUSED_BY_SERVER = {
  code: "refused-by-server",
  severity: "error",
  ignore: "never",
  description: "The server's parser refuses the statement.",
  looksAt: "nothing",
} as const satisfies Rule;

export const UNKNOWN_LINT_CODE = {
  code: "unknown-lint-code",
  severity: "warning",
  ignore: "anywhere",
  description: "`lint-ignore` names a code that there is not.",
  looksAt: "nothing",
} as const satisfies Rule;

export const LINT_IGNORE_REASON = {
  code: "lint-ignore-reason",
  severity: "warning",
  ignore: "anywhere",
  description: "A `lint-ignore` comment without a reason, which does nothing.",
  looksAt: "nothing",
} as const satisfies Rule;

export const NOT_IGNORABLE = {
  code: "not-ignorable",
  severity: "warning",
  ignore: "anywhere",
  description: "`lint-ignore` names a code that cannot be ignored there.",
  looksAt: "nothing",
} as const satisfies Rule;

export const LINT_RULES: readonly Rule[] = [
  REFUSED_BY_SERVER,
  nulCharacter,
  placeholder,
  bareParameter,
  rollbackInFile,
  vacuum,
  attach,
  temporaryObject,
  refusedPragma,
  analyze,
  reservedTable,
  unsupportedSyntax,
  missingFunction,
  doubleQuotedString,
  addColumnRefused,
  dropColumnInUse,
  alterColumnMisread,
  caseOnlyNames,
  rebuildUnderView,
  dropVectorIndexedTable,
  foreignKeysInTransaction,
  dropReferencedTable,
  danglingReference,
  replaceCascades,
  dropTable,
  dropColumn,
  deleteWithoutWhere,
  updateWithoutWhere,
  renameTable,
  renameColumn,
  notNullWithoutDefault,
  addColumnToRows,
  uniqueIndexOnExistingTable,
  alterColumnUnchecked,
  alterColumnReferences,
  alterColumnAvailable,
  longRunning,
  transactionControl,
  userVersion,
  fileAccess,
  missingDown,
  UNKNOWN_LINT_CODE,
  LINT_IGNORE_REASON,
  NOT_IGNORABLE,
];

const BY_CODE = new Map(LINT_RULES.map((rule) => [rule.code, rule]));

/** The rule of a code; undefined when there is none. */
export function ruleOf(code: string): Rule | undefined {
  return BY_CODE.get(code);
}
