import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { pullRequestOfEvent } from "./event.ts";

const directory = mkdtempSync(join(tmpdir(), "event-"));
afterAll(() => rmSync(directory, { recursive: true }));

function eventOf(payload: unknown): ReturnType<typeof pullRequestOfEvent> {
  const file = join(directory, "event.json");
  writeFileSync(file, typeof payload === "string" ? payload : JSON.stringify(payload));
  return pullRequestOfEvent(file);
}

it.each([
  ["a pull request", { number: 9, pull_request: { number: 7 } }],
  ["a comment on a pull request", { issue: { number: 7, pull_request: { url: "" } }, comment: {} }],
])("finds the number in the event of %s", async (_, payload) => {
  expect(await eventOf(payload)).toEqual({ number: 7 });
});

it.each([
  ["a push", { ref: "refs/heads/main", number: 7 }],
  ["a comment on an issue", { issue: { number: 7 } }],
  ["an issue whose field is no object", { issue: { number: 7, pull_request: "https://x" } }],
  ["a text", { pull_request: { number: "7" } }],
  ["a path", { pull_request: { number: "7/../../x" } }],
  ["a fraction", { pull_request: { number: 7.5 } }],
  ["zero", { pull_request: { number: 0 } }],
  ["a negative number", { pull_request: { number: -7 } }],
  ["a number beyond all numbers", '{"pull_request":{"number":1e999}}'],
  ["a list", [7]],
  ["null", "null"],
  ["a prototype", '{"__proto__":{"pull_request":{"number":7}}}'],
])("finds none in %s", async (_, payload) => {
  expect(await eventOf(payload)).toEqual({ notice: expect.stringContaining("belongs to no pull request") });
});

it("says why there is none", async () => {
  expect(await pullRequestOfEvent(undefined)).toEqual({ notice: expect.stringContaining("outside of GitHub Actions") });
  expect(await pullRequestOfEvent(join(directory, "missing"))).toEqual({
    notice: expect.stringContaining("cannot be read (ENOENT)"),
  });
  expect(await pullRequestOfEvent(directory)).toEqual({ notice: expect.stringContaining("cannot be read (EISDIR)") });
  expect(await eventOf("{")).toEqual({ notice: expect.stringContaining("is not JSON") });
});

it("reads no payload that GitHub would not send", async () => {
  const file = join(directory, "large.json");
  writeFileSync(file, "");
  truncateSync(file, 30_000_000);
  expect(await pullRequestOfEvent(file)).toEqual({ notice: expect.stringContaining("has 30000000 bytes") });
});
