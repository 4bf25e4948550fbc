// Templates: what they are made of, and when their texts are sure to differ.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filled, parseTemplate, tellsApart } from "./template.ts";

const partsOf = (template: string) => {
  const parsed = parseTemplate(template);
  return "parts" in parsed ? parsed.parts : parsed.problem;
};

describe("a template", () => {
  it.each<[string, unknown]>([
    ["", []],
    ["plain $ {text}", ["plain $ {text}"]],
    ["${a}", [{ column: "a", filter: undefined }]],
    ["${first name|slug}@x.org", [{ column: "first name", filter: "slug" }, "@x.org"]],
    ["<${a}${b | upper}>", ["<", { column: "a", filter: undefined }, { column: "b", filter: "upper" }, ">"]],
    ["${a", "has a `${` without a `}` behind it"],
    ["x${}", "has ${}, which names no column"],
    ["${a|title}", "has ${a|title}: a column can be followed by lower, upper, slug"],
    ["${a|constructor}", "has ${a|constructor}: a column can be followed by lower, upper, slug"],
  ])("%s is read", (template, parts) => {
    expect(partsOf(template)).toEqual(parts);
  });

  it.each<[string | bigint | number | null | Uint8Array, Parameters<typeof filled>[1], string]>([
    ["Ärger IN Oslo", "lower", "Ärger in oslo"],
    ["straße x", "upper", "STRAßE X"],
    ["  The Sea, the Sky! ", "slug", "the-sea-the-sky"],
    ["Ω", "slug", ""],
    [12n, undefined, "12"],
    [0.5, "slug", "0-5"],
    [null, "upper", ""],
    [new Uint8Array([0, 255]), undefined, "00ff"],
  ])("%s with the filter %s gives %s", (value, filter, text) => {
    expect(filled(value, filter)).toBe(text);
  });

  it("keeps all of any text that has no placeholder in it", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("${")),
        (text) => {
          expect(partsOf(text)).toEqual(text === "" ? [] : [text]);
        },
      ),
    );
  });
});

describe("texts differ with one column", () => {
  const kindOf = (column: string) => (column === "id" ? "counted" : column === "mail" ? "distinct" : undefined);
  it.each<[string, boolean]>([
    ["${id}", true],
    ["u${id}x", true],
    ["${mail}", true],
    ["${mail|lower}", true],
    ["${mail|slug}", false],
    ["${id|slug}", true],
    ["${name}", false],
    ["none", false],
    ["${name}-${id}", true],
    ["${first}.${last}.${id}@x.org", true],
    ["${id}: ${name}", true],
    ["${name}${id}", false],
    ["${name}1${id}", false],
    ["${id}1-${name}", false],
    ["${name}-${id}-${last}", false],
    ["${mail}-${name}", false],
  ])("%s: %s", (template, isSure) => {
    const parts = partsOf(template);
    expect(typeof parts !== "string" && tellsApart(parts, kindOf)).toBe(isSure);
  });

  it("for any other texts around it, when it is said that they do", () => {
    const literal = fc.constantFrom("", "-", "1", "a", "0x");
    const text = fc.stringMatching(/^[-01a]{0,3}$/);
    const row = fc.record({ a: text, b: text });
    fc.assert(
      fc.property(
        fc.tuple(literal, literal, literal, literal),
        fc.shuffledSubarray(["id", "a", "b"]),
        row,
        row,
        fc.nat(15),
        fc.nat(15),
        (literals, columns, one, other, x, y) => {
          fc.pre(x !== y);
          const template = columns.map((column, at) => `${literals[at]}\${${column}}`).join("") + literals[3];
          const parts = partsOf(template);
          if (typeof parts === "string" || !tellsApart(parts, kindOf)) return;
          const render = (values: Record<string, string | bigint>) =>
            parts.map((part) => (typeof part === "string" ? part : filled(values[part.column] ?? null, part.filter))).join("");
          expect(render({ ...one, id: BigInt(x) })).not.toBe(render({ ...other, id: BigInt(y) }));
        },
      ),
      { numRuns: 2_000, seed: 5 },
    );
  });
});
