// A TCP proxy on loopback that stands before a server and fails as networks do: it cuts connections at a chosen byte, holds requests back, and counts.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export interface Cut {
  /** `up` goes to the server, `down` comes from it. */
  readonly way: Way;
  /** How many bytes go through that way, counted over all connections since the start. Behind them the connection is silent both ways. */
  readonly after: number;
  /** How long it is silent before it is cut, in milliseconds. Not given: 0. */
  readonly silentMs?: number;
  readonly by: "rst" | "fin";
  /** `client`: the server sees nothing of it and its connection stays open. Not given: both. */
  readonly sides?: "both" | "client";
}

export type Way = "up" | "down";

/** A request that is kept from the server. */
export interface Held {
  /** Resolves when a request has come and is held. */
  readonly held: Promise<void>;
  /** Lets it go on to the server. */
  release(): void;
}

export interface FaultProxy {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Bytes that were let through. */
  readonly bytes: Readonly<Record<Way, number>>;
  /** For each request, how many bytes had gone through when it began: the end of the one before. Requests are known by how HTTP begins. */
  readonly requests: readonly Readonly<Record<Way, number>>[];
  /** How many connections are open to the client. */
  readonly open: number;
  /** Cuts the connection over which the byte would go. Resolves when it is cut; several may wait. */
  cutAt(cut: Cut): Promise<void>;
  /** Cuts every connection now. */
  cutAll(by: Cut["by"], sides?: Cut["sides"]): void;
  /** Holds the next request in which the text stands. */
  holdNext(text: string): Held;
  /** Takes no connections any more; those that are open stay. */
  refuse(): void;
  stop(): Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** Nothing goes through any more. */
  silent: boolean;
  /** What was seen of the request, as text, while somebody waits for one to hold; undefined for the rest of one that was held. */
  request: string | undefined;
}

interface PendingHold {
  readonly text: string;
  readonly hold: (goOn: () => void) => void;
}

export interface FaultProxyOptions {
  /** How long each request is kept before it goes on, in milliseconds. Not given: 0. */
  readonly delayMs?: () => number;
}

/** What a proxy has seen, and is to do. */
interface State {
  readonly bytes: Record<Way, number>;
  readonly requests: Record<Way, number>[];
  readonly links: Set<Link>;
  readonly cuts: Set<{ readonly cut: Cut; readonly done: () => void }>;
  readonly holds: Set<PendingHold>;
  readonly delayMs: () => number;
}

/** Starts a proxy on a free port of 127.0.0.1. @param port of the server, on the same address */
export async function startFaultProxy(port: number, { delayMs = () => 0 }: FaultProxyOptions = {}): Promise<FaultProxy> {
  const state: State = {
    bytes: { up: 0, down: 0 },
    requests: [],
    links: new Set(),
    cuts: new Set(),
    holds: new Set(),
    delayMs,
  };
  const { bytes, requests, links, cuts } = state;
  const listener = createServer((client) => openLink(state, client, port));
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    bytes,
    requests,
    get open() {
      return [...links].filter(({ client }) => !client.destroyed).length;
    },
    cutAt: (cut) => new Promise((done) => cuts.add({ cut, done })),
    cutAll: (by, sides) => {
      for (const link of links) sever(link, by, sides);
    },
    holdNext: (text) => holdNext(state, text),
    refuse: () => void listener.close(),
    async stop() {
      const closed = listener.listening ? once(listener, "close") : undefined;
      listener.close();
      for (const { client, server } of links) for (const socket of [client, server]) socket.destroy();
      await closed;
    },
  };
}

function openLink(state: State, client: Socket, port: number): void {
  const server = connect(port, "127.0.0.1");
  const link: Link = { client, server, silent: false, request: "" };
  state.links.add(link);
  for (const socket of [client, server]) {
    socket.setNoDelay(true);
    // What the other side did to the connection is told by its close.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (link.silent && socket === client) return;
      client.destroy();
      server.destroy();
      state.links.delete(link);
    });
  }
  client.on("data", (chunk: Buffer) => takeRequest(state, link, chunk));
  server.on("data", (chunk: Buffer) => forward(state, link, "down", chunk));
}

function takeRequest(state: State, link: Link, chunk: Buffer): void {
  if (link.silent) return;
  const begins = /^(GET|POST) \//.test(chunk.toString("latin1", 0, 6));
  if (begins) {
    state.requests.push({ ...state.bytes });
    link.request = "";
  }
  if (state.holds.size > 0 && link.request !== undefined) link.request += chunk.toString("latin1");
  const pending = [...state.holds].find(({ text }) => link.request?.includes(text));
  const ms = begins ? state.delayMs() : 0;
  if (pending === undefined && ms <= 0) {
    forward(state, link, "up", chunk);
    return;
  }
  link.client.pause();
  const goOn = (): void => {
    forward(state, link, "up", chunk);
    link.client.resume();
  };
  if (pending === undefined) {
    setTimeout(goOn, ms);
    return;
  }
  state.holds.delete(pending);
  link.request = undefined;
  pending.hold(goOn);
}

function forward({ bytes, cuts }: State, link: Link, way: Way, chunk: Buffer): void {
  const [from, to] = way === "up" ? [link.client, link.server] : [link.server, link.client];
  if (link.silent || to.destroyed) return;
  const due = [...cuts].find(({ cut }) => cut.way === way && cut.after <= bytes[way] + chunk.length);
  const part = due === undefined ? chunk : chunk.subarray(0, Math.max(0, due.cut.after - bytes[way]));
  bytes[way] += part.length;
  if (part.length > 0 && !to.write(part)) {
    from.pause();
    to.once("drain", () => from.resume());
  }
  if (due === undefined) return;
  cuts.delete(due);
  link.silent = true;
  void delay(due.cut.silentMs ?? 0).then(() => {
    sever(link, due.cut.by, due.cut.sides);
    due.done();
  });
}

function sever(link: Link, by: Cut["by"], sides: Cut["sides"] = "both"): void {
  link.silent = true;
  for (const socket of sides === "both" ? [link.server, link.client] : [link.client]) {
    if (by === "rst") socket.resetAndDestroy();
    else socket.end();
    // Of what still comes nothing is passed on.
    socket.resume();
  }
}

function holdNext({ holds }: State, text: string): Held {
  const held = Promise.withResolvers<void>();
  let release = (): void => void holds.delete(pending);
  const pending: PendingHold = {
    text,
    hold: (goOn) => {
      release = goOn;
      held.resolve();
    },
  };
  holds.add(pending);
  return { held: held.promise, release: () => release() };
}
