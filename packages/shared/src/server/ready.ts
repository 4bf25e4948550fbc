// Waits until a server that was just launched answers: our own child, by its log and its life, and then by a query.
import { request as httpRequest } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { executeBody } from "../database/hrana.ts";
import { plainLine } from "../report/log.ts";
import { lastLines, readEnd } from "./log-file.ts";

export interface ReadyRequest {
  readonly name: string;
  /** How its process ended; undefined while it runs. */
  readonly ended: () => string | undefined;
  readonly logFile: string;
  /** `127.0.0.1:8080`: where the server listens, as its log says it. */
  readonly listening: string;
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly token: string | undefined;
  /** The version that must answer, such as `0.24.32`. */
  readonly version: string;
  /** When to give up, on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Ends the wait early. */
  readonly signal: AbortSignal;
}

/** The server exited before it was ready. `log` holds its last lines. */
export class ServerExited extends Error {
  override name = "ServerExited";
  readonly addressInUse: boolean;
  constructor({ name, listening }: ReadyRequest, outcome: string, log: readonly string[]) {
    super(`Instance ${name} (${listening}) ${outcome}. Its log ends with:\n${indented(log)}`);
    this.addressInUse = log.some((text) => /Address already in use/.test(text));
  }
}

const POLL_MS = 10;
const PROBE_TIMEOUT_MS = 1_000;
const SHOWN_LOG_LINES = 20;
const MAX_ANSWER_CHARACTERS = 1_000;
const MAX_LOG_LINE_CHARACTERS = 300;

/**
 * Resolves when the server is ready. Another server on the same port cannot be taken for it: sqld writes the awaited line only after it has bound the port.
 * @returns the version line that the server gives of itself
 * @throws ServerExited as soon as the process is gone, or an Error at the deadline with what was last answered
 */
export async function waitUntilReady(request: ReadyRequest): Promise<string> {
  let last = "it has not said that it listens";
  for (;;) {
    const ended = request.ended();
    if (ended !== undefined) throw new ServerExited(request, ended, await lastLines(request.logFile, SHOWN_LOG_LINES));
    if (performance.now() >= request.deadline) throw await lateError(request, last);
    if (await listens(request)) {
      try {
        await ask(request);
        return await askVersion(request);
      } catch (problem) {
        if (problem instanceof WrongVersion) throw problem;
        last = (problem as Error).message;
      }
    }
    await delay(POLL_MS, undefined, { signal: request.signal });
  }
}

class WrongVersion extends Error {}

async function listens(request: ReadyRequest): Promise<boolean> {
  return (await readEnd(request.logFile)).includes(`listening for incoming user HTTP connection on ${request.listening}`);
}

/** Runs `SELECT 1`; `/health` proves nothing about the database. */
async function ask(request: ReadyRequest): Promise<void> {
  const answer = await exchange(request, "/v2/pipeline", executeBody("SELECT 1"));
  if (answer.status !== 200 || JSON.parse(answer.body).results?.[0]?.type !== "ok")
    throw new Error(`SELECT 1 was answered with ${answer.status}: ${answer.body}`);
}

async function askVersion(request: ReadyRequest): Promise<string> {
  const { status, body } = await exchange(request, "/version");
  if (status !== 200) throw new Error(`/version was answered with ${status}: ${body}`);
  if (body.split(" ")[1] !== request.version)
    throw new WrongVersion(
      `Instance ${request.name} says it is ${JSON.stringify(body.trim())}, but ${request.version} was installed. Remove that version from the tool cache.`,
    );
  return body.trim();
}

/** One request, a POST when it has a body. `node:http` by itself: no retries, and no connection that is kept to a server which is only starting. */
function exchange(request: ReadyRequest, path: string, body?: string): Promise<{ status: number; body: string }> {
  const timeoutMs = Math.ceil(Math.max(POLL_MS, Math.min(PROBE_TIMEOUT_MS, request.deadline - performance.now())));
  const headers = request.token === undefined ? {} : { authorization: `Bearer ${request.token}` };
  const options = {
    method: body === undefined ? "GET" : "POST",
    headers,
    agent: false as const,
    signal: AbortSignal.timeout(timeoutMs),
  };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${request.url}${path}`, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        if (text.length < MAX_ANSWER_CHARACTERS) text += chunk;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    sent.on("error", (problem) =>
      reject(problem.name === "AbortError" ? new Error(`${path} was not answered for ${Math.round(timeoutMs)} ms`) : problem),
    );
    sent.end(body);
  });
}

async function lateError(request: ReadyRequest, last: string): Promise<Error> {
  const log = await lastLines(request.logFile, SHOWN_LOG_LINES);
  return new Error(
    `Instance ${request.name} was not ready in time: ${plainLine(last)}. Give it longer with \`wait-timeout\` if the machine is slow. Its log ends with:\n${indented(log)}`,
  );
}

/** sqld answers an unknown flag with all of its flags on one line. */
function bounded(text: string): string {
  return text.length > MAX_LOG_LINE_CHARACTERS ? `${text.slice(0, MAX_LOG_LINE_CHARACTERS).toWellFormed()}…` : text;
}

function indented(log: readonly string[]): string {
  return log.map((text) => `  ${bounded(plainLine(text))}`).join("\n") || "  (nothing)";
}
