import { InputError, InputReader } from "@libsql-actions/shared/inputs/reader";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSetupInputs } from "./inputs.ts";

type Given = Readonly<Record<string, string>>;

function read(given: Given) {
  const reader = new InputReader((name) => given[name] ?? "");
  const inputs = readSetupInputs(reader, "/workspace");
  reader.finish();
  return inputs;
}

describe("instances and ports", () => {
  test.each<[Given, [string, string | number][]]>([
    [{}, [["db-1", "default"]]],
    [
      { instances: "3" },
      [
        ["db-1", "default"],
        ["db-2", "default"],
        ["db-3", "default"],
      ],
    ],
    [
      { instances: "primary, read-model" },
      [
        ["primary", "default"],
        ["read-model", "default"],
      ],
    ],
    [
      { instances: "a\nb", ports: "auto" },
      [
        ["a", "auto"],
        ["b", "auto"],
      ],
    ],
    [
      { instances: "a\nb", ports: "9000\nauto" },
      [
        ["a", 9000],
        ["b", "auto"],
      ],
    ],
    [{ ports: "9000" }, [["db-1", 9000]]],
    [{ ports: "auto" }, [["db-1", "auto"]]],
  ])("%j", (given, expected) => {
    expect(read(given).instances.map(({ name, port }) => [name, port.kind === "given" ? port.port : port.kind])).toEqual(
      expected,
    );
  });

  test.each<[Given, RegExp]>([
    [{ instances: "0" }, /`instances` is "0".*1 to 64/],
    [{ instances: "65" }, /1 to 64/],
    [{ instances: "Primary" }, /lower-case/],
    [{ instances: "a, a" }, /must differ/],
    [{ instances: "-a" }, /begins with a letter/],
    [{ instances: "2", ports: "9000" }, /one port for each of the 2/],
    [{ instances: "2", ports: "9000, 9000" }, /cannot share a port/],
    [{ ports: "0" }, /from 1 to 65535/],
    [{ ports: "70000" }, /from 1 to 65535/],
    [{ ports: "8080x" }, /from 1 to 65535/],
  ])("%j is refused", (given, message) => {
    expect(() => read(given)).toThrow(message);
  });

  test("different names make different variables", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { minLength: 1, maxLength: 8 }), (names) => {
        const variables = read({ instances: names.join("\n"), ports: "auto" }).instances.map(({ name }) =>
          name.toUpperCase().replaceAll("-", "_"),
        );
        expect(new Set(variables).size).toBe(names.length);
      }),
    );
  });
});

describe("server-args", () => {
  test("a flag and its value become two arguments, whatever stands in the value", () => {
    const text =
      "--max-response-size 20MB\n--idle-shutdown-timeout-s=60\n--snapshot-at-shutdown\n--heartbeat-url http://a b;$(c)";
    const expected = [
      "--max-response-size",
      "20MB",
      "--idle-shutdown-timeout-s",
      "60",
      "--snapshot-at-shutdown",
      "--heartbeat-url",
      "http://a b;$(c)",
    ];
    expect(read({ "server-args": text }).serverArguments).toEqual(expected);
  });

  test.each([
    "--db-path x",
    "-d x",
    "-dx",
    "--http-listen-addr=0.0.0.0:1",
    "--auth-jwt-key-file k",
    "--no-welcome",
    "--shutdown-timeout 9",
  ])("%s is the action's own", (text) => {
    expect(() => read({ "server-args": text })).toThrow(/sets this flag itself/);
  });

  test.each(["--http-auth basic:c2VjcmV0", "--admin-auth-key=c2VjcmV0", "--encryption-key c2VjcmV0"])(
    "%s carries a secret, which is not shown",
    (text) => {
      expect(() => read({ "server-args": text })).toThrow(/^(?!.*c2VjcmV0).*carries a secret/s);
    },
  );

  test.each(["max-response-size 1", "; rm -rf /", "--", "--enable-namespaces"])("%s is refused", (text) => {
    expect(() => read({ "server-args": text })).toThrow(InputError);
  });
});

describe("combinations", () => {
  test.each<[Given, RegExp]>([
    [{ backend: "memory", instances: "2" }, /has one database/],
    [{ backend: "file", instances: "2", "database-file": "a.db" }, /cannot share one file/],
    [{ storage: "ram", "data-directory": "d" }, /give one of the two/],
    [{ "listen-address": "0.0.0.0" }, /`auth: jwt`/],
    [{ backend: "turso-cloud", template: "a.sql" }, /takes the database as it is/],
    [{ template: "dump.tar" }, /`\.db`, `\.sqlite` or `\.sql`/],
    [{ "wait-on": "command:whoami" }, /notation of wait-on/],
    [{ "mirror-url": "ftp://x" }, /`mirror-url` must be/],
  ])("%j is refused", (given, message) => {
    expect(() => read(given)).toThrow(message);
  });

  test.each<[Given]>([
    [{ backend: "file", ports: "auto", auth: "jwt", "server-args": "--x" }],
    [{ backend: "memory", "listen-address": "0.0.0.0", storage: "ram", "data-directory": "d" }],
    [{ "listen-address": "0.0.0.0", auth: "jwt" }],
    [{ "listen-address": "0.0.0.0", "allow-plaintext": "true" }],
    [{ "listen-address": "::1" }],
  ])("%j is accepted: what a backend has no use for is ignored", (given) => {
    expect(() => read(given)).not.toThrow();
  });
});

test("relative paths are relative to the workspace", () => {
  expect(read({ "data-directory": "data", template: "t.sql", "database-file": "/abs.db" })).toMatchObject({
    dataDirectory: "/workspace/data",
    template: "/workspace/t.sql",
    databaseFile: "/abs.db",
  });
});

test("whatever stands in the inputs, the answer is a record or one bounded error without control characters", () => {
  const names = [
    "backend",
    "instances",
    "ports",
    "libsql-version-file",
    "checksum",
    "download-from",
    "mirror-url",
    "listen-address",
    "server-args",
    "wait-on",
    "wait-timeout",
    "template",
    "start",
  ];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.string({ unit: "binary", maxLength: 200 })), (given) => {
      try {
        read(given);
      } catch (problem) {
        expect(problem).toBeInstanceOf(InputError);
        expect((problem as Error).message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
        expect((problem as Error).message.length).toBeLessThan(10_000);
      }
    }),
  );
});
