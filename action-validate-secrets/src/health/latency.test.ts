import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startFaultProxy } from "@libsql-actions/shared/testing/fault-proxy";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { beforeAll, describe, expect, it } from "vitest";
import type { HealthOptions, HealthResult } from "../health-seam.ts";
import { checkLatency } from "./latency.ts";
import { LIMITS } from "./limits.ts";
import {
  fileOf,
  folder,
  limitsOf,
  NOW_MS,
  OPTIONS,
  type Opened,
  opened,
  serverWithTokens,
  steppingClock,
  stopAfterwards,
  token,
} from "./testing.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = stopAfterwards(await startSqld());
});

const check = ({ target, session }: Opened, given: Partial<HealthOptions> = {}, limits = limitsOf()) =>
  checkLatency(target, session, { ...OPTIONS, ...given }, limits);
const lines = (results: readonly HealthResult[]) =>
  results.map(({ verdict, reason, message }) => `${verdict} ${reason}: ${message}`);
const limit = (...pairs: [string, number][]) => new Map(pairs);

/** A clock on which the round trip takes 1 ms, and these probes so long. It is read once before all rounds, then nine times a round. */
function clockOf(takes: { readonly read?: number; readonly batch?: number; readonly write?: number }): () => number {
  const order = [1, takes.read ?? 1, takes.batch ?? 1, takes.write ?? 1];
  let [now, reads] = [0, 0];
  return () => {
    // 0: whether the time is over; then the begin and the end of each probe.
    const at = (reads++ - 1) % (1 + 2 * order.length);
    if (at > 0 && at % 2 === 0) now += order[at / 2 - 1] ?? 0;
    return now;
  };
}

describe("the limits", () => {
  it("fail above, for what is above", async () => {
    const [result, ...more] = await check(await opened(sqld.url), { maxLatencyMs: limit(["read", 0.5], ["batch", 2]) });
    expect(more).toEqual([]);
    expect(result).toMatchObject({ verdict: "failed", reason: "slow", secret: "TURSO_DATABASE_URL" });
    expect(result?.message).toMatch(/^read takes 1\.0 ms ± 0\.0 and may take 0\.5 ms; round-trip 1\.0 ms/);
    expect(result?.fix).toContain("max-latency");
  });

  it("pass at the limit itself, and tell all times", async () => {
    const [result] = await check(await opened(sqld.url), { maxLatencyMs: limit(["read", 1], ["write", 1], ["batch", 1]) });
    expect(result).toMatchObject({ verdict: "ok", latencyMs: { "round-trip": 1, read: 1, write: 1, batch: 1 } });
    expect(result?.measured).toMatchObject({ probes: { read: { "median-ms": 1, "deviation-ms": 0, samples: 5 } } });
  });

  it("fail for a server that is slow indeed", async () => {
    const proxy = stopAfterwards(await startFaultProxy(sqld.port, { delayMs: () => 15 }));
    const limits = { ...limitsOf(), clock: () => performance.now() };
    const results = await check(
      await opened(proxy.url),
      { maxLatencyMs: limit(["read", 5], ["batch", 5], ["write", 5]) },
      limits,
    );
    expect(lines(results)).toEqual([expect.stringMatching(/^failed slow: read takes .*, batch takes .*, write takes /)]);
  });

  it("of writes are not checked where there can be none", async () => {
    const guarded = await serverWithTokens();
    const given = { maxLatencyMs: limit(["write", 9]) };
    const expected = [expect.stringMatching(/^ok ok: round-trip /), expect.stringMatching(/^not-checked read-only: /)];
    expect(lines(await check(await opened(guarded.url, token("ro")), given))).toEqual(expected);
    expect(lines(await check(await opened(sqld.url), { ...given, writable: false }))).toEqual(expected);
  });
});

it("is measured by 15 samples after 3 rounds that do not count", () => {
  expect(LIMITS).toMatchObject({ samples: 15, warmUps: 3 });
});

describe("the time for all of it", () => {
  it("cuts the samples", async () => {
    const [result] = await check(await opened(sqld.url), {}, limitsOf({ latencyMs: 100, samples: 15 }));
    expect(result).toMatchObject({ verdict: "ok", measured: { probes: { read: { samples: 10 } } } });
  });
  it("is a reason not to judge where there are too few of them", async () => {
    const [result, ...more] = await check(await opened(sqld.url), { baselineFile: "none" }, limitsOf({ latencyMs: 30 }));
    expect([result, ...more]).toHaveLength(1);
    expect(result).toMatchObject({ verdict: "not-checked", reason: "timeout" });
  });
});

