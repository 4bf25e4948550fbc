// The built action is killed at random moments of its work, on a server and on files: what it leaves is whole, and the next run completes it.
import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { afterAll, beforeAll, it } from "vitest";
import { type Course, complete, type Place } from "./chaos/complete.ts";
import { doublingFolder, expectTruth, finishLoose, LOOSE, PLANNED, readState } from "./chaos/doubling.ts";
import { type Chance, roundsOf, runRounds, tell } from "./chaos/rounds.ts";
import { type ChaosServer, startServer } from "./chaos/server.ts";
import { newWorkspace, startStep } from "./chaos/step.ts";

const KILLS = roundsOf(100);
const ROUND_MS = 10_000;
const BACKENDS = ["server", "file", "file with a WAL"] as const;
type Backend = (typeof BACKENDS)[number];

/** A folder on a backend. */
interface MeasuredCourse extends Course {
  readonly backend: Backend;
  readonly loose: boolean;
  /** How long the step works for it. */
  workMs: number;
}

let server: ChaosServer;
const courses: MeasuredCourse[] = [];
beforeAll(async () => {
  server = await startServer();
  for (const loose of [false, true]) {
    const workspace = await newWorkspace(doublingFolder({ format: "plain", loose }));
    for (const backend of BACKENDS) {
      const place = await newPlace(backend, workspace);
      const { said, ended } = startStep(workspace, { "database-url": place.url });
      const begun = (await said(PLANNED)) ?? 0;
      const step = await ended;
      const state = await place.look();
      expectTruth(step, state, [], step.applied);
      courses.push({ backend, loose, workspace, all: step.applied, state, workMs: step.at - begun });
    }
  }
});
afterAll(async () => {
  await server.stop();
  for (const { workspace } of courses) await rm(workspace, { recursive: true, force: true });
});

/** Makes an empty database. */
async function newPlace(backend: Backend, workspace: string): Promise<Place> {
  if (backend === "server") {
    await server.clear();
    return server;
  }
  const folder = join(workspace, "database");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const path = join(folder, "a.db");
  if (backend === "file with a WAL") await withFile(path, (db) => db.query("PRAGMA journal_mode = WAL"));
  return {
    url: `file:${path}`,
    look: async () => withFile(await copyOf(path), readState),
    finishLoose: () => withFile(path, finishLoose),
  };
}

async function withFile<T>(path: string, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = await openConnection(parseDatabaseUrl(`file:${path}`, "/"), testSettings());
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

/** With its journal: looking at the file itself would bring it in order, which is for the next run to do. */
async function copyOf(path: string): Promise<string> {
  const copy = join(dirname(path), "copy");
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy);
  for (const name of await readdir(dirname(path)))
    if (/\.db(-wal|-journal)?$/.test(name)) await copyFile(join(dirname(path), name), join(copy, name));
  return join(copy, "a.db");
}

/** Kills the step and has another complete it. @returns how far the first had come */
async function killRound(chance: Chance, seed: number): Promise<string> {
  const backend: Backend = seed % 2 === 0 ? "server" : chance.oneOf(["file", "file with a WAL"]);
  const isLoose = seed % 5 === 4;
  const course = courses.find((one) => one.backend === backend && one.loose === isLoose) as MeasuredCourse;
  const place = await newPlace(backend, course.workspace);
  const first = startStep(course.workspace, { "database-url": place.url });
  const begun = await first.said(chance.is(0.2) ? "Database " : PLANNED);
  await delay(chance.between(0, course.workMs));
  first.child.kill("SIGKILL");
  const killed = await first.ended;
  // In the other rounds the next run comes while the server may not have noticed yet.
  const left = chance.is(0.5) || isLoose ? await place.look() : undefined;
  if (left !== undefined && killed.code !== undefined) expectTruth(killed, left, [], course.all);
  const before = await complete(course, place, killed, left, chance);
  if (killed.code !== undefined) {
    // It is quicker than when it was measured.
    course.workMs = killed.at - (begun ?? killed.at);
    return `ended before on a ${backend}`;
  }
  if (left?.begun.includes(LOOSE)) return `killed in the file without a transaction on a ${backend}`;
  const when =
    before.length === 0 ? "before the first commit" : before.length < course.all.length ? "between commits" : "behind the last";
  return `killed ${when} on a ${backend}`;
}

it(`kills the action ${KILLS} times`, { timeout: KILLS * ROUND_MS }, async () => {
  tell("kill -9 of the action", await runRounds(KILLS, killRound));
});
