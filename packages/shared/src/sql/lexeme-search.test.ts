import { expect, it } from "vitest";
import { closingIndex, findWord, isName, isWord, listItems, normalForm, splitAtCommas } from "./lexeme-search.ts";
import { lexemes } from "./lexemes.ts";

const all = (parts: readonly unknown[]) => ({ first: 0, end: parts.length });

it("tells keywords from names", () => {
  const [word, name, text, number] = lexemes("Select \"select\" 'select' 1");
  expect([word, name, text, number].map((part) => isWord(part, "select"))).toEqual([true, false, false, false]);
  expect([word, name, text, number].map(isName)).toEqual([true, true, true, false]);
  expect([isWord(word, "FROM", "SELECT"), isWord(word, "FROM")]).toEqual([true, false]);
  expect(isWord(undefined, "select")).toBe(false);
});

it("keeps to the depth that it is in", () => {
  const parts = lexemes("a (where, b), (c (d)), where e");
  expect(closingIndex(parts, 1)).toBe(5);
  expect(findWord(parts, all(parts), "where", "x")).toBe(14);
  expect(findWord(parts, all(parts), "x")).toBe(-1);
  expect(splitAtCommas(parts, all(parts))).toEqual([
    { first: 0, end: 6 },
    { first: 7, end: 13 },
    { first: 14, end: 16 },
  ]);
  expect(closingIndex(lexemes("(a"), 0)).toBe(2);
  const values = (sql: string) => listItems(lexemes(sql)).map((item) => item.map(({ value }) => value).join(""));
  expect(values("a (b, c), , d")).toEqual(["a(b,c)", "", "d"]);
  expect([values(""), values("a,")]).toEqual([[], ["a", ""]]);
});

it("writes what means the same in one form", () => {
  const form = (sql: string) => normalForm(lexemes(sql), all(lexemes(sql)));
  expect(form('CHECK("A"  > 1) -- x')).toBe(form("check ( a >\n1 )"));
  expect(form("'A'")).not.toBe(form("'a'"));
  expect(form("'a'")).not.toBe(form("a"));
});
