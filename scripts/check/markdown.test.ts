import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMarkdown } from "./markdown.ts";

const anchorsOf = (text: string) => [...readMarkdown(text).anchors];
const targetsOf = (text: string) => readMarkdown(text).links.map(({ target }) => target);

describe("anchors", () => {
  // As github.com makes them of these headings.
  it.each([
    ["# Getting Started", "getting-started"],
    ["## `database-url` and `auth-token`", "database-url-and-auth-token"],
    ["## What isn't: a, b (c) & d?", "what-isnt-a-b-c--d"],
    ["## a &amp; b", "a--b"],
    ["## *One* **two** [three](x.md)", "one-two-three"],
    ["## snake_case and 1.2.3", "snake_case-and-123"],
    ["## Größe 漢字", "größe-漢字"],
    ["## C:\\\\temp", "ctemp"],
    ["## <kbd>Tab</kbd> key", "tab-key"],
    ["## ![logo](a.png) name", "-name"],
    ["Set by a line\n---", "set-by-a-line"],
    ["- # In a list", "in-a-list"],
  ])("of %j", (text, anchor) => {
    expect(anchorsOf(text)).toEqual([anchor]);
  });

  it("of equal headings are counted", () => {
    expect(anchorsOf("# A\n# a\n# A-1\n# a")).toEqual(["a", "a-1", "a-1-1", "a-2"]);
  });

  it("are those of HTML too, and none of code and comments", () => {
    const text = '<a id="top"></a>\n\ntext <a name=\'mid\'>x</a>\n\n<!-- <a id="no"> -->\n\n```\n# no\n```\n\n`<a id="no">`\n';
    expect(anchorsOf(text)).toEqual(["top", "mid"]);
  });
});

describe("links", () => {
  it.each([
    ["[a](b.md#c)", ["b.md#c"]],
    ['![a](b.png "title")', ["b.png"]],
    ["[![a](b.svg)](c.md)", ["c.md", "b.svg"]],
    ["[a][1] and [1]\n\n[1]: x.md", ["x.md", "x.md"]],
    ["https://example.com/a, <https://example.com/b>", ["https://example.com/a", "https://example.com/b"]],
    ["| a |\n| --- |\n| [x](y.md) |", ["y.md"]],
    ["- one\n  - [x](y.md)\n\n> [z](w.md)", ["y.md", "w.md"]],
    ['<p align="center"><img src="a.png" width=200><a href=b.md>b</a></p>', ["a.png", "b.md"].sort()],
    ["`[a](b.md)`\n\n```md\n[a](b.md)\n```\n\n    [a](b.md)\n\n<!-- [a](b.md) -->", []],
    ["[a](<b c.md>)", ["b c.md"]],
    ["[ ] a task, [text] alone, a\\[b](c)", []],
  ])("of %j", (text, targets) => {
    expect(targetsOf(text).sort()).toEqual([...targets].sort());
  });

  it.each([
    ["[a](b c.md)", ["[a](b c.md)"]],
    ["| x |\n| - |\n| [a][b] |", ["[a][b]"]],
    ["[a] (b), a\\[b](c), `[a][b]`, [ ](), x[1]", []],
  ])("that are none are told: %j", (text, expected) => {
    expect(readMarkdown(text).broken.map(({ target }) => target)).toEqual(expected);
  });

  it("come with the lines on which they begin", () => {
    const text =
      "# T\n\n[a](1.md)\ntext [b](2.md)\n[b](2.md)\n\n- item\n  - [c](3.md)\n\n    more [two\n    lines](4.md)\n\n| x |\n| - |\n| [d](5.md) |\n";
    expect(readMarkdown(text).links).toEqual([
      { line: 3, target: "1.md" },
      { line: 4, target: "2.md" },
      { line: 5, target: "2.md" },
      { line: 8, target: "3.md" },
      { line: 11, target: "4.md" },
      { line: 15, target: "5.md" },
    ]);
  });

  it("are counted from 1 with the line breaks of Windows, too", () => {
    expect(readMarkdown("a\r\n\r\n[b](c.md)\r\n").links).toEqual([{ line: 3, target: "c.md" }]);
  });

  it("are found wherever they stand", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const block = fc.oneof(
      word,
      word.map((text) => `## ${text}`),
      word.map((text) => `- ${text}\n- ${text}`),
      word.map((text) => `\`\`\`\n[${text}](no.md)\n\`\`\``),
      word.map((text) => `> ${text}`),
    );
    const frame = fc.constantFrom(
      (link: string) => link,
      (link: string) => `- a\n- ${link}`,
      (link: string) => `> ${link}`,
      (link: string) => `## ${link}`,
      (link: string) => `**a ${link}**`,
      (link: string) => `| a |\n| - |\n| ${link} |`,
    );
    fc.assert(
      fc.property(fc.array(block), word, word, frame, fc.array(block), (before, name, target, wrap, after) => {
        const link = `[${name}](${target}.md)`;
        const text = [...before, wrap(link), ...after].join("\n\n");
        const line = text.slice(0, text.indexOf(link)).split("\n").length;
        expect(readMarkdown(text).links).toEqual([{ line, target: `${target}.md` }]);
      }),
    );
  });

  it("do not make any text fail", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void readMarkdown(text)));
  });
});
