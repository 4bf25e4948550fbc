// The secrets of a step: what the `secrets` input names, and the inputs that hold one themselves.
import { DatabaseUrlError, parseDatabaseUrl } from "@libsql-actions/shared/database/url";
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
/** What may be a name, or one with nothing behind it, and may as well be the end of a value: base64 ends in `=`. */
const AMBIGUOUS = /^[ \t]*(?:([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[ \t]*|([A-Z_][A-Z0-9_]{0,99})=[=\s]*)$/;
const URL_NAME = /^(?:(?:TURSO|LIBSQL)_(?:\w+_)?URL|DATABASE_URL(?:_\w+)?)$/;
const TOKEN_NAME = /^(?:TURSO|LIBSQL)_(?:\w+_)?(?:AUTH|DB|DATABASE)_TOKEN$/;

/** What the lines of the input hold. A name without a value is one of a variable. */
interface Lines {
  readonly found: Map<string, string | undefined>;
  /** The pair whose value the next line may go on with. */
  open: string | undefined;
}

/**
 * Reads the `secrets` input and masks what is in it before anything else happens with it. A value may go over several lines, as a secret
 * that was stored with a line break does: what follows a `NAME=value` line and is none itself belongs to its value. What could be either is
 * never shown: an ending such as `QWERTY12=` is a finding under the number of its line, and a plain name is refused there.
 * @param text the input as it stands, not trimmed
 */
export function readSecrets(text: string, environment: Environment, reader: InputReader): Secret[] {
  const lines: Lines = { found: new Map(), open: undefined };
  const reject = (index: number, problem: string) => reader.reject("secrets", undefined, `${problem}: line ${index + 1}.`);
  for (const [index, line] of text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .entries()) {
    if (lines.open === undefined)
      readFirst(lines, line, () =>
        reject(index, "has a line that is neither a name nor `NAME=value` with the name in upper case"),
      );
    else
      readNext(lines, lines.open, line, index, () =>
        reject(
          index,
          "has a name after a `NAME=value` line, or a value that looks so (put names first, and such a value into `env:`)",
        ),
      );
  }
  for (const value of lines.found.values()) maskValue(value, true);
  if (isInsidePem(lines.found.get(lines.open ?? "") ?? ""))
    reader.reject(
      "secrets",
      undefined,
      "has a `-----BEGIN` line without its `-----END` line, so what follows cannot be told from it.",
    );
  return Array.from(lines.found, ([name, value]) => {
    const isGiven = value !== undefined;
    return secretOf(name, value ?? environment[name], isGiven);
  });
}

/** A line that no value stands before. */
function readFirst(lines: Lines, line: string, reject: () => void): void {
  const [, pair, value = ""] = PAIR.exec(line) ?? [];
  const name = line.trim();
  if (pair !== undefined) addPair(lines, pair, value);
  else if (NAME.test(name)) lines.found.set(name, undefined);
  else if (name !== "") reject();
}

/** A line after a `NAME=value` line. */
function readNext(lines: Lines, open: string, line: string, index: number, reject: () => void): void {
  const before = lines.found.get(open) ?? "";
  const [, name, emptyName] = AMBIGUOUS.exec(line) ?? [];
  const known = [name, emptyName].find((one) => one !== undefined && (URL_NAME.test(one) || TOKEN_NAME.test(one)));
  const [, pair, value = ""] = PAIR.exec(line) ?? [];
  // Between BEGIN and END of a PEM file nothing is a name.
  if (isInsidePem(before) || (pair === undefined && name === undefined)) {
    maskValue(line, true);
    lines.found.set(open, `${before}\n${line}`);
  } else if (known !== undefined) {
    // After a plain name the value may go on: no later line is taken for a name without need.
    if (known === name) lines.found.set(known, undefined);
    else addPair(lines, known, value);
  } else if (name !== undefined || emptyName !== undefined) {
    maskSecret(line);
    if (name !== undefined) reject();
    else lines.found.set(`secrets (line ${index + 1})`, "");
  } else if (pair !== undefined) addPair(lines, pair, value);
}

/** Masks at once: a later line of the same name takes the place of the value. */
function addPair(lines: Lines, name: string, value: string): void {
  maskValue(value, true);
  lines.open = name;
  lines.found.set(name, value);
}

function isInsidePem(value: string): boolean {
  return value.lastIndexOf("-----BEGIN ") > value.lastIndexOf("-----END ");
}

/** A secret of the environment or of an input, masked. */
export function secretOf(name: string, value: string | undefined, isGiven = false): Secret {
  const kind =
    URL_NAME.test(name) || name === "database-url" ? "url" : TOKEN_NAME.test(name) || name === "auth-token" ? "token" : "other";
  maskValue(value, kind === "token");
  return { name, value, kind, isGiven };
}

/**
 * The database token in a secret: all of one that is a token, `?authToken=` of a URL. Undefined where there is none.
 * @param directory what relative `file:` paths are relative to
 */
export function tokenOf({ kind, value = "" }: Secret, directory: string): string | undefined {
  const text = value.trim();
  if (text === "" || kind === "other") return undefined;
  if (kind === "token") return text;
  try {
    const url = parseDatabaseUrl(text, directory);
    return url.kind === "remote" ? url.token : undefined;
  } catch (problem) {
    if (problem instanceof DatabaseUrlError) return undefined; // `format` reports it.
    throw problem;
  }
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
  if (isUrl) for (const word of besideUrl(value)) for (const part of [word, word.replace(/^\w+=/, "")]) maskSecret(part);
}

/** A JWT, `NAME=value`, or letters and digits that are no part of a path. */
const LIKE_SECRET = /^(?:eyJ[\w-]+\..*|\w+=.*|(?=.*\d)[\w+~-]{20,}=*)$/;
const PLAIN_WORD = /^#*[\p{L}-]{0,20}[.,:;!?)]*$/u;

/** What follows a URL after a space or on another line is no part of it: a whole `.env` file, or the token. The path of a file may hold spaces. */
function besideUrl(value: string): string[] {
  const [first = "", ...others] = value.trim().split(/[\r\n]+/);
  const [, ...rest] = withoutComment(first);
  const isFile = /^["'`]?file:/i.test(first);
  return [...(isFile ? rest.filter((word) => LIKE_SECRET.test(word)) : rest), ...others.flatMap(withoutComment)];
}

/** The words of a line, but for the plain ones of a comment: masking those would blacken the log. */
function withoutComment(text: string): string[] {
  const words = text.split(/\s+/);
  const begin = words.findIndex((word) => word.startsWith("#"));
  return begin === -1 ? words : [...words.slice(0, begin), ...words.slice(begin).filter((word) => !PLAIN_WORD.test(word))];
}
