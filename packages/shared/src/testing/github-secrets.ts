// A stand-in for the part of GitHub's REST API that keeps secrets (https://docs.github.com/en/rest/actions/secrets): it authenticates, knows what
// the token may, pages, and opens every sealed box with libsodium, as GitHub does.
import type { ServerResponse } from "node:http";
import sodium from "libsodium-wrappers";
import { type ApiAnswer, type ApiFaults, apiFaults } from "./api-faults.ts";
import { type HttpFixture, type ReceivedRequest, sendJson, startHttp } from "./http.ts";

export type SecretsCall = "public-key" | "get" | "put" | "delete" | "repositories" | "canary-put" | "canary-delete";

export interface KeptSecret {
  /** What was in the sealed box. */
  value: string;
  updatedAt: string;
  visibility?: string;
  repositories?: readonly number[];
}

export interface GithubSecretsOptions {
  readonly token: string;
  /** The stores by the path of their secrets, such as `/repos/o/r/actions/secrets`, with the secrets in them. */
  readonly stores: Readonly<Record<string, Readonly<Record<string, KeptSecret>>>>;
  /** In front of every path: `/api/v3` for Enterprise Server. */
  readonly basePath?: string;
  /** Stores that the token may read and not write. */
  readonly readOnly?: readonly string[];
  /** As GitHub writes it: `2026-12-01 09:30:00 UTC`. */
  readonly tokenExpiry?: string;
}

export interface GithubSecrets extends HttpFixture, Pick<ApiFaults<SecretsCall>, "fail" | "mend"> {
  /** What is kept, by the path of the store. */
  readonly stores: ReadonlyMap<string, Store>;
  /** What was carried out and changed something: `PUT /repos/…`. */
  readonly writes: string[];
  /** `baseUrl` with the path in front. */
  readonly apiUrl: string;
}

export interface Store {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
  readonly secrets: Map<string, KeptSecret>;
}

const MAX_SECRETS = 100;
const REFUSED = "Resource not accessible by personal access token";

/** Starts it on a free port of 127.0.0.1. */
export async function startGithubSecrets(options: GithubSecretsOptions): Promise<GithubSecrets> {
  await sodium.ready;
  const stores = new Map(
    Object.entries(options.stores).map(([path, secrets], index) => [path, newStore(String(5_681_000 + index), secrets)] as const),
  );
  const writes: string[] = [];
  const { fail, mend, answer } = apiFaults<SecretsCall>();
  const base = options.basePath ?? "";
  const server = await startHttp((request, response) => {
    response.setHeader("x-ratelimit-remaining", "4999");
    if (options.tokenExpiry !== undefined) response.setHeader("github-authentication-token-expiration", options.tokenExpiry);
    if (request.headers.authorization !== `Bearer ${options.token}`) {
      sendJson(response, 401, { message: "Bad credentials" });
      return;
    }
    const found = findCall(request, base, stores);
    const wanted = /put|delete/.test(found?.call ?? "") ? "write" : "read";
    response.setHeader("x-accepted-github-permissions", `secrets=${wanted}`);
    if (found === undefined) sendJson(response, 404, { message: "Not Found" });
    else if (wanted === "write" && options.readOnly?.includes(found.path)) sendJson(response, 403, { message: REFUSED });
    else void answer(found.call, response, () => respond(found, request, response, writes, `${server.url}${base}`), "message");
  });
  return { ...server, stores, writes, fail, mend, apiUrl: `${server.url}${base}` };
}

function newStore(keyId: string, secrets: Readonly<Record<string, KeptSecret>>): Store {
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  return { keyId, publicKey, privateKey, secrets: new Map(Object.entries(secrets).map(([name, kept]) => [name, { ...kept }])) };
}

interface Found {
  readonly call: SecretsCall;
  readonly path: string;
  readonly store: Store;
  readonly name: string;
}

