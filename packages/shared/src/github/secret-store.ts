// Where GitHub keeps secrets: the stores, their paths in the REST API, and the permission that each wants
// (https://docs.github.com/en/rest/actions/secrets, …/rest/dependabot/secrets, …/rest/codespaces/repository-secrets).
import { repositoryPath } from "./api.ts";

export type SecretStore =
  /** @see repositoryPath `repository` is `owner/name` */
  | { readonly kind: "repo" | "dependabot" | "codespaces"; readonly repository: string }
  | { readonly kind: "environment"; readonly repository: string; readonly environment: string }
  | { readonly kind: "organization"; readonly organization: string };

/** The path of the list of secrets; each store has a public key of its own below it. */
export function secretsPath(store: SecretStore): string {
  switch (store.kind) {
    case "repo":
      return `${repositoryPath(store.repository)}/actions/secrets`;
    case "environment":
      return `${repositoryPath(store.repository)}/environments/${encodeURIComponent(store.environment)}/secrets`;
    case "organization":
      return `/orgs/${encodeURIComponent(store.organization)}/actions/secrets`;
    default:
      return `${repositoryPath(store.repository)}/${store.kind}/secrets`;
  }
}

/** Who owns the store: a fine-grained token, and one of an App's installation, reaches the stores of one owner. */
export function ownerOf(store: SecretStore): string {
  return (store.kind === "organization" ? store.organization : (store.repository.split("/")[0] ?? "")).toLowerCase();
}

/** What a fine-grained token or an App needs to write there. */
export function permissionFor({ kind }: SecretStore): string {
  switch (kind) {
    case "repo":
      return "the repository permission `Secrets: write`";
    case "environment":
      return "the repository permissions `Secrets: write` and `Environments: write`";
    case "organization":
      return "the organization permission `Secrets: write`";
    case "dependabot":
      return "the repository permission `Dependabot secrets: write`";
    default:
      return "the repository permission `Codespaces secrets: write`";
  }
}
