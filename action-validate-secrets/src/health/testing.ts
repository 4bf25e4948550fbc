// Databases of every kind for tests of health: targets and sessions as the action makes them, and a session over a `send` of the test's own.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@libsql-actions/shared/database/memory";
import { resolveDatabases } from "@libsql-actions/shared/database/resolve";
import type { Send } from "@libsql-actions/shared/network/send";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, afterEach } from "vitest";
import type { HealthOptions, HealthSession } from "../health-seam.ts";
import type { Target } from "../target.ts";
import { type HealthLimits, LIMITS } from "./limits.ts";

export const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
/** What these tests put files into. */
export const folder = mkdtempSync(join(tmpdir(), "health-"));
const issuer = tokenIssuer();
const running: { stop(): Promise<void> }[] = [];
const open: { close(): void }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  rmSync(folder, { recursive: true });
});

/** Has a server stopped when the tests of the file are done. */
export function stopAfterwards<Server extends { stop(): Promise<void> }>(server: Server): Server {
  running.push(server);
  return server;
}

/** A server that asks for tokens. @param directory with its data; not given: a new one */
export async function serverWithTokens(directory?: string, args: readonly string[] = []): Promise<Sqld> {
  const authJwtKeyFile = join(folder, "key.pem");
  writeFileSync(authJwtKeyFile, issuer.publicKey);
  return stopAfterwards(await startSqld({ authJwtKeyFile, args, ...(directory === undefined ? {} : { directory }) }));
}

export const token = (access: "rw" | "ro"): string => issuer.token({ a: access });

export interface Opened {
  readonly target: Target;
  readonly session: HealthSession;
}

/** Opens a database as the action does. @param send what the checks send by; not given: that of the other tests */
export async function opened(url: string, authToken?: string, send?: Send): Promise<Opened> {
  const request = { urls: [url], tokens: authToken === undefined ? [] : [authToken], allowPlaintext: false };
  const { databases } = resolveDatabases({ ...request, environment: {}, directory: folder });
  const [database] = databases;
  if (database === undefined) throw new Error("a URL that was read is a database");
  const settings = send === undefined ? testSettings() : { ...testSettings(), send };
  const session = {
    database: await openDatabase(database, settings, undefined),
    send: settings.send,
    patientSend: settings.send,
  };
  open.push(session.database);
  return { target: { database, urlName: "TURSO_DATABASE_URL", tokenName: "TURSO_AUTH_TOKEN" }, session };
}

/** A file with what these statements make. */
export async function fileOf(name: string, statements: readonly string[]): Promise<Opened & { readonly path: string }> {
  const path = join(folder, name);
  const file = await opened(`file:${path}`);
  await run(file, statements);
  return { ...file, path };
}

/** Runs statements outside of transactions. */
export async function run({ session }: Opened, statements: readonly string[]): Promise<void> {
  const { failure } = await session.database.loose(statements.map((sql) => ({ sql })));
  if (failure !== undefined) throw new Error(failure.message);
}

export const OPTIONS: HealthOptions = {
  checks: ["latency", "integrity", "capacity", "schema", "replication"],
  maxLatencyMs: new Map(),
  baselineFile: undefined,
  tolerance: 0.1,
  updateBaseline: false,
  nowMs: NOW_MS,
  writable: undefined,
};

/** A clock that goes on by so many milliseconds whenever it is read. */
export function steppingClock(stepMs: number): () => number {
  let now = 0;
  return () => (now += stepMs);
}

/** With a clock of the test's own, so that no test depends on how fast the machine is, and with few samples. */
export function limitsOf(limits: Partial<HealthLimits> = {}): HealthLimits {
  return { ...LIMITS, clock: steppingClock(1), warmUps: 1, samples: 5, ...limits };
}
