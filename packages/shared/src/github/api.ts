// Asks GitHub's REST API (https://docs.github.com/en/rest). The token goes to that host and to no other.
import { boundedBytes } from "../network/bounded-body.ts";
import type { Send } from "../network/send.ts";
import { withinLimits } from "./rate-limit.ts";

export interface GithubAccess {
  /** `https://api.github.com`, `https://<host>/api/v3`, or a stand-in: GITHUB_API_URL. */
  readonly apiUrl: string;
  /** Sent to that host only. */
  readonly token: string | undefined;
}

export interface GithubAnswer {
  /** The JSON of the body; undefined where there is none. */
  readonly value: unknown;
  /** Whether a list goes on on another page; undefined where GitHub does not say. */
  readonly hasNext: boolean | undefined;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/** @param path begins with `/` */
export type GithubApi = (
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
) => Promise<GithubAnswer>;

/** A page of 100 comments of the greatest length is below it. */
const MAX_ANSWER_BYTES = 64 * 1_024 * 1_024;

/** POST would be done twice. What a PUT is told at its second try says nothing of the first: whoever writes with it looks, and repeats it then. */
const ONCE: ReadonlySet<string> = new Set(["POST", "PUT"]);

const HEADERS = {
  accept: "application/vnd.github+json",
  "content-type": "application/json",
  "user-agent": "libsql-actions",
  "x-github-api-version": "2022-11-28",
};

/**
 * One way to ask GitHub: waits for a rate limit that passes soon, and repeats what failed in passing and is the same done twice.
 * @throws StatusError and what else `Send` throws
 */
export function githubApi(send: Send, { apiUrl, token }: GithubAccess): GithubApi {
  const base = apiUrl.replace(/\/+$/, "");
  return (method, path, body) =>
    withinLimits(() =>
      send(
        `${base}${path}`,
        {
          method,
          headers: HEADERS,
          token,
          redirects: "same-host",
          repeatable: !ONCE.has(method),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
        async (answer, progress) => {
          const text = (await boundedBytes(answer.body, MAX_ANSWER_BYTES, progress)).toString("utf8");
          const { status, headers } = answer;
          const link = headers.get("link");
          return { value: jsonOf(text), hasNext: link === null ? undefined : /rel="next"/.test(link), status, headers };
        },
      ),
    );
}

function jsonOf(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error("GitHub's answer is not JSON. Is the address of its API right, and no proxy in between?", { cause });
  }
}

/** The path of a repository. @param repository `owner/name` */
export function repositoryPath(repository: string): string {
  const [owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository)?.slice(1) ?? [];
  if (owner === undefined || name === undefined || [owner, name].some((part) => /^\.+$/.test(part)))
    throw new Error("The name of the repository (GITHUB_REPOSITORY) is not of the form `owner/name`.");
  return `/repos/${owner}/${name}`;
}
