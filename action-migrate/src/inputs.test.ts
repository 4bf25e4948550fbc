import { readFileSync } from "node:fs";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { readMigrateInputs } from "./inputs.ts";

function read(given: Record<string, string>) {
  const reader = new InputReader((name) => given[name] ?? "");
  const inputs = readMigrateInputs(reader);
  reader.finish();
  return inputs;
}

it("has the defaults of action.yml", () => {
  const { inputs } = parse(readFileSync(new URL("../action.yml", import.meta.url), "utf8"));
  const defaults = Object.entries<{ default?: string }>(inputs).map(([name, input]) => [name, input.default ?? ""]);
  expect(read(Object.fromEntries(defaults))).toEqual(read({}));
  expect(read({})).toEqual({
    command: "up",
    directory: "migrations",
    format: "auto",
    databaseUrls: [],
    authTokens: [],
    table: "_libsql_actions_migrations",
    lockTimeoutMs: 30_000,
    allowPlaintext: false,
  });
});

it("says all that is wrong at once", () => {
  const readAll = () =>
    read({ command: "down", table: "a b", "lock-timeout": "5", format: "flyway", "allow-plaintext": "yes", directory: "a\nb" });
  for (const name of ["command", "table", "lock-timeout", "format", "allow-plaintext", "directory"])
    expect(readAll).toThrow(`\`${name}\``);
});

it.each(["sqlite_x", "1a", "a-b", 'a"b', "main.t", "é"])("refuses the table %j", (table) =>
  expect(() => read({ table })).toThrow("`table`"),
);
