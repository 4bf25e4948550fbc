// The inputs of the rotate action as one flat record; every problem is reported at once.
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { isLoopback } from "@libsql-actions/shared/network/loopback";
import { type TokenScope, TURSO_API_URL } from "@libsql-actions/shared/turso/platform-api";
import { ownersProblem, readTargets, type Target } from "./targets.ts";

export interface RotateInputs {
  readonly organization: string;
  readonly apiToken: string;
  readonly apiUrl: string;
  readonly scope: TokenScope;
  readonly access: "full-access" | "read-only";
  /** How long the new token lives; undefined for ever. */
  readonly days: number | undefined;
  /** The token that is replaced. */
  readonly currentToken: string | undefined;
  readonly confirm: string | undefined;
  readonly targets: readonly Target[];
  readonly githubToken: string;
  readonly githubApiUrl: string;
  readonly secretName: string;
  readonly urlSecretName: string | undefined;
  readonly mode: "soft" | "leaked";
  readonly isDryRun: boolean;
}

/** Inputs that hold a secret: to be masked before anything else happens. */
export const SECRET_INPUTS = ["api-token", "github-token", "current-token"] as const;

const MAX_DAYS = 3_650;

/**
 * Reads and checks the inputs. The caller calls `reader.finish()`.
 * @param githubApiUrl GITHUB_API_URL of the runner
 */
export function readRotateInputs(reader: InputReader, githubApiUrl: string | undefined): RotateInputs {
  const mode = reader.oneOf("mode", ["soft", "leaked"]);
  const isDryRun = reader.boolean("dry-run", true);
  const scope = readScope(reader);
  const [currentToken, confirm] = [secret(reader, "current-token"), reader.line("confirm")];
  const [githubToken, targets] = [required(reader, "github-token", secret), readTargets(reader)];
  const owners = ownersProblem(targets, githubToken);
  if (owners !== undefined) reader.reject("targets", undefined, owners);
  if (mode === "leaked" && currentToken === undefined)
    reader.reject(
      "current-token",
      undefined,
      "must be given for `mode: leaked`: whether it still works tells a first run from a rerun, which must not invalidate what it has just stored.",
    );
  if (mode === "leaked" && !isDryRun && confirm !== scope.name)
    reader.reject(
      "confirm",
      undefined,
      "must be the name of the database or group for `mode: leaked`, which ends every token of the group at once.",
    );
  const [secretName, urlSecretName] = [
    readName(reader, "secret-name") ?? "TURSO_AUTH_TOKEN",
    readName(reader, "url-secret-name"),
  ];
  if (secretName.toUpperCase() === urlSecretName?.toUpperCase())
    reader.reject("url-secret-name", urlSecretName, "it is the name of the token's secret.");
  if (urlSecretName !== undefined && scope.kind === "group")
    reader.reject("url-secret-name", urlSecretName, "a group has no URL of its own; give `database`.");
  return {
    organization: required(reader, "organization", slug),
    apiToken: required(reader, "api-token", secret),
    apiUrl: readUrl(reader, "api-url") ?? TURSO_API_URL,
    ...{ scope, access: reader.oneOf("access", ["full-access", "read-only"]), days: readDays(reader) },
    ...{ currentToken, confirm, targets, githubToken },
    githubApiUrl: readUrl(reader, "github-api-url") ?? githubApiUrl ?? "https://api.github.com",
    ...{ secretName, urlSecretName, mode, isDryRun },
  };
}

function required(reader: InputReader, name: string, read: (reader: InputReader, name: string) => string | undefined): string {
  if (reader.text(name) === undefined) reader.reject(name, undefined, "must be given.");
  return read(reader, name) ?? "";
}

/** A token. Stored with a line break at its end it is as good as without. */
function secret(reader: InputReader, name: string): string | undefined {
  const value = reader.text(name);
  if (value !== undefined && !/^[\u0021-\u007e]+$/.test(value))
    return reader.reject(name, undefined, "holds spaces, line breaks or other characters that no token has.");
  return value;
}

/** A name of Turso, as it stands in paths and commands. */
function slug(reader: InputReader, name: string): string | undefined {
  const value = reader.line(name);
  if (value !== undefined && !/^[A-Za-z\d][\w.-]{0,99}$/.test(value))
    return reader.reject(name, value, "give a name of letters, digits and dashes.");
  return value;
}

function readScope(reader: InputReader): TokenScope {
  const [database, group] = [slug(reader, "database"), slug(reader, "group")];
  const given = ["database", "group"].filter((name) => reader.text(name) !== undefined);
  if (given.length !== 1) reader.reject("database", undefined, "or `group` must be given, and not both.");
  return group === undefined ? { kind: "database", name: database ?? "" } : { kind: "group", name: group };
}

function readDays(reader: InputReader): number | undefined {
  const value = reader.text("expiration") ?? "30d";
  const days = Number(/^([1-9]\d{0,3})d$/.exec(value)?.[1]);
  if (value === "never") return undefined;
  if (!(days <= MAX_DAYS)) return reader.reject("expiration", value, "give whole days, such as `30d`, or `never`.");
  return days;
}

/** https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets */
function readName(reader: InputReader, name: string): string | undefined {
  const value = reader.line(name);
  if (value !== undefined && (!/^[A-Za-z_]\w{0,254}$/.test(value) || /^github_/i.test(value)))
    return reader.reject(name, value, "give letters, digits and `_`, no digit first, and not `GITHUB_` in front.");
  return value;
}

/** The address of an API that a token is sent to. */
function readUrl(reader: InputReader, name: string): string | undefined {
  const value = reader.line(name);
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "" || url.search !== "")
    return reader.reject(name, value, "give an `https://` URL without user name and parameters.");
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    return reader.reject(name, value, "a token would go there in plain text; give an `https://` URL.");
  return value;
}
