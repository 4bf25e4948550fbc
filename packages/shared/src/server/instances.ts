// Starts any number of servers side by side, gives each its port, and waits until all of them are ready.
import { join } from "node:path";
import { hostAndPort, type Launched, type LaunchRequest, launchServer } from "./launch.ts";
import { portHolder } from "./port-holder.ts";
import type { ProcessIdentity } from "./process.ts";
import { ServerExited, waitUntilReady } from "./ready.ts";

/** What port an instance wants: a given one, any free one, or the default one (8080 and up, the next free one if that is taken). */
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

const FIRST_DEFAULT_PORT = 8080;
const LAST_PORT = 65_535;
/** Outside of the ports that Linux (32768 and up), macOS and Windows (49152 and up) give to outgoing connections. */
const AUTO_PORTS = { first: 20_000, count: 10_000 };
const MAX_TRIES = 200;

/**
 * Starts servers and waits for all of them.
 * @throws as soon as one of them cannot become ready
 */
export async function startInstances(request: InstancesRequest): Promise<Instance[]> {
  const deadline = performance.now() + request.timeoutMs;
  const choosePort = portChooser();
  const starting = request.instances.map((wish) => {
    const port = choosePort(wish.port);
    return { wish, port, launched: launch(request, wish, port) };
  });
  const abort = new AbortController();
  try {
    return await Promise.all(
      starting.map(({ wish, port, launched }) => settle(request, wish, port, launched, choosePort, deadline, abort.signal)),
    );
  } finally {
    // One that failed ends the wait for the others too.
    abort.abort();
  }
}

/** Sees one instance through: a port that turns out to be taken is given up for the next one where the user left the choice to us. */
async function settle(
  request: InstancesRequest,
  wish: InstanceWish,
  firstPort: number,
  firstLaunched: Launched,
  choosePort: ChoosePort,
  deadline: number,
  signal: AbortSignal,
): Promise<Instance> {
  const started = performance.now();
  let [port, launched] = [firstPort, firstLaunched];
  for (let tries = 1; ; tries++) {
    const listening = hostAndPort(request.listenAddress, port);
    const url = `http://${hostAndPort(reachable(request.listenAddress), port)}`;
    const { token, version } = request;
    try {
      const answered = await waitUntilReady({
        name: wish.name,
        ended: launched.ended,
        logFile: logFile(request, wish),
        listening,
        url,
        token,
        version,
        deadline,
        signal,
      });
      return { name: wish.name, port, url, version: answered, startMs: performance.now() - started };
    } catch (problem) {
      if (!(problem instanceof ServerExited) || !problem.addressInUse) throw problem;
      if (wish.port.kind === "given") throw await takenError(port, problem);
      if (tries >= MAX_TRIES) throw problem;
      const next = choosePort(wish.port);
      if (wish.port.kind === "default")
        request.onPortTaken(
          `Port ${port} is taken, so instance ${wish.name} moves on to ${next}. Use the outputs or DATABASE_URL, or ask for a port with \`ports\`.`,
        );
      port = next;
      launched = launch(request, wish, port);
    }
  }
}

function launch(request: InstancesRequest, wish: InstanceWish, port: number): Launched {
  const file = logFile(request, wish);
  const launched = launchServer({
    ...request,
    name: wish.name,
    dataDirectory: join(request.dataDirectory, wish.name),
    logFile: file,
    port,
  });
  if (launched.identity !== undefined) request.onLaunch({ ...launched.identity, name: wish.name, logFile: file });
  return launched;
}

function logFile(request: InstancesRequest, wish: InstanceWish): string {
  return join(request.logDirectory, `${wish.name}.log`);
}

/** Where a client on this machine reaches a server that listens on an address. */
function reachable(listenAddress: string): string {
  return listenAddress === "0.0.0.0" ? "127.0.0.1" : listenAddress === "::" ? "::1" : listenAddress;
}

async function takenError(port: number, problem: ServerExited): Promise<Error> {
  const holder = await portHolder(port);
  return new Error(
    `Port ${port} is taken${holder === undefined ? "" : ` by ${holder}`}. Free it, ask for another one with \`ports\`, or leave \`ports\` out. ${problem.message}`,
  );
}

type ChoosePort = (wish: PortWish) => number;

/** Hands out ports so that no two instances of this step want the same one. Nobody looks whether a port is free: binding it is the only proof. */
function portChooser(): ChoosePort {
  const used = new Set<number>();
  let nextDefault = FIRST_DEFAULT_PORT;
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
    if (port > LAST_PORT) throw new Error("There is no free port left.");
    used.add(port);
    return port;
  };
}
