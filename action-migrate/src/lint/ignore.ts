// Reads what is to be ignored: codes of the input, and `-- lint-ignore CODE reason` in files.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { lineComments } from "@libsql-actions/shared/sql/comments";
import type { Script } from "@libsql-actions/shared/sql/split";
import { findingRuleOf, IGNORED_BY_INPUT_ONLY } from "../finding-rules.ts";
import type { Found, Rule } from "./rule.ts";
import { LINT_IGNORE_REASON, LINT_RULES, NOT_IGNORABLE, ruleOf, UNKNOWN_LINT_CODE } from "./rules.ts";

/** A finding before it is known where it stands and whether it counts. */
export interface Raw extends Found {
  readonly rule: Rule;
}

export interface Ignored {
  /** Codes that are ignored in the whole file. */
  readonly file: ReadonlySet<string>;
  /** By index of a statement. */
  readonly statements: ReadonlyMap<number, ReadonlySet<string>>;
  /** What is wrong with the comments themselves. */
  readonly problems: readonly Raw[];
}

const NOTHING: Ignored = { file: new Set(), statements: new Map(), problems: [] };

/** Reads the comments of a script. */
export function ignoredIn(text: string, split: Script): Ignored {
  if (!text.includes("lint-ignore")) return NOTHING;
  const file = new Set<string>();
  const statements = new Map<number, Set<string>>();
  const problems: Raw[] = [];
  for (const { text: comment, about, line, column } of lineComments(text, split, /^lint-ignore\b/)) {
    const [, code = "", ...reason] = comment.split(/\s+/);
    const problem = problemWith(code, reason.join(""), BY_COMMENT);
    if (problem !== undefined) problems.push({ ...problem, line, column });
    else if (about === "file") file.add(code);
    else if (about !== undefined) statements.set(about, (statements.get(about) ?? new Set()).add(code));
  }
  return { file, statements, problems };
}

/** Reads the codes of the input: what trusts the folder or risks data can only be ignored where it stands, with a reason. */
export function ignoredByInput(codes: readonly string[]): {
  readonly codes: ReadonlySet<string>;
  readonly problems: readonly Raw[];
} {
  const problems = codes.flatMap((code) => problemWith(code, undefined, BY_INPUT) ?? []);
  return { codes: new Set(codes.filter((code) => ruleOf(code)?.ignore === "anywhere")), problems };
}

type Allowed = Rule["ignore"] | "input";
/** What a comment, and what the input may ignore. */
const BY_COMMENT: readonly Allowed[] = ["anywhere", "in-file"];
const BY_INPUT: readonly Allowed[] = ["anywhere", "input"];

/** @param reason undefined where none is asked for */
function problemWith(code: string, reason: string | undefined, allowed: readonly Allowed[]): Raw | undefined {
  const rule = ruleOf(code);
  const other = findingRuleOf(code);
  if (rule === undefined && other === undefined) {
    const codes = code === "" ? "Write the code behind it." : `The codes are: ${codesFor(allowed).join(", ")}.`;
    return { rule: UNKNOWN_LINT_CODE, message: `\`lint-ignore\` names no code: ${quote(code)}. ${codes}` };
  }
  const refused = refusal(code, rule?.ignore ?? other?.ignore ?? "never", rule !== undefined, allowed);
  if (refused !== undefined) return { rule: NOT_IGNORABLE, message: `${code} ${refused}` };
  if (reason === "")
    return {
      rule: LINT_IGNORE_REASON,
      message: `Say why ${code} may be ignored: \`-- lint-ignore ${code} REASON\`. Until then it is not.`,
    };
  return undefined;
}

/** Why a code cannot be ignored there, as the rest of a sentence. */
function refusal(code: string, ignore: Allowed, isLint: boolean, allowed: readonly Allowed[]): string | undefined {
  if (allowed.includes(ignore)) return undefined;
  switch (ignore) {
    case "input":
      return "can only be ignored by the input `lint-ignore`: it is about the order of the folder.";
    case "in-file":
      return `can only be ignored in the file that it is about, by a line \`-- lint-ignore ${code} REASON\` before the statement.`;
    default:
      return isLint
        ? "cannot be ignored: the statement cannot run."
        : "cannot be ignored: it is no rule about scripts, and what it says has to be put right.";
  }
}

function codesFor(allowed: readonly Allowed[]): string[] {
  const own = LINT_RULES.filter(({ ignore }) => allowed.includes(ignore)).map(({ code }) => code);
  return allowed.includes("input") ? [...own, ...IGNORED_BY_INPUT_ONLY] : own;
}
