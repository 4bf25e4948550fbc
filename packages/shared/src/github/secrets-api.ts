// Reads and writes secrets through GitHub's REST API (https://docs.github.com/en/rest/actions/secrets). Values go in sealed, and never come out.
import { field } from "../network/field.ts";
import type { GithubApi } from "./api.ts";
import { missingOr } from "./missing.ts";
import { pages } from "./pages.ts";
import { type SecretStore, secretsPath } from "./secret-store.ts";

export interface StorePublicKey {
  readonly keyId: string;
  /** X25519, 32 bytes. */
  readonly key: Uint8Array;
}

/** Who may use a secret of an organization. */
export interface Visibility {
  readonly visibility: "all" | "private" | "selected";
  /** With `selected`: the ids of the repositories. */
  readonly repositories: readonly number[];
}

/** What GitHub tells of a secret. */
export interface StoredSecret {
  /** ISO 8601, to the second. */
  readonly updatedAt: string;
  /** Of an organization's secret only. */
  readonly visibility?: Visibility;
}

export interface SealedValue {
  readonly keyId: string;
  /** A libsodium sealed box in base64. */
  readonly encryptedValue: string;
}

export interface SecretsApi {
  publicKey(store: SecretStore): Promise<StorePublicKey>;
  /** Undefined when there is no secret of that name. */
  find(store: SecretStore, name: string): Promise<StoredSecret | undefined>;
  /**
   * Writes a secret. Never repeated by itself where it may have been carried out: a refusal of the second try would hide the first.
   * @param visibility must be given for an organization's: without it GitHub would change who may use it
   */
  put(store: SecretStore, name: string, value: SealedValue, visibility?: Visibility): Promise<"created" | "updated">;
  /** False when there was no secret of that name. */
  remove(store: SecretStore, name: string): Promise<boolean>;
  /** When the token that all of this is done with expires, as GitHub's last answer said; undefined where it does not say. */
  tokenExpiry(): number | undefined;
}

/** More than any organization has repositories. */
const MAX_PAGES = 1_000;
const KEY_BYTES = 32;

/** @throws what `GithubApi` throws, and an `Error` for an answer of another form */
export function secretsApi(github: GithubApi): SecretsApi {
  let expiry: number | undefined;
  const api: GithubApi = async (...request) => {
    const answer = await github(...request);
    expiry = expiryOf(answer.headers.get("github-authentication-token-expiration")) ?? expiry;
    return answer;
  };
  const path = (store: SecretStore, name: string) => `${secretsPath(store)}/${encodeURIComponent(name)}`;
  return {
    async publicKey(store) {
      const { value } = await api("GET", `${secretsPath(store)}/public-key`);
      const [keyId, key] = [field(value, "key_id"), field(value, "key")];
      const bytes = Buffer.from(typeof key === "string" ? key : "", "base64");
      if (typeof keyId !== "string" || bytes.length !== KEY_BYTES) throw otherForm("a public key");
      return { keyId, key: bytes };
    },
    async find(store, name) {
      const answer = await missingOr(api("GET", path(store, name)));
      if (answer === undefined) return undefined;
      const updatedAt = field(answer.value, "updated_at");
      if (typeof updatedAt !== "string" || Number.isNaN(Date.parse(updatedAt))) throw otherForm("a secret");
      if (store.kind !== "organization") return { updatedAt };
      return { updatedAt, visibility: await visibilityOf(api, path(store, name), field(answer.value, "visibility")) };
    },
    async put(store, name, { keyId, encryptedValue }, visibility) {
      const body = { encrypted_value: encryptedValue, key_id: keyId, ...visibilityFields(visibility) };
      const { status } = await api("PUT", path(store, name), body);
      // What stands in between may say 200 to everything.
      if (status !== 201 && status !== 204) throw otherForm("a confirmation that a secret is written (201 or 204)");
      return status === 201 ? "created" : "updated";
    },
    remove: async (store, name) => (await missingOr(api("DELETE", path(store, name)))) !== undefined,
    tokenExpiry: () => expiry,
  };
}

async function visibilityOf(api: GithubApi, path: string, visibility: unknown): Promise<Visibility> {
  if (visibility === "selected") return { visibility, repositories: await repositoryIds(api, `${path}/repositories`) };
  if (visibility !== "all" && visibility !== "private") throw otherForm("the visibility of a secret");
  return { visibility, repositories: [] };
}

async function repositoryIds(api: GithubApi, path: string): Promise<number[]> {
  const ids: number[] = [];
  for await (const page of pages(api, path, idsOf, MAX_PAGES)) ids.push(...page);
  return ids;
}

function idsOf(value: unknown): number[] {
  const repositories = field(value, "repositories");
  if (!Array.isArray(repositories)) throw otherForm("a list of repositories");
  return repositories.map((repository) => {
    const id = field(repository, "id");
    if (typeof id !== "number") throw otherForm("a list of repositories");
    return id;
  });
}

function visibilityFields(visibility: Visibility | undefined): object {
  if (visibility === undefined) return {};
  const selected = visibility.visibility === "selected" ? { selected_repository_ids: visibility.repositories } : {};
  return { visibility: visibility.visibility, ...selected };
}

/** `2026-12-01 09:30:00 UTC` or `2026-12-01 09:30:00 +0200`. */
function expiryOf(header: string | null): number | undefined {
  const milliseconds = Date.parse(header ?? "");
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function otherForm(what: string): Error {
  return new Error(
    `GitHub's answer is not of the form of ${what}. Is the address of its API right, with \`/api/v3\` for Enterprise Server?`,
  );
}
