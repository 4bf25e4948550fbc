import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldIdentifier, quoteIdentifier } from "./identifier.ts";
import { lexemes } from "./lexemes.ts";

/** White space and comments. */
const NO_LEXEME = /^(\s|--[^\n]*(\n|$)|\/\*[\s\S]*?(\*\/|$))*$/;

const show = (sql: string) => lexemes(sql).map(({ kind, value }) => `${kind} ${value}`);

describe("lexemes", () => {
  it.each<[string, string[]]>([
    [`a "b""c" [d]]e \`f\`\`g\``, ["word a", 'name b"c', "name d", "unknown ]", "word e", "name f`g"]],
    ["'it''s' '' ''''", ["text it's", "text ", "text '"]],
    ["'a' 'b' 'c''d'", ["text a", "text b", "text c'd"]],
    ["x'00ff' X'' x'0' x 'a'", ["blob 00ff", "blob ", "unknown x'0'", "word x", "text a"]],
    [
      "1 1.5 .5 1. 1e3 1.5E-3 0xFF 1e",
      ["number 1", "number 1.5", "number .5", "number 1.", "number 1e3", "number 1.5E-3", "number 0xFF", "unknown 1e"],
    ],
    ["1a 12$", ["unknown 1a", "unknown 12$"]],
    [
      "a->>0||b->'$.x'<>c!=d==e<=f>=g<<1>>2",
      [
        "word a",
        "operator ->>",
        "number 0",
        "operator ||",
        "word b",
        "operator ->",
        "text $.x",
        "operator <>",
        "word c",
        "operator !=",
        "word d",
        "operator ==",
        "word e",
        "operator <=",
        "word f",
        "operator >=",
        "word g",
        "operator <<",
        "number 1",
        "operator >>",
        "number 2",
      ],
    ],
    [
      "? ?12 :a @b $c::d",
      ["parameter ?", "parameter ?12", "parameter :a", "parameter @b", "parameter $c", "unknown :", "parameter :d"],
    ],
    ["?1e ?2$x", ["parameter ?1", "word e", "parameter ?2", "parameter $x"]],
    ["a -- 'x'\n/* \" */ + b--", ["word a", "operator +", "word b"]],
    ["naïve 名前 a$b", ["word naïve", "word 名前", "word a$b"]],
    ["'open", ["unknown 'open"]],
    ["'open''", ["unknown 'open''"]],
    ['"open', ['unknown "open']],
    ["[open", ["unknown [open"]],
    ["'", ["unknown '"]],
    ["[]", ["name "]],
  ])("reads %j", (sql, expected) => {
    expect(show(sql)).toEqual(expected);
  });

  const anyText = fc.string({ unit: "grapheme", maxLength: 8 });
  const lexeme = fc.oneof(
    anyText.map((text): [string, string, string] => ["text", `'${text.replaceAll("'", "''")}'`, text]),
    anyText.map((text): [string, string, string] => ["name", quoteIdentifier(text), text]),
    anyText.map((text): [string, string, string] => ["name", `\`${text.replaceAll("`", "``")}\``, text]),
    anyText.filter((text) => !text.includes("]")).map((text): [string, string, string] => ["name", `[${text}]`, text]),
    fc.uint8Array({ maxLength: 4 }).map((bytes): [string, string, string] => {
      const hex = Buffer.from(bytes).toString("hex");
      return ["blob", `x'${hex}'`, hex];
    }),
    fc
      .oneof(fc.nat().map(String), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map(String))
      .map((text): [string, string, string] => ["number", text, text]),
    fc.constantFrom("a", "AND", "_x1", "é", "x").map((word): [string, string, string] => ["word", word, word]),
    fc
      .constantFrom("(", ")", "->>", "<=", "||", ",", "=")
      .map((operator): [string, string, string] => ["operator", operator, operator]),
  );
  const gap = fc.constantFrom(" ", "\n", "\t", " /* ' */ ", ' -- "\n', "/**/ ");

  it("reads back whatever it is written from, in any spacing and with any comments", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(lexeme, gap), { maxLength: 12 }), (parts) => {
        const sql = parts.map(([[, written], space]) => written + space).join("");
        expect(lexemes(sql).map(({ kind, value }) => [kind, value])).toEqual(parts.map(([[kind, , value]]) => [kind, value]));
      }),
    );
  });

  it("covers any text without overlap and without leaving out more than white space and comments", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."'\"`[]-/*\n ;x1.e?:$(=<>é") }), (sql) => {
        let end = 0;
        for (const part of lexemes(sql)) {
          expect(sql.slice(end, part.start)).toMatch(NO_LEXEME);
          expect(part.end).toBeGreaterThan(part.start);
          end = part.end;
        }
        expect(sql.slice(end)).toMatch(NO_LEXEME);
      }),
    );
  });
});

describe("foldIdentifier", () => {
  it("makes names equal that SQLite takes for the same, and no others", () => {
    expect(foldIdentifier("AbÉ")).toBe("abÉ");
    expect(foldIdentifier("K")).not.toBe(foldIdentifier("\u212a"));
  });
});
