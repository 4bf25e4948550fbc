import { expect, it } from "vitest";
import { firstRefused, isParserRefusal, serverFailure } from "./hrana-failure.ts";

it.each([
  [{ code: "SQLITE_UNKNOWN", message: "SQLite error: no such table: t" }, "SQLITE_ERROR", "no such table: t"],
  [{ code: "SQL_INPUT_ERROR", message: 'SQLite input error: near "x" (at offset 7)' }, "SQLITE_ERROR", 'near "x"'],
  [{ code: "SQLITE_BUSY", message: "SQLite error: database is locked" }, "SQLITE_BUSY", "database is locked"],
  [{ code: null, message: "odd" }, "UNKNOWN", "odd"],
  [{ code: "A\n::error::B", message: "odd" }, "A ::error::B", "odd"],
])("reads %j in the words of SQLite", (error, code, message) => {
  expect(serverFailure(error)).toEqual({ code, message });
});

it("knows what a parser refuses as a whole", () => {
  expect([isParserRefusal({ code: "SQL_PARSE_ERROR" }), isParserRefusal({ code: "SQLITE_ERROR" }), isParserRefusal({})]).toEqual([
    true,
    false,
    false,
  ]);
});

it("names the first statement that is refused alone, and the whole where none is", () => {
  const whole = { code: "SQL_PARSE_ERROR", message: "whole" };
  const alone = { code: "SQL_PARSE_ERROR", message: "alone" };
  expect(firstRefused([undefined, alone, alone], whole)).toEqual({ ...alone, index: 1 });
  expect(firstRefused([undefined], whole)).toEqual(whole);
});
