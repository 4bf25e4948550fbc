// Every check on every kind of database, with every kind of token.
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSend } from "@libsql-actions/shared/network/send";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { beforeAll, describe, expect, it } from "vitest";
import { circuitBreaking } from "../circuit.ts";
import type { HealthResult } from "../health-seam.ts";
import { healthChecks } from "./health-checks.ts";
import { fileOf, limitsOf, OPTIONS, type Opened, opened, run, serverWithTokens, stopAfterwards, token } from "./testing.ts";

const SCHEMA = [
  "CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT)",
  'CREATE TABLE "odd "" name" (id INTEGER PRIMARY KEY, parent REFERENCES parents)',
  "CREATE INDEX by_name ON parents (name)",
  "CREATE VIEW names AS SELECT name FROM parents",
  "CREATE TABLE schema_migrations (version TEXT)",
  "INSERT INTO parents (name) VALUES ('a'), ('b'), ('c')",
  'INSERT INTO "odd "" name" (parent) VALUES (1)',
];
const DIGEST = expect.stringMatching(/^[0-9a-f]{64}$/);

let open: Sqld;
let guarded: Sqld;
beforeAll(async () => {
  [open, guarded] = await Promise.all([startSqld().then(stopAfterwards), serverWithTokens()]);
  await run(await opened(open.url), SCHEMA);
  await run(await opened(guarded.url, token("rw")), SCHEMA);
});

const check = ({ target, session }: Opened, options = OPTIONS) => healthChecks(target, session, options, limitsOf());
const lines = (results: readonly HealthResult[]) => results.map(({ check, verdict, reason }) => `${check} ${verdict} ${reason}`);
const SOUND = ["latency ok ok", "integrity ok ok", "capacity ok ok", "schema ok ok"];

const databases: [string, () => Promise<Opened>, readonly string[]][] = [
  ["a server without tokens", () => opened(open.url), ["replication ok ok"]],
  ["a server and a token that may write", () => opened(guarded.url, token("rw")), ["replication ok ok"]],
  ["a server and a token that may only read", () => opened(guarded.url, token("ro")), ["replication ok ok"]],
  ["a file", () => fileOf(`${randomUUID()}.db`, SCHEMA), ["replication not-checked not-needed"]],
  ["memory", memory, ["replication not-checked not-needed"]],
];

async function memory(): Promise<Opened> {
  const one = await opened(":memory:");
  await run(one, SCHEMA);
  return one;
}

describe.each(databases)("%s", (title, database, replication) => {
  it("is sound, and what was measured is told", async () => {
    const results = await check(await database());
    expect(lines(results)).toEqual([...SOUND, ...replication]);
    const measured = Object.fromEntries(results.map((one) => [one.check, one.measured]));
    expect(measured["integrity"]).toMatchObject({ extent: "integrity_check", complaints: [], violations: [] });
    expect(measured["capacity"]).toMatchObject({
      "page-bytes": 4096,
      "max-bytes": null,
      tables: 3,
      "tables-counted": 3,
      "largest-tables": [
        { name: "parents", rows: 3 },
        { name: 'odd " name', rows: 1 },
        { name: "schema_migrations", rows: 0 },
      ],
    });
    expect(measured["schema"]).toEqual({ tables: 2, "virtual-tables": 0, indexes: 1, views: 1, triggers: 0, digest: DIGEST });
    const probes = Object.keys(results[0]?.latencyMs ?? {});
    const write = title.includes("only read") ? [] : ["write"];
    expect(probes.toSorted()).toEqual(["batch", "read", "round-trip", ...write].toSorted());
  });
});

it("gives the same digest of the schema on every kind of database", async () => {
  const options = { ...OPTIONS, checks: ["schema"] } as const;
  const all = await Promise.all(databases.map(async ([, database]) => check(await database(), options)));
  expect(new Set(all.map(([one]) => one?.measured?.["digest"])).size).toBe(1);
});

it("answers in the order that was asked for, and makes no other check", async () => {
  const options = { ...OPTIONS, checks: ["schema", "latency"] } as const;
  expect(lines(await check(await opened(open.url), options))).toEqual(["schema ok ok", "latency ok ok"]);
});

it("changes nothing", async () => {
  const file = await fileOf("untouched.db", SCHEMA);
  const digest = () => createHash("sha256").update(readFileSync(file.path)).digest("hex");
  const before = digest();
  await check(file);
  expect(digest()).toBe(before);
  const index = async () => (await check(await opened(open.url), { ...OPTIONS, checks: ["replication"] }))[0]?.message;
  const indexBefore = await index();
  await check(await opened(open.url));
  expect(await index()).toBe(indexBefore);
});

it("says of every check why it cannot be made where the server is gone", async () => {
  const server = await startSqld();
  await server.stop();
  const send = circuitBreaking(createSend({ proxy: {}, tryTimeoutMs: 200, deadlineMs: 200 }));
  const one = await opened(server.url, undefined, send);
  expect(new Set(lines(await check(one)).map((line) => line.replace(/^\w+ /, "")))).toEqual(new Set(["failed unreachable"]));
});

it("says of every check that the token is not good", async () => {
  const results = await check(await opened(guarded.url, `${token("rw").slice(0, -8)}AAAAAAAA`));
  expect(new Set(results.map(({ secret, verdict, reason }) => `${secret} ${verdict} ${reason}`))).toEqual(
    new Set(["TURSO_AUTH_TOKEN failed rejected"]),
  );
});
