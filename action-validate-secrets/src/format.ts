// The check `format`: a secret looks like what it is to be. Nothing is sent.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { API_TOKEN } from "./checked-secrets.ts";
import { type FormatRules, type Problem, resultsOf } from "./format-problem.ts";
import { tokenProblem } from "./format-token.ts";
import { urlProblem } from "./format-url.ts";
import { notChecked, type Reason, type Result } from "./result.ts";
import { type Secret, tokenOf } from "./secret.ts";
import { isDatabaseToken, tokenClaims } from "./token-claims.ts";

const STORE_AGAIN =
  'Store the secret again, exactly as it was issued: `printf %s "$VALUE" | gh secret set NAME` adds nothing to it.';

/** `<token>`, and what is left of an expression. */
const BRACKETED = /^(?:<[^<>\s/]+>|\[[a-z_-]+\]|\{\{.*\}\}|\$\{.*\}|\$[A-Z_]+)$/is;
const FILLER = /^(?:\*+|x{3,}|\.{3,}|todo|tbd|none|null|undefined|placeholder|(?:change|replace)[-_ ]?me)$/i;
/** `my-token`, `your_api_key_here`; not a pass phrase that begins so. */
const POSSESSIVE =
  /^(?:your|my|example)(?:[-_ ](?:turso|libsql|database|db|api|auth|access|secret))*[-_ ](?:token|secret|key|password|url|value|database)(?:[-_ ]here)?$/i;
const PLACEHOLDERS = [BRACKETED, FILLER, POSSESSIVE];
/** No quote of the same kind within: those are of one who writes `it's`. */
const QUOTED = /^(["'`])(?:\\.|(?!\1)[^\\])*\1$/s;

/** @returns one result, or two where there are spaces around a value that is wrong itself */
export function checkFormat(secret: Secret, rules: FormatRules): Result[] {
  const { name, value = "" } = secret;
  if (value.trim() === "") return [notChecked(name, "format", reasonOfNothing(secret), "There is no value to look at.")];
  const problems = [spaceProblem(value), generalProblem(value.trim()) ?? kindProblem(secret, value.trim(), rules)];
  return resultsOf(
    name,
    "format",
    problems.filter((problem) => problem !== undefined),
    fine(secret, rules),
  );
}

/** Why there is nothing to look at. */
export function reasonOfNothing({ value, isOptional = false }: Secret): Reason {
  return isOptional ? "not-needed" : value === undefined ? "missing" : "empty";
}

/** Where a token says which databases or groups it is for, that is told: it is what a server compares. */
function fine(secret: Secret, { directory }: FormatRules): string {
  const token = secret.kind === "other" ? undefined : tokenOf(secret, directory);
  const places = token === undefined ? [] : (tokenClaims(token)?.places ?? []).map(quote);
  const names = places.length === 0 ? "" : ` It is for ${places.join(", ")}.`;
  return secret.name === API_TOKEN ? "It is in one piece, as tokens are." : `${FINE[secret.kind]}${names}`;
}

const DATABASE_TOKEN: Problem = {
  verdict: "failed",
  reason: "wrong-kind",
  message: "It is a database token, which opens no platform. Were the two tokens swapped?",
  fix: "Store a token of the platform: `turso auth api-tokens mint <name> --org <organization>`.",
};

const FINE: Record<Secret["kind"], string> = {
  url: "It is a database URL.",
  token: "It is a database token.",
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
  if (QUOTED.test(value))
    return {
      verdict: "failed",
      reason: "quoted",
      message: "It stands in quotes, which are a part of it then.",
      fix: STORE_AGAIN,
    };
  if (PLACEHOLDERS.some((one) => one.test(value)))
    return {
      verdict: "failed",
      reason: "placeholder",
      message: "It is a placeholder, not a secret.",
      fix: "Store the real value: `turso db show <database> --url` and `turso db tokens create <database>` print them.",
    };
  return undefined;
}

function kindProblem(secret: Secret, value: string, rules: FormatRules): Problem | undefined {
  if (secret.name === API_TOKEN) return isDatabaseToken(value) ? DATABASE_TOKEN : undefined;
  if (secret.kind === "token") return tokenProblem(value, rules.apiToken);
  if (secret.kind !== "url") return undefined;
  const ownToken = tokenOf(secret, rules.directory);
  return (
    urlProblem(secret.name, value, rules) ?? (ownToken === undefined ? undefined : inUrl(tokenProblem(ownToken, rules.apiToken)))
  );
}

function inUrl(problem: Problem | undefined): Problem | undefined {
  return problem && { ...problem, message: `Of its \`authToken\`: ${problem.message}` };
}