function findCall({ method, path }: ReceivedRequest, base: string, stores: ReadonlyMap<string, Store>): Found | undefined {
  const { pathname } = new URL(path, "http://host");
  const own = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : "";
  const [, storePath = "", name = "", rest] = /^(.*\/secrets)\/([^/]+)(\/repositories)?$/.exec(own) ?? [];
  const store = stores.get(storePath);
  if (store === undefined) return undefined;
  const found = (call: SecretsCall): Found => ({ call, path: storePath, store, name });
  const prefix = name.endsWith("_CANARY") ? "canary-" : "";
  if (method === "PUT") return found(`${prefix}put`);
  if (method === "DELETE") return found(`${prefix}delete`);
  if (rest !== undefined) return found("repositories");
  return found(name === "public-key" ? "public-key" : "get");
}

function respond(
  { call, store, name, path }: Found,
  request: ReceivedRequest,
  response: ServerResponse,
  writes: string[],
  baseUrl: string,
): ApiAnswer {
  if (call === "public-key")
    return { status: 200, value: { key_id: store.keyId, key: Buffer.from(store.publicKey).toString("base64") } };
  const kept = store.secrets.get(name.toUpperCase());
  if (call === "put" || call === "canary-put") {
    const refusal = put(store, name, path, request.body);
    if (refusal !== undefined) return { status: 422, value: { message: refusal } };
    writes.push(`PUT ${path}/${name}`);
    return kept === undefined ? { status: 201, value: {} } : { status: 204 };
  }
  if (kept === undefined) return { status: 404, value: { message: "Not Found" } };
  if (call === "delete" || call === "canary-delete") {
    store.secrets.delete(name.toUpperCase());
    writes.push(`DELETE ${path}/${name}`);
    return { status: 204 };
  }
  if (call === "repositories") return page(response, `${baseUrl}${path}/${name}`, request, kept);
  const { updatedAt, visibility } = kept;
  const scope = visibility === undefined ? {} : { visibility };
  return { status: 200, value: { name, created_at: updatedAt, updated_at: updatedAt, ...scope } };
}

/** Keeps a secret, or says why not. */
function put({ keyId, publicKey, privateKey, secrets }: Store, name: string, path: string, text: string): string | undefined {
  const body = JSON.parse(text);
  if (!/^[A-Z_][A-Z0-9_]*$/i.test(name) || /^GITHUB_/i.test(name)) return "Secret names can only contain alphanumeric characters";
  if (body.key_id !== keyId) return "Bad request - key_id is not that of the store";
  if (!secrets.has(name.toUpperCase()) && secrets.size >= MAX_SECRETS) return "Secret limit reached";
  const isOfOrganization = path.startsWith("/orgs/");
  if (isOfOrganization && !["all", "private", "selected"].includes(body.visibility)) return "visibility is missing";
  if (body.selected_repository_ids !== undefined && body.visibility !== "selected") return "selected_repository_ids";
  let value: string;
  try {
    const box = Buffer.from(body.encrypted_value, "base64");
    value = Buffer.from(sodium.crypto_box_seal_open(box, publicKey, privateKey)).toString("utf8");
  } catch {
    return "Failed to decrypt the value"; // With another key, or damaged: libsodium says no more.
  }
  const updatedAt = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const scope = isOfOrganization ? { visibility: body.visibility, repositories: body.selected_repository_ids ?? [] } : {};
  secrets.set(name.toUpperCase(), { value, updatedAt, ...scope });
  return undefined;
}

/** 30 a page where nothing else is asked for, 100 at most, and a `Link` header where there is another page. */
function page(response: ServerResponse, url: string, { path }: ReceivedRequest, { repositories = [] }: KeptSecret): ApiAnswer {
  const query = new URL(path, "http://host").searchParams;
  const [size, number] = [Math.min(100, Number(query.get("per_page") ?? 30)), Number(query.get("page") ?? 1)];
  if (number * size < repositories.length)
    response.setHeader("link", `<${url}/repositories?per_page=${size}&page=${number + 1}>; rel="next"`);
  const shown = repositories.slice((number - 1) * size, number * size);
  const value = {
    total_count: repositories.length,
    repositories: shown.map((id) => ({ id, full_name: `acme/repository-${id}` })),
  };
  return { status: 200, value };
}
