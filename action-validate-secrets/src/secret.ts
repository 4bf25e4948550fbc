// The secrets of a step: what the `secrets` input names, and the inputs that hold one themselves.
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { maskSecret, maskUrlSecrets } from "@libsql-actions/shared/report/secrets";

type Environment = Readonly<Record<string, string | undefined>>;

export interface Secret {
  /** The name of the variable or input. */
  readonly name: string;
  /** As it is, with the spaces around it; undefined when it is not set. */
  readonly value: string | undefined;
  readonly kind: "url" | "token" | "other";
  /** True when an input itself holds the value. */
  readonly isGiven: boolean;
  /** True when the database needs none. */
  readonly isOptional?: boolean;
}

const NAME = /^[A-Za-z_]\w{0,99}$/;
/** Upper case, as GitHub has the names of secrets: a piece of a value is unlikely to look like it. */
const PAIR = /^[ \t]*([A-Z_][A-Z0-9_]{0,99})=(.*)$/s;
const NAME_AFTER_PAIR = /^[ \t]*([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[ \t]*$/;
const URL_NAME = /^(?:(?:TURSO|LIBSQL)_(?:\w+_)?URL|DATABASE_URL(?:_\w+)?)$/;
const TOKEN_NAME = /^(?:TURSO|LIBSQL)_(?:\w+_)?(?:AUTH|DB|DATABASE)_TOKEN$/;

/**
 * Reads the `secrets` input and masks what is in it before anything else happens with it. A value may go over several lines, as a secret
 * that was stored with a line break does: what follows a `NAME=value` line and is none itself, nor a name, belongs to its value.
 * @param text the input as it stands, not trimmed
 */
export function readSecrets(text: string, environment: Environment, reader: InputReader): Secret[] {
  const found = new Map<string, string | undefined>();
  let open: string | undefined;
  for (const [index, line] of text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .entries()) {
    const [, pair, value = ""] = PAIR.exec(line) ?? [];
    const name = (open === undefined ? line.trim() : NAME_AFTER_PAIR.exec(line)?.[1]) ?? "";
    if (pair !== undefined) {
      open = pair;
      found.set(pair, value);
    } else if (NAME.test(name)) {
      open = undefined;
      found.set(name, undefined);
    } else if (open !== undefined) found.set(open, `${found.get(open)}\n${line}`);
    else if (name !== "")
      reader.reject("secrets", undefined, `has a line that is neither a name nor \`NAME=value\`: line ${index + 1}.`);
  }
  for (const value of found.values()) maskValue(value, true);
  return Array.from(found, ([name, value]) => {
    const isGiven = value !== undefined;
    return secretOf(name, value ?? environment[name], isGiven);
  });
}

/** A secret of the environment or of an input, masked. */
export function secretOf(name: string, value: string | undefined, isGiven = false): Secret {
  const kind =
    URL_NAME.test(name) || name === "database-url" ? "url" : TOKEN_NAME.test(name) || name === "auth-token" ? "token" : "other";
  maskValue(value, kind === "token");
  return { name, value, kind, isGiven };
}

/**
 * Masks a value: of a URL what is secret in it, of anything else all of it.
 * @param isSecret false for a variable that may hold the name of an organization or a host: masking it would make GitHub drop outputs
 */
function maskValue(value: string | undefined, isSecret: boolean): void {
  if (value === undefined) return;
  maskUrlSecrets(value);
  const isUrl = /^\s*["'`]?([a-z][a-z0-9+.-]*:\/\/|file:|:memory:)/i.test(value);
  if (isSecret && !isUrl) maskSecret(value);
}
