import { describe, expect, it } from "vitest";
import { commentMarker, commentText, folded } from "./comment-text.ts";
import { maskSecret } from "./secrets.ts";
import { markdownText } from "./summary.ts";

const bodyOf = (markdown: string) => commentText("k", markdown).replace("<!-- libsql-actions:k -->\n", "");

it("begins with the mark of its key", () => {
  expect(commentText("migrate/db one", "text")).toBe("<!-- libsql-actions:migrate%2Fdb%20one -->\ntext");
});

it.each(["--> <b>x</b>", "\n-->", "-->", "\ud800-->"])("no key ends the mark (%j)", (key) => {
  expect(commentMarker(key)).toMatch(/^<!-- libsql-actions:[^\s>]* -->$/);
});

it("folds", () => {
  expect(folded("a <b>", "| x |")).toBe("<details>\n<summary>a &#60;b&#62;</summary>\n\n| x |\n\n</details>");
});

it("shows no secret", () => {
  maskSecret("hidden-in-a-comment");
  expect(bodyOf("a hidden-in-a-comment b")).toBe("a *** b");
});

describe("what comes from outside", () => {
  /** As GitHub sees it when it looks for names and addresses. */
  const shown = (text: string) =>
    bodyOf(markdownText(text)).replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

  it.each([
    ["@octocat and @org/team", /@\w/],
    ["see #12, org/repo#12", /#\d/],
    ["GH-12 gh-12", /gh-\d/i],
    ['https://github.com/o/r/issues/1 HTTP://x.test (https://x.test) <https://y.test> "https://z.test', /:\/\//],
    ["www.example.test", /www\.\w/i],
  ])("calls nobody and links nothing: %j", (text, harmful) => {
    expect(text).toMatch(harmful);
    expect(shown(text)).not.toMatch(harmful);
    expect(shown(text).replaceAll("\u200b", "")).toBe(text);
  });

  it("leaves links alone that the suite makes", () => {
    const links = '[x](https://example.test/a) <https://example.test/> <a href="https://example.test/">x</a>';
    expect(bodyOf(links)).toBe(links);
  });
});

describe("a text that is too long", () => {
  const end = "_The rest was cut: a comment holds 65,536 characters. The summary of the step has all of it._";

  it("is kept when it just fits", () => {
    const body = "x".repeat(65_536 - commentMarker("k").length - 1);
    expect(bodyOf(body)).toBe(body);
    expect(commentText("k", body)).toHaveLength(65_536);
  });

  it("is cut at the end of a line, and says so", () => {
    const text = commentText("k", "é 😀 line\n".repeat(20_000));
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text.length).toBeGreaterThan(65_000);
    expect(text.endsWith(`é 😀 line\n\n${end}`)).toBe(true);
  });

  it("is cut anywhere when it is one line, but never through a character", () => {
    for (const lead of ["", "x"]) {
      const text = commentText("k", lead + "😀".repeat(40_000));
      expect(text.length).toBeLessThanOrEqual(65_536);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it("leaves neither a code block nor a fold open", () => {
    const body = folded("outer", folded("inner", `\`\`\`\`sql\n\`\`\`\n<details>\n${"SELECT 1;\n".repeat(10_000)}\`\`\`\``));
    expect(bodyOf(body)).toMatch(new RegExp(`SELECT 1;\n\`\`\`\`\n\n</details>\n\n</details>\n\n${end}$`));
    const closed = `${folded("one", "```\nx\n```")}\n\n${"text\n".repeat(20_000)}`;
    expect(bodyOf(closed)).toMatch(new RegExp(`text\n\n${end}$`));
  });
});
