// The inputs of the rotate action as one flat record; every problem is reported at once.
import { apiUrlProblem, readApiToken, readApiUrl, readSlug } from "@libsql-actions/shared/inputs/api-inputs";
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { type Access, type TokenScope, TURSO_API_URL } from "@libsql-actions/shared/turso/platform-api";
import { strangerProblem } from "../format-token.ts";
import { CANARY_NAME } from "./canary.ts";
import { ownersProblem, readTargets, type Target } from "./targets.ts";

export interface RotateInputs {
  readonly organization: string;
  readonly apiToken: string;
  readonly apiUrl: string;
  readonly scope: TokenScope;
  readonly access: Access;
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
  const inputs: RotateInputs = {
    organization: required(reader, "organization", readSlug),
    apiToken: required(reader, "api-token", readApiToken),
    apiUrl: readApiUrl(reader, "api-url") ?? TURSO_API_URL,
    scope: readScope(reader),
    access: reader.oneOf("access", ["full-access", "read-only"]),
    days: readDays(reader),
    currentToken: readApiToken(reader, "current-token"),
    confirm: reader.line("confirm"),
    targets: readTargets(reader),
    githubToken: required(reader, "github-token", readApiToken),
    githubApiUrl: readGithubApiUrl(reader, githubApiUrl),
    secretName: readName(reader, "secret-name") ?? "TURSO_AUTH_TOKEN",
    urlSecretName: readName(reader, "url-secret-name"),
    mode: reader.oneOf("mode", ["soft", "leaked"]),
    isDryRun: reader.boolean("dry-run", true),
  };
  rejectContradictions(reader, inputs);
  return inputs;
}

/** Inputs that are right each by itself, and not together. */
function rejectContradictions(reader: InputReader, inputs: RotateInputs): void {
  const { targets, apiToken, githubToken, currentToken, mode, isDryRun, confirm, scope, secretName, urlSecretName } = inputs;
  const owners = ownersProblem(targets, githubToken);
  if (owners !== undefined) reader.reject("targets", undefined, owners);
  if (mode === "leaked" && reader.text("current-token") === undefined)
    reader.reject(
      "current-token",
      undefined,
      "must be given for `mode: leaked`: whether it still works tells a first run from a rerun, which must not invalidate what it has just stored.",
    );
  const spoiled = mode === "leaked" && currentToken !== undefined ? strangerProblem(currentToken, apiToken) : undefined;
  if (spoiled !== undefined)
    reader.reject(
      "current-token",
      undefined,
      `cannot have worked on any database, and \`mode: leaked\` goes by whether it does: give the very token that has leaked. ${spoiled.message}`,
    );
  if (mode === "leaked" && !isDryRun && confirm !== scope.name)
    reader.reject(
      "confirm",
      undefined,
      "must be the name of the database or group for `mode: leaked`, which ends every token of the group at once.",
    );
  if (secretName.toUpperCase() === urlSecretName?.toUpperCase())
    reader.reject("url-secret-name", urlSecretName, "it is the name of the token's secret.");
  if (urlSecretName !== undefined && scope.kind === "group")
    reader.reject("url-secret-name", urlSecretName, "a group has no URL of its own; give `database`.");
}

function required(reader: InputReader, name: string, read: (reader: InputReader, name: string) => string | undefined): string {
  if (reader.text(name) === undefined) reader.reject(name, undefined, "must be given.");
  return read(reader, name) ?? "";
}

/** The runner's own address is held to what is asked of the input: an Enterprise Server may have no TLS. */
function readGithubApiUrl(reader: InputReader, ofRunner: string | undefined): string {
  const given = readApiUrl(reader, "github-api-url");
  if (given !== undefined || !ofRunner || reader.text("github-api-url") !== undefined) return given ?? "https://api.github.com";
  const problem = apiUrlProblem(ofRunner);
  if (problem !== undefined)
    reader.reject("github-api-url", undefined, `is not given, and for GITHUB_API_URL of this runner: ${problem}`);
  return ofRunner;
}

function readScope(reader: InputReader): TokenScope {
  const [database, group] = [readSlug(reader, "database"), readSlug(reader, "group")];
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
  if (value?.toUpperCase() === CANARY_NAME)
    return reader.reject(
      name,
      value,
      "that is the name of the secret that every rotation writes and deletes to try out writing.",
    );
  return value;
}