describe("the baseline", () => {
  const measure = async (path: string, given: Partial<HealthOptions>, clock = clockOf({})) =>
    (await check(await opened(sqld.url), { baselineFile: path, ...given }, limitsOf({ clock }))).slice(1);

  it("is made on demand, in folders that are made too, and read again", async () => {
    const path = join(folder, "new", "deep", "baseline.json");
    expect(lines(await measure(path, { updateBaseline: true }, clockOf({ batch: 4 })))).toEqual([
      expect.stringMatching(/^ok ok: There was no baseline/),
    ]);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
      version: 1,
      databases: {
        TURSO_DATABASE_URL: {
          "measured-at": new Date(NOW_MS).toISOString(),
          probes: {
            "round-trip": { "median-ms": 1, "deviation-ms": 0 },
            read: { "median-ms": 1, "deviation-ms": 0 },
            batch: { "median-ms": 4, "deviation-ms": 0 },
            write: { "median-ms": 1, "deviation-ms": 0 },
          },
        },
      },
    });
    const before = readFileSync(path, "utf8");
    expect(lines(await measure(path, {}, clockOf({ batch: 4.3 })))).toEqual([
      expect.stringMatching(
        /^ok ok: Against the baseline of 2026-01-02T03:04:05\.000Z: read 0 %, batch \+7\.5 %, write 0 %, within/,
      ),
    ]);
    expect(lines(await measure(path, {}, clockOf({ batch: 4.5 })))).toEqual([
      expect.stringMatching(
        /^failed slow: Slower than .*: batch takes 4\.50 ms where 4\.00 ms were to be expected \(\+12\.5 %\)\. The tolerance is 10 %\.$/,
      ),
    ]);
    expect(lines(await measure(path, { tolerance: 0.2 }, clockOf({ batch: 4.5 })))).toEqual([expect.stringMatching(/^ok /)]);
    expect(readFileSync(path, "utf8")).toBe(before);
    const updated = await measure(path, { updateBaseline: true }, clockOf({ batch: 9 }));
    expect(lines(updated)).toEqual([expect.stringMatching(/^ok ok: .*This run is the baseline from now on\.$/)]);
    expect(JSON.parse(readFileSync(path, "utf8")).databases.TURSO_DATABASE_URL.probes.batch["median-ms"]).toBe(9);
  });

  it("that is missing is not made by itself", async () => {
    const path = join(folder, "missing.json");
    const [result, ...more] = await measure(path, {});
    expect(more).toEqual([]);
    expect(result).toMatchObject({ verdict: "not-checked", reason: "missing" });
    expect(result?.fix).toContain("update-baseline: true");
    expect(existsSync(path)).toBe(false);
  });

  it.each([false, true])("that is damaged is an error and stays as it is (update-baseline: %s)", async (updateBaseline) => {
    const path = join(folder, "damaged.json");
    writeFileSync(path, '{"name":"package"}');
    const [result] = await measure(path, { updateBaseline });
    expect(result).toMatchObject({ verdict: "failed", reason: "malformed" });
    expect(result?.message).toBe(
      `The file of \`baseline-file\`, ${JSON.stringify(path)}, is no baseline: its \`version\` is not 1.`,
    );
    expect(readFileSync(path, "utf8")).toBe('{"name":"package"}');
  });

  it("that is a folder is an error", async () => {
    const [result] = await measure(folder, { updateBaseline: true });
    expect(result).toMatchObject({ verdict: "failed", reason: "malformed", message: expect.stringContaining("EISDIR") });
  });

  it("of another way to the database is a warning", async () => {
    const path = join(folder, "elsewhere.json");
    await measure(path, { updateBaseline: true });
    writeFileSync(path, readFileSync(path, "utf8").replaceAll('"median-ms": 1', '"median-ms": 0.2'));
    const [result] = await measure(path, {});
    expect(result).toMatchObject({ verdict: "warning", reason: "slow" });
    expect(result?.message).toContain("5.0 times");
  });

  it("keeps all databases that are measured at once", async () => {
    const path = join(folder, "many.json");
    const names = Array.from({ length: 12 }, (_, index) => `database-url (line ${index + 1})`);
    await Promise.all(
      names.map(async (urlName) => {
        const one = await fileOf(`${urlName}.db`, []);
        await check(
          { ...one, target: { ...one.target, urlName } },
          { baselineFile: path, updateBaseline: true },
          limitsOf({ clock: steppingClock(1) }),
        );
      }),
    );
    expect(Object.keys(JSON.parse(readFileSync(path, "utf8")).databases).toSorted()).toEqual(names.toSorted());
  });
});
