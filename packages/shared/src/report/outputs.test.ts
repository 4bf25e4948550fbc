import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { exportEnvironment, setOutputs } from "./outputs.ts";

const directory = mkdtempSync(join(tmpdir(), "outputs-"));
const file = join(directory, "file");
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  writeFileSync(file, "");
  vi.stubEnv("GITHUB_OUTPUT", file);
  vi.stubEnv("GITHUB_ENV", file);
});

/** The file as the runner reads it: name, delimiter, value. */
function commands(): Record<string, string> {
  const found = readFileSync(file, "utf8").matchAll(/^([^\n]+?)<<(ghadelimiter_[\w-]+)\n(.*?)\n\2$/gms);
  return Object.fromEntries(Array.from(found, ([, name = "", , value = ""]) => [name, value]));
}

it("sets strings as they are and the rest as JSON on one line", () => {
  setOutputs({ text: "a\nb", flag: true, list: [1, { a: "x\ny" }], object: { b: 1, a: 2 }, empty: "", none: undefined });
  expect(commands()).toEqual({
    text: "a\nb",
    flag: "true",
    list: '[1,{"a":"x\\ny"}]',
    object: '{"b":1,"a":2}',
    empty: "",
    none: "",
  });
});

it("cuts a large object to valid JSON that says so", () => {
  const digests = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`table ${index}`, "0".repeat(64)]));
  setOutputs({ digests });
  const text = commands()["digests"] ?? "";
  const { "(omitted)": omitted, ...kept } = JSON.parse(text);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
  expect(Object.keys(kept).length + omitted).toBe(1_000);
  expect(omitted).toBeGreaterThan(100);
});

it("does not let a value end its own output", () => {
  setOutputs({ text: "x\nghadelimiter_x\nother=1\nother<<EOF\n1\nEOF" });
  expect(Object.keys(commands())).toEqual(["text"]);
});

it("names the variables whose value it replaced", () => {
  vi.stubEnv("LIBSQL_TEST_A", "old");
  const before = { LIBSQL_TEST_A: "old", LIBSQL_TEST_B: "same", LIBSQL_TEST_C: "" };
  expect(exportEnvironment({ LIBSQL_TEST_A: "new", LIBSQL_TEST_B: "same", LIBSQL_TEST_C: "x" }, before)).toEqual([
    "LIBSQL_TEST_A",
  ]);
  expect(commands()).toEqual({ LIBSQL_TEST_A: "new", LIBSQL_TEST_B: "same", LIBSQL_TEST_C: "x" });
});

describe("a list", () => {
  const item = { text: "é".repeat(100) };
  const listed = (list: readonly unknown[], more: Record<string, unknown> = {}): string => {
    setOutputs({ list, ...more });
    return commands()["list"] ?? "";
  };
  it("is whole where it fits", () => expect(JSON.parse(listed(Array(300).fill(item)))).toHaveLength(300));

  it.each([
    [310, "report.json"],
    [5_000, "report.json"],
    [5_000, `${"long/".repeat(800)}report.json`],
  ])("of %d items is cut to valid JSON that says so, and names the report", (count, file) => {
    const text = listed(Array(count).fill(item), { "report-file": file });
    const parsed = JSON.parse(text);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(parsed.at(-1)).toEqual({ omitted: count - (parsed.length - 1), "report-file": file });
  });

  it("leaves out an item that is too large by itself", () =>
    expect(listed(["x".repeat(70_000), "y"], { "report-file": "" })).toBe('[{"omitted":2}]'));
});
