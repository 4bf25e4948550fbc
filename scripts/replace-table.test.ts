import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { replaceTable } from "./replace-table.ts";

const read = (path: string) => readFileSync(new URL(`../packages/shared/src/${path}`, import.meta.url), "utf8");

test.each([
  ["server/releases.ts", "SERVER_RELEASES", "];\n"],
  ["database/addon-releases.ts", "ADDON_RELEASES", "};\n"],
])("%s keeps all but its rows", (path, name, end) => {
  const text = read(path);
  const declaration = text.slice(0, text.indexOf("\n", text.indexOf(`export const ${name}`)) + 1);
  expect(replaceTable(text, name, ["  // one row"])).toBe(`${declaration}  // one row\n${end}`);
});

test("a text without the table is refused", () => {
  expect(() => replaceTable("export const OTHER = [\n];\n", "SERVER_RELEASES", [])).toThrow(/no table SERVER_RELEASES/);
});
