// Requests that go straight to their host, by Node's own client: it is there already, while undici, which knows proxies, takes 40 ms to load.
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import type { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { formatDuration } from "../inputs/duration.ts";
import { type Answer, toAnswer } from "./answer.ts";
import { ConnectionError, ConnectTimeoutError } from "./fault.ts";
import type { Exchange, WireRequest } from "./wire.ts";

/** A connection that nobody used for so long may be closed by the server in the moment in which it is used. */
const KEEP_IDLE_MS = 4_000;
const CONNECTIONS = { keepAlive: true, timeout: KEEP_IDLE_MS } as const;

interface Client {
  readonly request: typeof httpRequest | typeof httpsRequest;
  readonly agent: HttpAgent | HttpsAgent;
  /** The event of a socket that is ready for a request. */
  readonly ready: "connect" | "secureConnect";
}

/** @param connectTimeoutMs how long a connection may take to open, TLS included */
export function direct(connectTimeoutMs: number): Exchange {
  const plain: Client = { request: httpRequest, agent: new HttpAgent(CONNECTIONS), ready: "connect" };
  let loading: Promise<Client> | undefined;
  const secure = () => {
    loading ??= secureClient();
    return loading;
  };
  return async (url, request, signal) => {
    const client = url.protocol === "https:" ? await secure() : plain;
    return exchange(client, url, request, { connectTimeoutMs, signal });
  };
}

async function secureClient(): Promise<Client> {
  const { Agent, request } = await import("node:https");
  return { request, agent: new Agent(CONNECTIONS), ready: "secureConnect" };
}

function exchange(
  { request, agent, ready }: Client,
  url: URL,
  { method, headers, body }: WireRequest,
  { connectTimeoutMs, signal }: { readonly connectTimeoutMs: number; readonly signal: AbortSignal },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // By itself Node tells no length for some methods, and the body then passes for the next request.
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const sent: ClientRequest = request(url, { method, headers: { ...headers, ...length }, agent, signal });
    const timer = setTimeout(
      () => sent.destroy(new ConnectTimeoutError(`${url.host} opened no connection in ${formatDuration(connectTimeoutMs)}`)),
      connectTimeoutMs,
    );
    let isOpen = false;
    const opened = () => {
      isOpen = true;
      clearTimeout(timer);
    };
    let message: IncomingMessage | undefined;
    sent.once("socket", (socket) => (sent.reusedSocket ? opened() : socket.once(ready, opened)));
    sent.on("error", (problem) => {
      reject(isOpen ? problem : new ConnectionError(problem));
      // What is wrong with the rest of an answer is for its reader.
      message?.destroy(problem);
    });
    sent.once("upgrade", (_, socket) => {
      socket.destroy();
      reject(new Error(`${url.host} wants to go on in another protocol than HTTP`));
    });
    sent.once("close", () => {
      clearTimeout(timer);
      // Does nothing where there was an answer, or an error.
      reject(new Error(`${url.host} closed the connection without an answer`));
    });
    sent.once("response", (answer: IncomingMessage) => {
      message = answer;
      resolve(toAnswer(url, { status: answer.statusCode ?? 0, headers: answer.headers, body: answer }));
    });
    sent.end(body);
  });
}
