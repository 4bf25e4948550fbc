import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMarkdown } from "../check/markdown.ts";
import { HOUSE } from "../run-tool.ts";
import { findLinks, replaceLinks } from "./links.ts";

const targets = (markdown: string) => findLinks(markdown).map(({ target }) => target);

describe("findLinks", () => {
  it.each([
    ["a link", "see [the page](docs/a.md) there", ["docs/a.md"]],
    ["a title", `[a](b.md "B (b)") [c](d.md 'D') [e](f.md\n  (F))`, ["b.md", "d.md", "f.md"]],
    ["angle brackets", "[a](<my file.md>)", ["my file.md"]],
    ["parentheses", "[a](b_(c).md) and ([d](e.md))", ["b_(c).md", "e.md"]],
    ["a picture in a link", "[![shown](a.svg)](b.md)", ["a.svg", "b.md"]],
    ["brackets in the text", "[a [b] `]` c](d.md)", ["d.md"]],
    ["a definition", '[a]: b.md\n [c]: <d e.md> "D"\n', ["b.md", "d e.md"]],
    ["HTML", `<a class="x" href='a.md'><img alt="see src='no'" src="b.png"></a>`, ["a.md", "b.png"]],
    ["rows of a table", "| [`a`](a.md) | b |\n| --- | --- |\n| c ` | d |\n| [d](d.md) | ` |", ["a.md", "d.md"]],
    ["an item behind a lone backtick", "- a ` b\n- [c](d.md) ` e", ["d.md"]],
    ["text after fenced code", "```yaml\n[a](b.md)\n```\n[c](d.md)", ["d.md"]],
    ["text after a line that only looks like a fence", "``` not `a` fence\n[c](d.md)", ["d.md"]],
    ["two lines", "[a\nb](c.md)", ["c.md"]],
  ])("finds %s", (_, markdown, found) => {
    expect(targets(markdown)).toEqual(found);
  });

  it.each([
    ["a code span", "`[a](b.md)` and ``[a](`b.md)``"],
    ["a code span of two lines", "a `b\n[a](b.md)` c"],
    ["fenced code", "```md\n[a](b.md)\n~~~\n[c]: d.md\n```\n"],
    ["fenced code with tildes, in a list, that nothing ends", "- ~~~ `x`\n  ```\n  [a](b.md)\n"],
    ["a longer fence around a shorter one", "````md\n```\n[a](b.md)\n```\n[a](b.md)\n````\n"],
    ["a comment", "<!-- [a](b.md)\n\n[c](d.md) -->"],
    ["an escape", "\\[a](b.md)"],
    ["an expression", "steps[0](x y) and $[[ matrix[1] ]]"],
    ["brackets over an empty line", "[a\n\nb](c.md)"],
    ["a footnote", "[^1]: not/a/link.md\n"],
    ["a task", "- [ ] (open) and [x] (done)"],
  ])("finds nothing in %s", (_, markdown) => {
    expect(targets(markdown)).toEqual([]);
  });

  it("tells what a browser loads from where a reader goes", () => {
    const markdown = '![a](a.png) [b](b.png) <img src="c"> <a href="d">\n\n[e]: e.svg#x\n[f]: f.md';
    expect(findLinks(markdown).map(({ target, shown }) => `${target} ${shown}`)).toEqual([
      ...["a.png true", "b.png false", "c true", "d false", "e.svg#x true", "f.md false"],
    ]);
  });
});

it("finds what a reader of Markdown finds, in every page of this repository", () => {
  const pages = globSync(["*.md", "docs/**/*.md", "action-*/**/README.md", "examples/*/*.md"], { cwd: HOUSE });
  expect(pages.length).toBeGreaterThan(10);
  // The reader takes bare URLs for links too: there is nothing to replace in them.
  const relative = (links: readonly { target: string }[]) =>
    new Set(links.map(({ target }) => target).filter((target) => !/^[a-z]+:/.test(target)));
  for (const page of pages) {
    const markdown = readFileSync(join(HOUSE, page), "utf8");
    expect(relative(findLinks(markdown)), page).toEqual(relative(readMarkdown(markdown).links));
  }
});

describe("replaceLinks", () => {
  const anything = fc.string({
    unit: fc.constantFrom(..."ab[]()!`~<>\"'\\\n #|-:/.".split(""), "```", "](", "<a href=", "<!--", "-->"),
  });

  it("changes targets and nothing else, whatever the text", () => {
    fc.assert(
      fc.property(anything, (markdown) => {
        const found = findLinks(markdown);
        for (const { target, start, end } of found) expect(markdown.slice(start, end)).toBe(target);
        expect([...found].sort((a, b) => a.start - b.start)).toEqual(found);
        expect(replaceLinks(markdown, ({ target }) => target)).toBe(markdown);
      }),
    );
  });

  // Each is a block by itself; a target to replace is written OLD, and has to be NEW afterwards.
  const block = fc.constantFrom(
    'Text with [a link](OLD), ![a picture](OLD "t") and `[code](old)`.',
    "```yaml\n- uses: [a](old) # `\n```",
    "~~~\n```\n[a](old)\n~~~",
    "[label]: OLD",
    "> [quoted](<OLD>)",
    "| [`x`](OLD) | `[y](old)` |\n| --- | --- |",
    "1. [a](OLD)\n   ```sh\n   [b](old)\n   ```",
    "<p><img src='OLD' alt=\"[a](old)\"></p>",
    "<!-- [a](old) -->",
    "## A heading with a ` and an \\[escape](old)",
  );

  it("finds the links of every block, beside any others", () => {
    fc.assert(
      fc.property(fc.array(block), fc.constantFrom("\n\n", "\r\n\r\n"), (blocks, between) => {
        const markdown = blocks.join(between);
        expect(replaceLinks(markdown, () => "NEW")).toBe(markdown.replaceAll("OLD", "NEW"));
      }),
    );
  });
});
