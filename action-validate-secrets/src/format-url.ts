// Looks at a database URL.
import { isDatabaseScheme, schemeOf } from "@libsql-actions/shared/database/scheme";
import { DatabaseUrlError, parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import type { FormatRules, Problem } from "./format-problem.ts";

const FORMS =
  "Store what `turso db show <database> --url` prints. A database URL looks like `libsql://name-organization.turso.io`, `http://127.0.0.1:8080` or `file:local.db`.";

/**
 * What is wrong with a URL; undefined for one that is good.
 * @param name of the variable or input that holds it
 */
export function urlProblem(name: string, value: string, rules: FormatRules): Problem | undefined {
  const failed = { verdict: "failed", fix: FORMS } as const;
  if (/^ey[\w-]+\.[\w-]+\.[\w-]*$/.test(value))
    return { ...failed, reason: "wrong-kind", message: "It is a token, not a URL. Were URL and token swapped?" };
  const scheme = schemeOf(value);
  // DATABASE_URL may be another product's, which every action then passes over.
  if (scheme !== undefined && !isDatabaseScheme(scheme))
    return {
      ...failed,
      verdict: name.startsWith("DATABASE_URL") ? "warning" : "failed",
      reason: "wrong-scheme",
      message: "It is the URL of something other than a libSQL database.",
    };
  try {
    const url = parseDatabaseUrl(value, rules.directory);
    const isPlaintext = url.kind === "remote" && !url.encrypted && !url.loopback;
    if (!isPlaintext || rules.allowPlaintext) return undefined;
    return {
      verdict: "failed",
      reason: "plaintext-refused",
      message: "It is plaintext to another machine: token and data could be read on the way.",
      fix: "Store the URL with `https://` or `libsql://`, or set `allow-plaintext: true`.",
    };
  } catch (problem) {
    if (!(problem instanceof DatabaseUrlError)) throw problem;
    const reason = errorMessage(problem).replace(/^.* is not a database URL: /s, "");
    return { ...failed, reason: "malformed", message: `It is no database URL: ${reason}` };
  }
}
