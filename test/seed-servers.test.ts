// A server as the target: what its tokens allow, none of which is shown, what another machine is kept from, and a server that is down.
import { rm } from "node:fs/promises";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startProxy } from "@libsql-actions/shared/testing/proxy";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { COUNTS, errorOf, type Inputs, newPlace, type Place, SCHEMA } from "./seeding/step.ts";

let toolCache: string;
const issuer = tokenIssuer();
const [full, readOnly, expired] = [issuer.token({}), issuer.token({ a: "ro" }), issuer.token({ exp: 1_000 })];
let server: Sqld;
let one: Place;
beforeAll(async () => {
  toolCache = await filledToolCache(["addon"]);
  one = newPlace(toolCache, { "key.pem": issuer.publicKey, "delete.sql": "DELETE FROM posts WHERE id = 1;" });
  await one.execute(SCHEMA);
  server = await startSqld({ authJwtKeyFile: one.path("key.pem") });
  await one.execute(SCHEMA, `${server.url}?authToken=${full}`);
});
afterAll(async () => {
  await server.stop();
  one.remove();
  await rm(toolCache, { recursive: true });
});

test("and its tokens: what each may, and none is shown", async () => {
  const inUrl = `${server.url.replace("http:", "libsql:")}?tls=0&authToken=${full}`;
  const given: [Inputs, string, RegExp][] = [
    [{ "database-url": server.url }, "failure", /401/],
    [{ "database-url": server.url, "auth-token": expired }, "failure", /expired/],
    [{ "database-url": server.url, "auth-token": readOnly }, "failure", /forbidden/],
    [{ "database-url": server.url, "auth-token": readOnly, "dry-run": true }, "success", /^$/],
    [{ "database-url": server.url, "auth-token": full, output: "rows.sql" }, "success", /^$/],
    [{ "database-url": server.url, "auth-token": readOnly }, "success", /^$/],
    [{ "database-url": inUrl, mode: "reset" }, "success", /^$/],
    [{ "database-url": "file:a.db", "compare-with": server.url, "compare-auth-token": readOnly }, "success", /^$/],
    [{ "database-url": "file:a.db", "compare-with": server.url, "compare-auth-token": expired }, "failure", /expired/],
    [{ "database-url": "file:a.db", "compare-with": inUrl }, "success", /^$/],
    [{ "database-url": `${inUrl}&more=1` }, "failure", /is not a database URL/],
  ];
  for (const [inputs, outcome, error] of given) {
    const step = await one.seed({ ...inputs, "report-file": "report.json" });
    expect([inputs, step.outcome, errorOf(step)]).toEqual([inputs, outcome, expect.stringMatching(error)]);
    // The runner itself shows what a step is given, before the action can mask it.
    const own = step.rawStdout.replaceAll(/^::add-mask::.*$/gm, "");
    const seen = [
      own,
      step.summary,
      one.read("report.json"),
      JSON.stringify(step.outputs),
      JSON.stringify(step.annotations),
    ].join("\n");
    for (const token of [full, readOnly, expired])
      for (const part of token.split(".").slice(1)) expect(seen.includes(part), JSON.stringify(inputs)).toBe(false);
  }
});

test("on another machine loses no rows without `allow-remote`", async () => {
  const proxy = await startProxy(server.port);
  const remote = { "database-url": "http://db.example", "auth-token": full, "allow-plaintext": true };
  const env = { HTTP_PROXY: proxy.url };
  for (const mode of ["append", "reset", "upsert"]) {
    const step = await one.seed({ ...remote, mode, seed: 9 }, env);
    expect([mode, step.outcome, errorOf(step)]).toEqual([
      mode,
      "failure",
      expect.stringMatching(`mode: ${mode}.*db\\.example.*allow-remote: true`),
    ]);
  }
  await one.seed({ ...remote, data: "delete.sql" }, env);
  const url = `${server.url}?authToken=${full}`;
  expect(await one.rows(COUNTS, url)).toEqual([[10, 10]]);
  expect((await one.seed({ ...remote, mode: "append", "allow-remote": true }, env)).outputs["rows"]).toBe("20");
  await one.execute("DELETE FROM posts; DELETE FROM users", url);
  // Nothing is there to lose.
  expect((await one.seed({ ...remote, mode: "append" }, env)).outputs["rows"]).toBe("20");
  await proxy.stop();
});

test("that is down is named, and the other database is told of", async () => {
  const gone = await startSqld();
  await gone.stop();
  await one.execute("DELETE FROM posts; DELETE FROM users");
  const step = await one.seed({ "database-url": `file:a.db\n${gone.url}` });
  expect(errorOf(step)).toMatch(`127.0.0.1:${gone.port}`);
  expect(Object.values(JSON.parse(step.outputs["rows"] ?? ""))).toEqual([20, 0]);
});
