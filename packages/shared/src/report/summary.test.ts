import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { maskSecret } from "./secrets.ts";
import { markdownCode, markdownMessage, markdownTable, markdownText, writeSummary } from "./summary.ts";

const directory = mkdtempSync(join(tmpdir(), "summary-"));
afterAll(() => rmSync(directory, { recursive: true }));

it("shows any text as it is, on one line", () => {
  const shown = markdownText("<img src=x>|`*_[a](b)\n## @octocat #1 ~~x~~ $x$ &lt; \\");
  expect(shown).not.toMatch(/[<>|`*_[\]\n@~$\\]/);
  const decoded = shown.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  expect(decoded).toBe("<img src=x>|`*_[a](b) ## @octocat #1 ~~x~~ $x$ &lt; \\");
});

it("makes tables", () => {
  expect(markdownTable(["a", "b"], [["1", markdownCode("x|y")]])).toBe("| a | b |\n| --- | --- |\n| 1 | <code>x&#124;y</code> |");
  expect(markdownCode("")).toBe("");
  expect(markdownTable(["a", "b"], [], ["b"])).toBe("| a | b |\n| --- | --: |");
});

it("makes no link of an address that is shown as code", () => {
  expect(markdownCode("http://127.0.0.1:8080")).toBe("<code>http&#58;//127.0.0.1:8080</code>");
});

it("shows a message line by line, code as code, and nothing of it as anything else", () => {
  expect(markdownMessage("set `ports`,\nor `a|<b>` and *c*")).toBe(
    "set <code>ports</code>,<br>or <code>a&#124;&#60;b&#62;</code> and &#42;c&#42;",
  );
  expect(markdownMessage("a ` b `` c")).toBe("a &#96; b &#96;&#96; c");
});

it("takes a secret out of a message, even where its backticks look like code", () => {
  maskSecret("first`second`third");
  expect(markdownMessage("it was first`second`third, `it` was")).toBe("it was &#42;&#42;&#42;, <code>it</code> was");
});

it("appends to the file, and does nothing without one", async () => {
  const file = join(directory, "appended");
  await writeSummary(file, "one");
  await writeSummary(file, "two");
  await writeSummary(undefined, "three");
  expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
});

it("stays under the runner's limit of 1 MiB, cut at the end of a line", async () => {
  const file = join(directory, "cut");
  await writeSummary(file, "é 漢字 ".repeat(20).concat("\n").repeat(10_000));
  const text = readFileSync(file, "utf8");
  expect(Buffer.byteLength(text)).toBeLessThan(1_048_576);
  expect(text).toMatch(/字 \n\n_The rest was cut: a summary holds 1 MiB\._\n$/);
  expect(text).not.toContain("\ufffd");
});
