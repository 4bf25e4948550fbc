import { startHttp } from "@libsql-actions/shared/testing/http";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { expect, it } from "vitest";
import { checkReplication } from "./replication.ts";
import { fileOf, type Opened, opened, run, stopAfterwards } from "./testing.ts";

const check = ({ target, session }: Opened) => checkReplication(target, session);

/** A server whose answers have these replication indexes, one after the other. */
async function answering(...indexes: unknown[]): Promise<Opened> {
  const server = await startHttp((_, response, index) => {
    const row = { rows: [[{ type: "integer", value: "1" }]], cols: [{ name: "1" }], affected_row_count: 0 };
    const result = { step_results: [row], step_errors: [null], replication_index: indexes[index % indexes.length] };
    response.end(JSON.stringify({ results: [{ type: "ok", response: { type: "batch", result } }] }));
  });
  return opened(stopAfterwards(server).url);
}

it("tells the index of a server, which grows with what is written", async () => {
  const one = await opened(stopAfterwards(await startSqld()).url);
  const index = async () => BigInt(String((await check(one)).measured?.["replication-index"]));
  await run(one, ["CREATE TABLE t (x)"]);
  const before = await index();
  await run(one, ["INSERT INTO t VALUES (1)"]);
  expect(await index()).toBeGreaterThan(before);
});

it("warns where answers come from states that are behind", async () => {
  const result = await check(await answering("12", "12", "9", "12", "11"));
  expect(result).toMatchObject({ verdict: "warning", reason: "slow", measured: { "most-behind": "3", answers: 5 } });
});

it.each([null, undefined, 12, "", "-1", "1".repeat(30), {}])("is not told where the answer has %j for it", async (index) => {
  expect(await check(await answering(index))).toMatchObject({ verdict: "not-checked", reason: "not-needed" });
});

it("is not told of a file", async () => {
  expect(await check(await fileOf("file.db", []))).toMatchObject({ verdict: "not-checked", reason: "not-needed" });
});
