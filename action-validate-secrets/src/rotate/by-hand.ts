// How to finish by hand what a rotation could not: the commands, without any value in them.
import type { SecretStore } from "@libsql-actions/shared/github/secret-store";
import type { RotateInputs } from "./inputs.ts";
import type { Rotation } from "./rotation.ts";

/** The commands that finish the rotation; none where the old token works on, or all is done. */
export function byHand({ inputs, targets, invalidated }: Rotation): string[] {
  const { secretName, urlSecretName, scope } = inputs;
  if (invalidated === "no") return [];
  const left = targets.filter(({ status }) => status !== "written");
  // The problem of a target that has the token is that of its URL.
  const leftUrl =
    urlSecretName === undefined ? [] : targets.filter(({ status, problem }) => status !== "written" || problem !== "");
  return [
    ...(left.length === 0 ? [] : [mintCommand(inputs)]),
    ...left.map(({ target }) => storeCommand(secretName, target.store)),
    ...(leftUrl.length === 0 ? [] : [`turso db show ${scope.name} --url`]),
    ...leftUrl.map(({ target }) => storeCommand(urlSecretName ?? "", target.store)),
  ];
}

/** https://docs.turso.tech/cli/db/tokens/create */
function mintCommand({ scope, days, access }: RotateInputs): string {
  const kind = scope.kind === "database" ? "db" : "group";
  const expiration = days === undefined ? "never" : `${days}d`;
  return `turso ${kind} tokens create ${scope.name} --expiration ${expiration}${access === "read-only" ? " --read-only" : ""}`;
}

/** https://cli.github.com/manual/gh_secret_set; it asks for the value. */
function storeCommand(name: string, store: SecretStore): string {
  const command = `gh secret set ${name}`;
  switch (store.kind) {
    case "organization":
      return `${command} --org ${store.organization} --visibility <as it is now>`;
    case "environment":
      return `${command} --repo ${store.repository} --env ${quoted(store.environment)}`;
    case "repo":
      return `${command} --repo ${store.repository}`;
    default:
      return `${command} --repo ${store.repository} --app ${store.kind}`;
  }
}

/** For a shell; the names of environments may hold anything. */
function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
