// A stand-in for the part of Turso's platform API that makes and ends database tokens (https://docs.turso.tech/api-reference, openapi.json):
// its tokens are real ones for a server that is started with the key of the issuer.
import { type ApiAnswer, type ApiFaults, apiFaults } from "./api-faults.ts";
import { type HttpFixture, type ReceivedRequest, sendJson, startHttp } from "./http.ts";
import { type TokenIssuer, tokenIssuer } from "./jwt.ts";

export type TursoCall = "validate" | "databases" | "database" | "mint" | "invalidate";

export interface TursoDatabase {
  readonly Name: string;
  readonly Hostname: string;
  readonly group?: string;
}

export interface TursoApiOptions {
  readonly token: string;
  /** Seconds since 1970, or -1. */
  readonly tokenExpiry?: number;
  readonly organization: string;
  readonly databases: readonly TursoDatabase[];
  /** Whose key the servers have at the beginning. */
  readonly issuer: TokenIssuer;
  /** Scopes that the token does not have. */
  readonly without?: readonly ("mint" | "invalidate")[];
  /** Brings the next key to the servers; awaited before the invalidation is answered. */
  readonly onInvalidate?: (issuer: TokenIssuer) => void | Promise<void>;
  /** Claims that are put over those that were asked for. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The token that every mint answers with, as a cache in between would. */
  readonly repeats?: string;
}

export interface TursoApi extends HttpFixture, Pick<ApiFaults<TursoCall>, "fail" | "mend"> {
  /** Whose key signs now. */
  issuer(): TokenIssuer;
  /** Every token that was made, the oldest first. */
  readonly minted: string[];
  /** What was carried out and changed something. */
  readonly writes: ("mint" | "invalidate")[];
}

/** Starts it on a free port of 127.0.0.1. */
export async function startTursoApi(options: TursoApiOptions): Promise<TursoApi> {
  const { fail, mend, answer } = apiFaults<TursoCall>();
  const state = { issuer: options.issuer, minted: [] as string[], writes: [] as ("mint" | "invalidate")[] };
  const server = await startHttp((request, response) => {
    const call = callOf(request);
    if (request.headers.authorization !== `Bearer ${options.token}`)
      sendJson(response, 401, { error: "token contains an invalid number of segments" });
    else if (call === undefined) sendJson(response, 404, { error: "not found" });
    else void answer(call, response, () => respond(call, request, options, state), "error");
  });
  return { ...server, fail, mend, minted: state.minted, writes: state.writes, issuer: () => state.issuer };
}

const ROUTES: readonly (readonly [method: string, path: RegExp, call: TursoCall])[] = [
  ["GET", /^\/v1\/auth\/validate$/, "validate"],
  ["GET", /^\/v1\/organizations\/[^/]+\/databases$/, "databases"],
  ["GET", /^\/v1\/organizations\/[^/]+\/databases\/[^/]+$/, "database"],
  ["POST", /^\/v1\/organizations\/[^/]+\/(databases|groups)\/[^/]+\/auth\/tokens$/, "mint"],
  ["POST", /^\/v1\/organizations\/[^/]+\/(databases|groups)\/[^/]+\/auth\/rotate$/, "invalidate"],
];

function callOf({ method, path }: ReceivedRequest): TursoCall | undefined {
  const { pathname } = new URL(path, "http://host");
  return ROUTES.find(([of, form]) => of === method && form.test(pathname))?.[2];
}

interface State {
  issuer: TokenIssuer;
  readonly minted: string[];
  readonly writes: ("mint" | "invalidate")[];
}

async function respond(call: TursoCall, { path }: ReceivedRequest, options: TursoApiOptions, state: State): Promise<ApiAnswer> {
  const { pathname, searchParams } = new URL(path, "http://host");
  const [, , , organization = "", kind = "", name = ""] = pathname.split("/").map(decodeURIComponent);
  if (call === "validate") return { status: 200, value: { exp: options.tokenExpiry ?? -1 } };
  if (organization !== options.organization) return { status: 404, value: { error: "organization not found" } };
  const { databases } = options;
  if (call === "databases") {
    const group = searchParams.get("group");
    return { status: 200, value: { databases: databases.filter((one) => group === null || one.group === group).map(shown) } };
  }
  const known = databases.find((one) => (kind === "groups" ? one.group === name : one.Name === name));
  if (known === undefined)
    return { status: 404, value: { error: `could not find ${kind === "groups" ? "group" : "database"} ${name}` } };
  if (call === "database") return { status: 200, value: { database: shown(known) } };
  if (options.without?.includes(call))
    return { status: 403, value: { error: "the API token does not have the required permission" } };
  state.writes.push(call);
  if (call === "mint") return mint(searchParams, options, state);
  state.issuer = tokenIssuer();
  await options.onInvalidate?.(state.issuer);
  // "Successful response (No Content)", with 200.
  return { status: 200 };
}

function mint(query: URLSearchParams, { claims, repeats }: TursoApiOptions, { issuer, minted }: State): ApiAnswer {
  const [expiration, authorization] = [query.get("expiration") ?? "never", query.get("authorization") ?? "full-access"];
  const days = /^([1-9]\d*)d$/.exec(expiration)?.[1];
  if (days === undefined && expiration !== "never") return { status: 400, value: { error: "Invalid expiration format" } };
  if (authorization !== "full-access" && authorization !== "read-only")
    return { status: 400, value: { error: "Invalid authorization" } };
  const iat = Math.floor(Date.now() / 1_000);
  const access = authorization === "read-only" ? "ro" : "rw";
  const life = days ? { exp: iat + Number(days) * 86_400 } : {};
  const token = repeats ?? issuer.token({ a: access, iat, ...life, jti: minted.length, ...claims });
  minted.push(token);
  return { status: 200, value: { jwt: token } };
}

function shown(database: TursoDatabase): unknown {
  return { ...database, DbId: `id-of-${database.Name}`, block_reads: false, block_writes: false, primaryRegion: "local" };
}
