// The lines of the input `targets`: where the new token is stored.
import { ownerOf, type SecretStore } from "@libsql-actions/shared/github/secret-store";
import type { InputReader } from "@libsql-actions/shared/inputs/reader";

export interface Target {
  /** The line, as it is shown. */
  readonly label: string;
  readonly store: SecretStore;
}

const OWNER = String.raw`[A-Za-z\d](?:[A-Za-z\d_-]{0,99})`;
const REPOSITORY = String.raw`${OWNER}/(?!\.{1,2}(?:/|$))[\w.-]{1,100}`;
const REPOSITORY_LINE = new RegExp(`^(repo|dependabot|codespaces):(${REPOSITORY})$`);
/** The name of an environment may hold spaces and slashes. */
const ENVIRONMENT_LINE = new RegExp(String.raw`^environment:(${REPOSITORY})/([^\u0000-\u001f\u007f]{1,255})$`);
const ORGANIZATION_LINE = new RegExp(`^organization:(${OWNER})$`);
const FORMS =
  "write `repo:owner/name`, `environment:owner/name/environment`, `organization:name`, `dependabot:owner/name` or `codespaces:owner/name`.";

/** Reads the lines; each target once. */
export function readTargets(reader: InputReader): Target[] {
  const found = new Map<string, Target>();
  const lines = reader.lines("targets");
  if (lines.length === 0) reader.reject("targets", undefined, `must be given: ${FORMS}`);
  for (const label of lines) {
    const store = storeOf(label);
    if (store === undefined && label.includes("://"))
      reader.reject("targets", undefined, `has a URL where a name is wanted: ${FORMS}`);
    else if (store === undefined) reader.reject("targets", label, FORMS);
    // GitHub's names are the same in upper and lower case.
    else found.set(label.toLowerCase(), { label, store });
  }
  return [...found.values()];
}

/** The store that a line names; undefined for a line of no known form. */
export function storeOf(line: string): SecretStore | undefined {
  const [, kind, repository] = REPOSITORY_LINE.exec(line) ?? [];
  if (repository !== undefined) return { kind: kind as "repo" | "dependabot" | "codespaces", repository };
  const [, ofEnvironment, environment] = ENVIRONMENT_LINE.exec(line) ?? [];
  if (ofEnvironment !== undefined && environment !== undefined && isPathPart(environment))
    return { kind: "environment", repository: ofEnvironment, environment };
  const [, organization] = ORGANIZATION_LINE.exec(line) ?? [];
  return organization === undefined ? undefined : { kind: "organization", organization };
}

/** Encoded or not, dots alone would lead to another path; half a character cannot be encoded. */
function isPathPart(name: string): boolean {
  return !/^\.{1,2}$/.test(name) && name.isWellFormed();
}

/** What tokens of one owner begin with: fine-grained ones, and those of an App's installation. */
const SINGLE_OWNER = /^(github_pat_|ghs_)/;

/** Why these targets cannot be written with this token, as far as its form tells; undefined where nothing speaks against it. */
export function ownersProblem(targets: readonly Target[], githubToken: string): string | undefined {
  const owners = [...new Set(targets.map(({ store }) => ownerOf(store)))];
  if (owners.length < 2 || !SINGLE_OWNER.test(githubToken)) return undefined;
  return `has targets of ${owners.length} owners (${owners.join(", ")}), and a fine-grained or App token reaches those of one: rotate in a step for each owner with a token of its own — after the first, with \`mode: soft\`.`;
}
