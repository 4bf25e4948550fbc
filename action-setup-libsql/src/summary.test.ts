import { expect, it } from "vitest";
import { NOTHING } from "./provision.ts";
import { setupSummary } from "./summary.ts";

const database = (name: string, version: string) => ({ name, url: `http://127.0.0.1/${name}`, version, startMs: 48 });

it("has a row for each database, with the variables that later steps find it by, and each version once", () => {
  const databases = [database("primary", "sqld 0.24.32"), database("read-only", "sqld 0.24.32"), database("old", "sqld 0.24.31")];
  const url = (name: string) => `<code>http&#58;//127.0.0.1/${name}</code>`;
  const variable = (name: string) => `<code>DATABASE&#95;URL${name}</code>`;
  expect(setupSummary("turso-local", { ...NOTHING, databases }, undefined)).toBe(`### libSQL: <code>turso-local</code>

sqld 0.24.32

sqld 0.24.31

| Instance | URL | In later steps | Ready after |
| --- | --- | --- | --: |
| primary | ${url("primary")} | ${variable("")}, ${variable("&#95;PRIMARY")} | 48 ms |
| read-only | ${url("read-only")} | ${variable("&#95;READ&#95;ONLY")} | 48 ms |
| old | ${url("old")} | ${variable("&#95;OLD")} | 48 ms |
`);
});

it("says that there is nothing, and why it failed", () => {
  expect(setupSummary("file", NOTHING, undefined)).toContain("Nothing was started.");
  expect(setupSummary("file", NOTHING, "no `x`,\nnever *y*")).toContain(
    "The step failed: no <code>x</code>,<br>never &#42;y&#42;",
  );
});
