// Starts any number of servers side by side, gives each its port, and waits until all of them are ready.
import { join } from "node:path";
import { makeFolder } from "../files/make-folder.ts";
import { hostAndPort, type Launched, type LaunchRequest, launchServer } from "./launch.ts";
import { portHolder } from "./port-holder.ts";
import type { ProcessIdentity } from "./process.ts";
import { ServerExited, waitUntilReady } from "./ready.ts";

/** What port an instance wants: a given one, any free one, or a default one (from the first upwards, the next if that is taken). */
export type PortWish =
  | { readonly kind: "given"; readonly port: number }
  | { readonly kind: "auto" }
  | { readonly kind: "default" };

export interface InstanceWish {
  readonly name: string;
  readonly port: PortWish;
}

export interface InstancesRequest extends Omit<LaunchRequest, "name" | "dataDirectory" | "logFile" | "port"> {
  readonly instances: readonly InstanceWish[];
  /** Each instance has a folder of its name in it. */
  readonly dataDirectory: string;
  readonly logDirectory: string;
  readonly version: string;
  readonly token: string | undefined;
  /** Where default ports begin. */
  readonly firstPort: number;
  /** How long all of them together may take. */
  readonly timeoutMs: number;
  /** Told of every process right after it was started, before the next one is, so that none is ever forgotten. */
  readonly onLaunch: (launched: LaunchedInstance) => void;
  /** Told when a default port was taken. */
  readonly onPortTaken: (message: string) => void;
}

export interface LaunchedInstance extends ProcessIdentity {
  readonly name: string;
  readonly logFile: string;
}

export interface Instance {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  /** As the server says it: `sqld 0.24.32 (…)`. */
  readonly version: string;
  readonly startMs: number;
}

const LAST_PORT = 65_535;
/** Outside of the ports that Linux (32768 and up), macOS and Windows (49152 and up) give to outgoing connections. */
const AUTO_PORTS = { first: 20_000, count: 10_000 };
const MAX_TRIES = 200;

/**
 * Starts servers and waits for all of them.
 * @throws as soon as one of them cannot become ready
 */
export async function startInstances(request: InstancesRequest): Promise<Instance[]> {
  for (const { name } of request.instances) await makeFolder(join(request.dataDirectory, name));
  const abort = new AbortController();
  const start = {
    request,
    choosePort: portChooser(request.firstPort),
    deadline: performance.now() + request.timeoutMs,
    signal: abort.signal,
  };
  const attempts = request.instances.map((wish) => attempt(start, wish));
  try {
    return await Promise.all(attempts.map((first) => settle(start, first)));
  } finally {
    // One that failed ends the wait for the others too.
    abort.abort();
  }
}

/** What all instances of one step share. */
interface Start {
  readonly request: InstancesRequest;
  readonly choosePort: (wish: PortWish) => number;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** A server that was launched on a port which may turn out to be taken. */
interface Attempt {
  readonly wish: InstanceWish;
  readonly port: number;
  readonly logFile: string;
  readonly ended: Launched["ended"];
}

function attempt({ request, choosePort }: Start, wish: InstanceWish): Attempt {
  const { name } = wish;
  const port = choosePort(wish.port);
  const logFile = join(request.logDirectory, `${name}.log`);
  const { identity, ended } = launchServer({ ...request, name, port, logFile, dataDirectory: join(request.dataDirectory, name) });
  if (identity !== undefined) request.onLaunch({ ...identity, name, logFile });
  return { wish, port, logFile, ended };
}

/** Sees one instance through: a port that turns out to be taken is given up for another where the user left the choice to us. */
async function settle(start: Start, first: Attempt): Promise<Instance> {
  const { wish } = first;
  const started = performance.now();
  let current = first;
  for (let tries = 1; ; tries++) {
    try {
      const { url, version } = await becomeReady(start, current);
      return { name: wish.name, port: current.port, url, version, startMs: performance.now() - started };
    } catch (problem) {
      if (!(problem instanceof ServerExited) || !problem.addressInUse) throw problem;
      if (wish.port.kind === "given") throw await takenError(current.port, problem);
      if (tries >= MAX_TRIES) throw problem;
      const next = attempt(start, wish);
      if (wish.port.kind === "default") start.request.onPortTaken(takenNotice(wish.name, current.port, next.port));
      current = next;
    }
  }
}

async function becomeReady(
  { request, deadline, signal }: Start,
  { wish, port, logFile, ended }: Attempt,
): Promise<{ url: string; version: string }> {
  const { token, version, listenAddress } = request;
  const url = `http://${hostAndPort(reachable(listenAddress), port)}`;
  const listening = hostAndPort(listenAddress, port);
  return {
    url,
    version: await waitUntilReady({ name: wish.name, ended, logFile, listening, url, token, version, deadline, signal }),
  };
}

/** Where a client on this machine reaches a server that listens on an address. */
function reachable(listenAddress: string): string {
  return listenAddress === "0.0.0.0" ? "127.0.0.1" : listenAddress === "::" ? "::1" : listenAddress;
}

function takenNotice(name: string, taken: number, next: number): string {
  return `Port ${taken} is taken, so instance ${name} moves on to ${next}. Use the outputs or DATABASE_URL, or ask for a port with \`ports\`.`;
}

async function takenError(port: number, problem: ServerExited): Promise<Error> {
  const holder = await portHolder(port);
  return new Error(
    `Port ${port} is taken${holder === undefined ? "" : ` by ${holder}`}. Free it, ask for another one with \`ports\`, or leave \`ports\` out. ${problem.message}`,
  );
}

/** Hands out ports so that no two instances of this step want the same one. Nobody looks whether a port is free: binding it is the only proof. */
function portChooser(firstPort: number): (wish: PortWish) => number {
  const used = new Set<number>();
  let nextDefault = firstPort;
  return (wish) => {
    let port: number;
    do {
      port =
        wish.kind === "given"
          ? wish.port
          : wish.kind === "default"
            ? nextDefault++
            : AUTO_PORTS.first + Math.floor(Math.random() * AUTO_PORTS.count);
    } while (wish.kind !== "given" && used.has(port));
    if (port > LAST_PORT) throw new Error("Every port up to 65535 is taken. Ask for free ones with `ports`.");
    used.add(port);
    return port;
  };
}
