// The check `format`: a secret looks like what it is to be. Nothing is sent.
import type { FormatRules, Problem } from "./format-problem.ts";
import { tokenProblem } from "./format-token.ts";
import { urlProblem } from "./format-url.ts";
import { passed, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";

const STORE_AGAIN =
  'Store the secret again, exactly as it was issued: `printf %s "$VALUE" | gh secret set NAME` adds nothing to it.';

const PLACEHOLDER =
  /^(?:<.*>|\[.*\]|\{\{.*\}\}|\$\{.*\}|\$[A-Z_]+|\*+|x{3,}|\.{3,}|todo|tbd|none|null|undefined|placeholder|(?:change|replace)[-_ ]?me|(?:your|my|example)[-_ ].*)$/is;

/** @returns one result, or two where there are spaces around a value that is wrong itself */
export function checkFormat(secret: Secret, rules: FormatRules): Result[] {
  const { name, value = "" } = secret;
  const result = (problem: Problem): Result => {
    const { verdict, reason, message, fix } = problem;
    return { secret: name, check: "format", verdict, reason, message, fix };
  };
  if (value.trim() === "")
    return [
      {
        ...passed(name, "format", "There is no value to look at."),
        verdict: "not-checked",
        reason: secret.isOptional ? "not-needed" : "missing",
      },
    ];
  const problems = [spaceProblem(value), generalProblem(value.trim()) ?? kindProblem(secret.kind, name, value.trim(), rules)];
  const results = problems.filter((problem) => problem !== undefined).map(result);
  return results.length > 0 ? results : [passed(name, "format", FINE[secret.kind])];
}

const FINE: Record<Secret["kind"], string> = {
  url: "It is a database URL.",
  token: "It is a database token that has not expired.",
  other: "It has a value of its own, without quotes or spaces around it.",
};

function spaceProblem(value: string): Problem | undefined {
  const around = value.slice(0, value.length - value.trimStart().length) + value.slice(value.trimEnd().length);
  if (around === "") return undefined;
  const hasNewline = /[\r\n]/.test(around);
  return {
    verdict: "warning",
    reason: hasNewline ? "newline-around" : "space-around",
    message: `It has ${hasNewline ? "a line break" : "a space"} before or behind it, which some clients take for a part of it.`,
    fix: STORE_AGAIN,
  };
}

function generalProblem(value: string): Problem | undefined {
  if (/^(["'`]).*\1$/s.test(value))
    return {
      verdict: "failed",
      reason: "quoted",
      message: "It stands in quotes, which are a part of it then.",
      fix: STORE_AGAIN,
    };
  if (PLACEHOLDER.test(value))
    return {
      verdict: "failed",
      reason: "placeholder",
      message: "It is a placeholder, not a secret.",
      fix: "Store the real value.",
    };
  return undefined;
}

function kindProblem(kind: Secret["kind"], name: string, value: string, rules: FormatRules): Problem | undefined {
  if (kind === "url") return urlProblem(name, value, rules);
  return kind === "token" ? tokenProblem(value, rules.nowMs) : undefined;
}
