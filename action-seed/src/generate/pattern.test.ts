import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePattern } from "./pattern.ts";
import { UnusableGenerator } from "./unusable-generator.ts";

function refusal(pattern: string): UnusableGenerator {
  try {
    parsePattern(pattern);
  } catch (error) {
    if (error instanceof UnusableGenerator) return error;
    throw error;
  }
  return expect.unreachable();
}

describe("parsePattern", () => {
  it("reads all that the grammar has", () => {
    const one = (characters: string) => ({ kind: "characters", characters: [...characters] });
    expect(parsePattern("a|[b-df\\-]{2,3}(\\d\\.)?é")).toEqual({
      kind: "choice",
      parts: [
        one("a"),
        {
          kind: "sequence",
          parts: [
            { kind: "repeat", part: one("bcdf-"), minimum: 2, maximum: 3 },
            { kind: "repeat", part: { kind: "sequence", parts: [one("0123456789"), one(".")] }, minimum: 0, maximum: 1 },
            one("é"),
          ],
        },
      ],
    });
  });

  it.each([
    ["", 0, "Nothing stands here"],
    ["a|", 2, "Nothing stands here"],
    ["(a", 0, "no `)`"],
    ["ab)", 2, "no `(`"],
    ["()", 1, "Nothing stands here"],
    ["x[ab", 1, "no `]`"],
    ["x[]", 1, "no characters"],
    ["[^a]", 0, "all other characters"],
    ["[z-a]", 1, "no range"],
    ["[a-Z]", 1, "no range"],
    ["[à-é]", 1, "no range"],
    ["[a-]", 2, "needs a backslash"],
    ["[[]", 1, "needs a backslash"],
    ["a*", 1, "without end"],
    ["a+", 1, "without end"],
    ["a.b", 1, "by itself"],
    ["^a", 0, "by itself"],
    ["a$", 1, "by itself"],
    ["a]", 1, "by itself"],
    ["?a", 0, "nothing before"],
    ["{2}", 0, "nothing before"],
    ["a{2", 1, "`{n}` or `{n,m}`"],
    ["a{2,}", 1, "`{n}` or `{n,m}`"],
    ["a{3,2}", 1, "n at most m"],
    ["a{0}", 1, "m at least 1"],
    ["a{2}?", 4, "follows a repetition"],
    ["a??", 2, "follows a repetition"],
    ["\\p{L}", 0, "`\\p` is not known"],
    ["ab\\", 2, "is not known"],
    ["𝄞\\n", 1, "is not known"],
    ["\ud800", 0, "surrogate"],
    ["a{1001}", 0, "1000 are allowed"],
    ["((a{500}){500}){500}", 0, "1000 are allowed"],
    ["(".repeat(1_000), 51, "50 deep"],
  ])("refuses %j at %i", (pattern, offset, words) => {
    const error = refusal(pattern);
    expect(error.offset).toBe(offset);
    expect(error.message).toContain(words);
  });

  it("says where, and what is allowed", () => {
    expect(refusal("ab+").message).toBe(
      "The pattern `ab+` is wrong at character 3: A repetition without end, `+`, is not allowed. A pattern is made of characters, classes such as `[A-Z0-9_]`, `\\d`, `\\w`, groups `( )`, choices `a|b` and the repetitions `?`, `{n}` and `{n,m}`; before any other sign stands a backslash.",
    );
  });

  it("reads any text or refuses it with a place in it", () => {
    const noise = fc.string({ unit: fc.constantFrom(..."ab0\\dw[](){}|?,-^1é"), maxLength: 30 });
    fc.assert(
      fc.property(noise, (text) => {
        try {
          parsePattern(text);
        } catch (error) {
          if (!(error instanceof UnusableGenerator)) throw error;
          expect(error.offset).toBeLessThanOrEqual([...text].length);
        }
      }),
    );
  });
});
