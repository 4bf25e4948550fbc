// Asks Turso's platform API (https://docs.turso.tech/api-reference). The platform token goes to that host and to no other.

import { boundedBytes } from "../network/bounded-body.ts";
import { field } from "../network/field.ts";
import type { Send } from "../network/send.ts";
import { errorMessage } from "../report/failure.ts";
import { maskSecret } from "../report/secrets.ts";
import { platformError } from "./platform-error.ts";

export const TURSO_API_URL = "https://api.turso.tech";

export interface PlatformAccess {
  /** `https://api.turso.tech`, or a stand-in. */
  readonly apiUrl: string;
  /** The platform token; masked by whoever read it. */
  readonly token: string;
}

export interface PlatformDatabase {
  readonly name: string;
  /** Without a scheme; of a stand-in with a port. */
  readonly hostname: string;
  /** The group whose key signs its tokens; undefined where the API names none. */
  readonly group: string | undefined;
}

/** What a database token is for: one database, or every one of a group. */
export interface TokenScope {
  readonly kind: "database" | "group";
  readonly name: string;
}

/** What a database token may do. */
export type Access = "full-access" | "read-only";

export interface TokenRequest {
  readonly access: Access;
  /** Whole days, which every version of the API takes; undefined for a token that never expires. */
  readonly days: number | undefined;
}

/** Every function throws `PlatformError`. */
export interface PlatformApi {
  /** Whether the platform token is good. `expiresAt` in seconds since 1970, undefined when it never expires. */
  validate(): Promise<{ readonly expiresAt: number | undefined }>;
  /** All databases of the organization, or of one group of it. */
  databases(organization: string, group?: string): Promise<PlatformDatabase[]>;
  database(organization: string, name: string): Promise<PlatformDatabase>;
  /** Makes a database token, masked before this returns. One whose answer is lost is in nobody's hands, so that a repetition is harmless. */
  mint(organization: string, scope: TokenScope, request: TokenRequest): Promise<string>;
  /** Makes a new signing key: every token of the database, and of all of its group, ends. Never repeated by itself. */
  invalidate(organization: string, scope: TokenScope): Promise<void>;
}

/** An organization has thousands of databases at most; one takes 1 KB. */
const MAX_ANSWER_BYTES = 64 * 1_024 * 1_024;
/** A token in what the API says, or the beginning of one that was cut. All begin with base64url of `{"`, which no name of Turso does: those are lower case. */
const TOKEN = /eyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g;

/** One way to ask the platform. */
export function platformApi(send: Send, { apiUrl, token }: PlatformAccess): PlatformApi {
  const base = `${apiUrl.replace(/\/+$/, "")}/v1`;
  const ask = async (method: "GET" | "POST", path: string, doing: string, repeatable = true): Promise<unknown> => {
    try {
      return await send(`${base}${path}`, { method, token, redirects: "none", repeatable }, async ({ body }, progress) =>
        answerOf((await boundedBytes(body, MAX_ANSWER_BYTES, progress)).toString("utf8")),
      );
    } catch (fault) {
      maskTokens(errorMessage(fault));
      throw platformError(fault, doing);
    }
  };
  const inOrganization = (name: string) => `/organizations/${encodeURIComponent(name)}`;
  const auth = (organization: string, { kind, name }: TokenScope) =>
    `${inOrganization(organization)}/${kind}s/${encodeURIComponent(name)}/auth`;
  return {
    async validate() {
      const exp = field(await ask("GET", "/auth/validate", "validate the platform token"), "exp");
      if (typeof exp !== "number") throw otherForm("validate the platform token");
      return { expiresAt: exp < 0 ? undefined : exp };
    },
    async databases(organization, group) {
      const doing = `list the databases of the organization ${organization}`;
      const query = group === undefined ? "" : `?group=${encodeURIComponent(group)}`;
      const list = field(await ask("GET", `${inOrganization(organization)}/databases${query}`, doing), "databases");
      if (!Array.isArray(list)) throw otherForm(doing);
      const found = list.map((one) => databaseOf(one, doing));
      return group === undefined ? found : found.filter((one) => one.group === group);
    },
    async database(organization, name) {
      const doing = `look up the database ${name}`;
      const path = `${inOrganization(organization)}/databases/${encodeURIComponent(name)}`;
      return databaseOf(field(await ask("GET", path, doing), "database"), doing);
    },
    async mint(organization, scope, { access, days }) {
      const doing = `mint a token for the ${scope.kind} ${scope.name}`;
      const query = `expiration=${days === undefined ? "never" : `${days}d`}&authorization=${access}`;
      const jwt = field(await ask("POST", `${auth(organization, scope)}/tokens?${query}`, doing), "jwt");
      if (typeof jwt !== "string") throw otherForm(doing);
      maskSecret(jwt);
      if (!/^ey[\w-]+\.[\w-]+\.[\w-]+$/.test(jwt)) throw otherForm(doing);
      return jwt;
    },
    async invalidate(organization, scope) {
      await ask("POST", `${auth(organization, scope)}/rotate`, `invalidate the tokens of the ${scope.kind} ${scope.name}`, false);
    },
  };
}

/** The JSON of an answer; undefined where it is empty. Every token in it is masked before anything else, and no error quotes it. */
function answerOf(text: string): unknown {
  maskTokens(text);
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("its answer is not JSON"); // JSON.parse quotes the text, which may hold a token.
  }
}

function maskTokens(text: string): void {
  for (const [token] of text.matchAll(TOKEN)) maskSecret(token);
}

function databaseOf(value: unknown, doing: string) {
  const [name, hostname, group] = [field(value, "Name"), field(value, "Hostname"), field(value, "group")];
  // A token will be sent to this host.
  if (typeof name !== "string" || typeof hostname !== "string" || !/^[a-z0-9][a-z0-9.-]*(:\d{1,5})?$/i.test(hostname))
    throw otherForm(doing);
  return { name, hostname, group: typeof group === "string" && group !== "" ? group : undefined };
}

function otherForm(doing: string): Error {
  return platformError(new Error("its answer is not of the form of Turso's platform API; is `api-url` right?"), doing);
}
