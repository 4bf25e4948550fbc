import { expect, it } from "vitest";
import { lineComments, wantsNoTransaction } from "./comments.ts";
import { splitScript } from "./split.ts";

it.each<[string, number | "file" | undefined]>([
  ["-- x\nSELECT 1", 0],
  ["-- x\n\nSELECT 1", "file"],
  ["-- x\r\n \r\nSELECT 1", "file"],
  ["SELECT 1;\n-- x\n\nSELECT 2", 1],
  ["SELECT 1; -- x\nSELECT 2", 0],
  ["SELECT 1; SELECT 2; /* y */ -- x", 1],
  ["SELECT 1 -- x\n; SELECT 2", 0],
  [";; -- x\nSELECT 1", 0],
  ["SELECT 1;\n-- x", undefined],
  ["-- x", undefined],
])("finds the statement that a comment in %j is about", (text, about) => {
  expect(lineComments(text, splitScript(text), /^x$/)).toMatchObject([{ text: "x", about }]);
});

it("finds comments only where they are some, with their places", () => {
  const text = "SELECT '-- x'; /* -- x */\n  -- x \nSELECT \"-- x\"; -- y";
  expect(lineComments(text, splitScript(text), /^x/)).toEqual([{ text: "x", about: 1, line: 2, column: 3 }]);
});

it.each([
  ["-- libsql-actions: no-transaction\nVACUUM", true],
  ["\ufeff/* a */\n--libsql-actions:no-transaction\r\nVACUUM", true],
  ["-- first\n\n-- libsql-actions: no-transaction", true],
  ["VACUUM; -- libsql-actions: no-transaction", false],
  ["-- libsql-actions: no-transactions\nVACUUM", false],
  ["/* -- libsql-actions: no-transaction */ VACUUM", false],
  ["", false],
])("knows whether %j opts out of its transaction", (text, expected) => expect(wantsNoTransaction(text)).toBe(expected));
