// RegExp is the judge here: every pattern means the same as it does there.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressKey, drawsOf } from "./address.ts";
import { patternDomain } from "./pattern-domain.ts";

const key = addressKey("42", "t", "pattern");
const domainFor = (pattern: string) => patternDomain({ generator: "pattern", pattern });
const regular = (pattern: string) => new RegExp(`^(?:${pattern})$`, "u");
const draws = (count: number) => Array.from({ length: count }, (_, row) => drawsOf(key, row));

/** Patterns of all kinds, most of which stand for some texts in more than one way. */
const patterns = fc.letrec<{ pattern: string; term: string; atom: string }>((tie) => ({
  atom: fc.constantFrom("a", "b", "A", "[ab]", "[a-cB]", "\\d", "é", "\\."),
  term: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("atom"),
    fc.tuple(tie("atom"), fc.constantFrom("?", "{2}", "{0,2}", "{1,3}")).map(([atom, times]) => atom + times),
    fc.tuple(tie("pattern"), fc.constantFrom("", "?", "{2}", "{0,2}")).map(([inner, times]) => `(${inner})${times}`),
  ),
  pattern: fc
    .array(fc.array(tie("term"), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((branches) => branches.map((terms) => terms.join("")).join("|")),
})).pattern;

describe("patternDomain", () => {
  it.each([
    ["[A-Z]{3}-\\d{4}", 26 ** 3 * 10 ** 4],
    ["a?a?", 3],
    ["a|a|aa", 2],
    ["(a|ab)(c|bc)", 3],
    ["[Aa]", 1],
    ["(yes|no){0,2}", 7],
    ["\\w{10}", 2 ** 32],
    ["(a?){3}", 4],
    ["[ab]{0,1000}", 2 ** 32],
  ])("knows how many texts %s has", (pattern, size) => {
    expect(domainFor(pattern).size).toBe(size);
  });

  it("writes only texts of the pattern, and unique ones that differ in more than case", () => {
    fc.assert(
      fc.property(patterns, fc.nat(), (pattern, row) => {
        const domain = domainFor(pattern);
        for (const draw of draws(5)) expect(domain.random(draw)).toMatch(regular(pattern));
        const count = Math.min(domain.size, 150);
        const texts = Array.from({ length: count }, (_, number) => String(domain.distinct(number, drawsOf(key, row + number))));
        for (const text of texts) expect(text).toMatch(regular(pattern));
        expect(new Set(texts.map((text) => text.toLowerCase())).size).toBe(count);
      }),
    );
  });

  it("counts every text that there is", () => {
    const alphabet = ["a", "b", "0"];
    const texts = (length: number): string[] =>
      length === 0 ? [""] : ["", ...alphabet.flatMap((first) => texts(length - 1).map((rest) => first + rest))];
    const all = [...new Set(texts(4))];
    const small = fc.constantFrom("a", "b", "0", "[ab]", "(a|ab)", "(b?0)", "a?", "[ab]?", "(0|a0)?", "(b|a)");
    fc.assert(
      fc.property(fc.array(small, { minLength: 1, maxLength: 2 }), (terms) => {
        const pattern = terms.join("");
        const matching = all.filter((text) => regular(pattern).test(text));
        const { size, distinct } = domainFor(pattern);
        const [draw] = draws(1);
        if (draw === undefined) return expect.unreachable();
        expect(Array.from({ length: size }, (_, number) => distinct(number, draw)).sort()).toEqual(matching.sort());
      }),
    );
  });

  it("writes any text of the pattern, and all characters alike", () => {
    const texts = draws(9_000).map((draw) => String(domainFor("(x|y)[ab]?").random(draw)));
    const counts = Map.groupBy(texts, (text) => text);
    expect([...counts.keys()].sort()).toEqual(["x", "xa", "xb", "y", "ya", "yb"]);
    expect(counts.get("x")?.length).toBeGreaterThan(2_000);
    expect(counts.get("yb")?.length).toBeGreaterThan(1_000);
  });

  it("spreads unique texts over all of a large pattern", () => {
    const { distinct } = domainFor("[a-z]{20}");
    const texts = draws(2_000).map((draw, row) => String(distinct(row * 2_147_483, draw)));
    for (let index = 0; index < 20; index++) expect(new Set(texts.map((text) => text[index])).size).toBe(26);
  });

  it("keeps unique texts of a large pattern apart, with any draws", () => {
    const { size, distinct } = domainFor("[a-c]{0,30}x?[a-c]{5}");
    const texts = draws(20_000).map((draw, row) => distinct((row * 7_919) % size, draw));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("refuses patterns whose texts nobody can count", () => {
    expect(() => domainFor("[ab]{0,40}a[ab]{30}")).toThrow(/cannot be counted/);
  });
});
