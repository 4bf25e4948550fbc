import { readFileSync } from "node:fs";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readMigrateInputs } from "./inputs.ts";
import { outputsOf } from "./outputs.ts";

const ACTION = parse(readFileSync(new URL("../action.yml", import.meta.url), "utf8"));

function read(given: Record<string, string>, asked: Set<string> = new Set()) {
  const reader = new InputReader((name) => {
    asked.add(name);
    return given[name] ?? "";
  });
  const inputs = readMigrateInputs(reader);
  reader.finish();
  return inputs;
}

describe("action.yml", () => {
  it("has the defaults of the code", () => {
    const defaults = Object.entries<{ default?: string }>(ACTION.inputs)
      .filter(([name]) => name !== "github-token")
      .map(([name, input]) => [name, input.default ?? ""]);
    expect(read(Object.fromEntries(defaults))).toEqual(read({}));
    expect(read({})).toEqual({
      command: "up",
      directory: undefined,
      format: "auto",
      databaseUrls: [],
      authTokens: [],
      table: undefined,
      target: undefined,
      steps: undefined,
      name: undefined,
      versions: [],
      outOfOrder: "error",
      transaction: "file",
      lint: "warn",
      lintIgnore: [],
      rehearse: false,
      replace: false,
      baseRef: undefined,
      schemaFile: undefined,
      backupDirectory: undefined,
      backupFile: undefined,
      onFailure: "stop",
      lockTimeoutMs: 30_000,
      comment: false,
      githubToken: undefined,
      sarifFile: undefined,
      reportFile: undefined,
      allowRemote: false,
      allowPlaintext: false,
    });
  });

  it("declares every input that is read, and every output that is set", () => {
    const asked = new Set(["summary"]);
    read({}, asked);
    expect([...asked].sort()).toEqual(Object.keys(ACTION.inputs).sort());
    expect(Object.keys(outputsOf([])).sort()).toEqual(Object.keys(ACTION.outputs).sort());
  });
});

it("says all that is wrong at once", () => {
  const wrong = {
    command: "sideways",
    table: "a b",
    "lock-timeout": "5",
    format: "liquibase",
    "allow-plaintext": "yes",
    directory: "a\nb",
    steps: "-1",
    "out-of-order": "maybe",
    transaction: "each",
    lint: "loud",
    "on-failure": "panic",
    rehearse: "1",
    name: "../up",
  };
  for (const name of Object.keys(wrong)) expect(() => read(wrong)).toThrow(`\`${name}\``);
});

it.each([
  [{ command: "repair" }, "`versions` is needed for `command: repair`"],
  [{ command: "baseline" }, "`target` is needed for `command: baseline`"],
  [{ command: "restore" }, "`backup-file` is needed for `command: restore`"],
  [{ command: "create" }, "`name` is needed for `command: create`"],
  [{ target: "1", steps: "1" }, "`steps` cannot be given together with `target`"],
])("wants what a command cannot do without: %j", (given, message) =>
  expect(() => read(given as Record<string, string>)).toThrow(message),
);

it.each(["sqlite_x", "SQLite_x", "1a", "a-b", 'a"b', "main.t", "é", "x".repeat(101)])("refuses the table %j", (table) =>
  expect(() => read({ table })).toThrow("`table`"),
);

it.each(["", "a b", "../a", "a/b", "a.sql", "-a", "é", "a\nb"])("refuses the name %j of a new migration", (name) =>
  expect(() => read({ command: "create", name })).toThrow("`name`"),
);
