import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readValidateInputs } from "./inputs.ts";

beforeEach(() => void vi.spyOn(process.stdout, "write").mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

function read(given: Record<string, string>) {
  const reader = new InputReader((name) => given[name] ?? "");
  const inputs = readValidateInputs(reader, given["secrets"] ?? "", { environment: {}, workspace: "/w" });
  reader.finish();
  return inputs;
}

it("has the defaults of action.yml", () => {
  expect(read({})).toEqual({
    secrets: [],
    databaseUrls: [],
    authTokens: [],
    allowPlaintext: false,
    checks: ["presence", "format", "expiry", "connect", "read", "write"],
    onMissing: "fail",
    expiry: { warnBeforeMs: 14 * 86_400_000, failBeforeMs: 0, requireExpiry: false },
    write: { expectAccess: "any", writeProbe: { kind: "permission" } },
    platform: undefined,
    health: { maxLatencyMs: new Map(), baselineFile: undefined, tolerance: 0.1, updateBaseline: false },
    reportFile: undefined,
  });
});

it("reads what is given", () => {
  const inputs = read({
    checks: "latency\nwrite, presence, expiry",
    "on-missing": "skip",
    "warn-before": "7d",
    "fail-before": "12h",
    "require-expiry": "true",
    "expect-access": "read-only",
    "write-probe": "table:a b",
    "api-token": " platform-token ",
    organization: "acme",
    "api-url": "http://127.0.0.1:1",
    "max-latency": "read=30ms, write=50ms\nbatch=1.5s",
    "baseline-file": "base.json",
    tolerance: "12.5%",
    "update-baseline": "true",
    "report-file": "out/report.json",
  });
  expect(inputs).toMatchObject({
    checks: ["presence", "expiry", "write", "latency"],
    onMissing: "skip",
    expiry: { warnBeforeMs: 604_800_000, failBeforeMs: 43_200_000, requireExpiry: true },
    write: { expectAccess: "read-only", writeProbe: { kind: "table", table: "a b" } },
    platform: { token: "platform-token", organization: "acme", apiUrl: "http://127.0.0.1:1" },
    health: { baselineFile: "base.json", tolerance: 0.125, updateBaseline: true },
    reportFile: "out/report.json",
  });
  expect([...inputs.health.maxLatencyMs]).toEqual([
    ["read", 30],
    ["write", 50],
    ["batch", 1_500],
  ]);
});

describe("what is wrong", () => {
  it.each<[Record<string, string>, string]>([
    [{ "write-probe": "drop" }, "use `permission`, `schema` or `table:<name>`."],
    [{ "write-probe": "table:" }, "use `permission`, `schema` or `table:<name>`."],
    [{ "max-latency": "read=fast" }, "as in `read=30ms`."],
    [{ "max-latency": "read=1ms\nread=2ms" }, "once at most"],
    [{ "max-latency": "connect=1ms" }, "`read`, `write` and `batch`"],
    [{ tolerance: "0.1" }, "give a percentage, such as `10%`."],
    [{ "update-baseline": "true" }, "needs `baseline-file`"],
    [{ organization: "a/b" }, "give a name of letters, digits and dashes."],
    [{ "api-url": "http://api.test" }, "a token would go there in plain text"],
    [{ "api-url": "https://u:secret-1@api.test" }, "without user name and parameters"],
    [{ "api-token": "two words" }, "The input `api-token` holds spaces"],
    [{ "api-token": "short" }, "The input `api-token` has fewer than 8 characters"],
    [{ checks: "connect", "expect-access": "read-only" }, "The input `expect-access` needs the check `write`"],
    [{ checks: "connect", "require-expiry": "true" }, "The input `require-expiry` needs the check `expiry`"],
    [{ "max-latency": "read=1ms" }, "The input `max-latency` needs the check `latency`"],
    [{ "baseline-file": "b.json" }, "The input `baseline-file` needs the check `latency`"],
    [
      { checks: "latency", "baseline-file": "b.json", "report-file": "./x/../b.json" },
      "`report-file` is the file of `baseline-file`",
    ],
    [
      { checks: "latency", "baseline-file": "/w/b.json", "report-file": "b.json" },
      "`report-file` is the file of `baseline-file`",
    ],
    [{ "database-url": "file:app.db", "report-file": "app.db" }, "`report-file` is the file of the database"],
    [{ secrets: "DATABASE_URL=file:/w/a%20b.db\n", "report-file": "./a b.db" }, "`report-file` is the file of the database"],
    [{ "on-missing": "ignore" }, "use one of `fail`, `warn`, `skip`."],
  ])("%j", (given, message) => expect(() => read(given)).toThrow(message));

  it("shows no secret", () => {
    for (const given of [{ "api-token": "two words" }, { "api-url": "https://u:two words@h" }])
      expect(() => read(given)).toThrow(expect.objectContaining({ message: expect.not.stringContaining("two words") }));
  });
});
