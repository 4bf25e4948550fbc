// Runs of the built action at the same time on one database: every migration is applied once, or taken back once, and two folders never mix unnoticed.
import { rm } from "node:fs/promises";
import { startFaultProxy } from "@libsql-actions/shared/testing/fault-proxy";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FENCE } from "./chaos/doubling.ts";
import { type Chance, FULL, roundsOf, runRounds, tell } from "./chaos/rounds.ts";
import { type ChaosServer, startServer } from "./chaos/server.ts";
import { type EndedStep, newWorkspace, runStep } from "./chaos/step.ts";
import { downScript, TOOLS, type Tool, upScript } from "./chaos/tables.ts";

const RACES = roundsOf(20);
/** For each tool. */
const UPS = roundsOf(20, 1);
const RUNNERS = FULL ? 8 : 4;
const COUNT = 12;
const ROUND_MS = 30_000;
const MAX_DELAY_MS = 30;

let server: ChaosServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** What is in the database: the numbers of what the tool's table holds, those of what was done, and the number that was doubled. */
async function look({ recorded }: Pick<Tool, "recorded">) {
  const column = async (sql: string) => (await server.rows(sql)).map(([value]) => Number(value));
  return {
    recorded: await column(recorded),
    marks: await column("SELECT file FROM marks ORDER BY rowid"),
    n: await column("SELECT n FROM numbers"),
  };
}

const done = (numbers: readonly number[]) => ({ recorded: numbers, marks: numbers, n: [2 ** (numbers.length - 1)] });
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/**
 * Runs steps at the same time.
 * @param together whether each first write is held until all have come to it, so that all have made the same plan
 * @param chance decides how long each request is under way, so that now one is ahead and now another
 */
async function race(
  runs: readonly { readonly workspace: string; readonly inputs: Record<string, string> }[],
  together: boolean,
  chance: Chance,
): Promise<EndedStep[]> {
  const proxies = await Promise.all(
    runs.map(() => startFaultProxy(server.port, { delayMs: () => chance.between(0, MAX_DELAY_MS) })),
  );
  const holds = together ? proxies.map((proxy) => proxy.holdNext(FENCE)) : [];
  const steps = runs.map(({ workspace, inputs }, index) =>
    runStep(workspace, { "database-url": proxies[index]?.url ?? "", ...inputs }),
  );
  await Promise.race([Promise.all(holds.map(({ held }) => held)), Promise.all(steps)]);
  for (const { release } of holds) release();
  const ended = await Promise.all(steps);
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  return ended;
}

it.each(TOOLS)(
  `has one of ${RUNNERS} runs apply each migration, in the table of $format, ${UPS} times`,
  { timeout: UPS * ROUND_MS },
  async (tool) => {
    const scripts = new Map(upTo(COUNT).map((number) => [number, upScript(number, number % 3 === 0)]));
    const workspace = await newWorkspace(tool.files(scripts));
    const ends = await runRounds(UPS, async (chance, seed) => {
      await server.clear();
      const run = { workspace, inputs: { format: tool.format } };
      const runs = Array.from({ length: RUNNERS }, () => run);
      const steps = await race(runs, seed % 2 === 1, chance);
      const logs = steps.map(({ log }) => log).join("\n");
      expect(
        steps.map(({ code, pending }) => ({ code, pending })),
        logs,
      ).toEqual(steps.map(() => ({ code: 0, pending: [] })));
      const applied = steps.flatMap((step) => step.applied);
      expect(applied, logs).toHaveLength(COUNT);
      expect(new Set(applied).size, logs).toBe(COUNT);
      expect(await look(tool), logs).toEqual(done(upTo(COUNT)));
      return `shared by ${steps.filter((step) => step.applied.length > 0).length} runs`;
    });
    tell(`${RUNNERS} runs on the table of ${tool.format}`, ends);
    await rm(workspace, { recursive: true });
  },
);

it(`takes each migration back once when two runs do at the same time, ${RACES} times`, {
  timeout: RACES * ROUND_MS,
}, async () => {
  const count = 4;
  const files = upTo(count).flatMap((number) => [
    [`migrations/${number}_x.up.sql`, upScript(number, false)],
    [`migrations/${number}_x.down.sql`, downScript(number)],
  ]);
  const workspace = await newWorkspace(Object.fromEntries(files));
  const ends = await runRounds(RACES, async (chance, seed) => {
    await server.clear();
    expect((await runStep(workspace, { "database-url": server.url })).code).toBe(0);
    const run = { workspace, inputs: { command: "down" } };
    const steps = await race([run, run], seed % 2 === 1, chance);
    const logs = steps.map(({ log }) => log).join("\n");
    const takenBack = steps.flatMap(({ applied }) => applied);
    expect(takenBack.toSorted(), logs).toEqual(takenBack.length === 1 ? ["4"] : ["3", "4"]);
    for (const { code, applied, log } of steps)
      if (applied.length === 0)
        expect({ code, log }).toEqual({ code: 1, log: expect.stringContaining("Another run has changed the history") });
      else expect(code, log).toBe(0);
    expect(await look(TOOLS[0] as Tool), logs).toEqual(done(upTo(count - takenBack.length)));
    return `${takenBack.length} taken back`;
  });
  tell("two runs that take back", ends);
  await rm(workspace, { recursive: true });
});

it(`never applies out of two folders that each lack what the other has, ${RACES} times`, {
  timeout: RACES * ROUND_MS,
}, async () => {
  const folder = (tool: Tool, numbers: readonly number[], alone: boolean) =>
    newWorkspace(tool.files(new Map(numbers.map((number) => [number, upScript(number, alone)]))));
  const ends = await runRounds(RACES, async (chance, seed) => {
    await server.clear();
    const tool = TOOLS[seed % TOOLS.length] as Tool;
    // With a transaction for each file the first may be one run's and the second the other's.
    const alone = chance.is(0.5);
    const workspaces = await Promise.all([folder(tool, [1, 3], alone), folder(tool, [1, 2], alone)]);
    const runs = workspaces.map((workspace) => ({ workspace, inputs: { format: tool.format } }));
    if (chance.is(0.5)) runs.reverse();
    const steps = await race(runs, seed % 2 === 1, chance);
    const logs = steps.map(({ log }) => log).join("\n");
    const { recorded, ...state } = await look(tool);
    expect([[1], [1, 2], [1, 3]], logs).toContainEqual(recorded);
    expect({ recorded, ...state }, logs).toEqual(done(recorded));
    const failed = steps.filter(({ code }) => code !== 0);
    expect(failed.length, logs).toBe(recorded.length === 1 ? 2 : 1);
    for (const { log } of failed) expect(log).toMatch(/is applied, but has no file in the folder/);
    for (const workspace of workspaces) await rm(workspace, { recursive: true });
    return `${tool.format}: ${recorded.join(" and ")} applied`;
  });
  tell("two folders that differ", ends);
});
