import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterEach, describe, expect, it } from "vitest";
import { git } from "../git.ts";
import { checkLinks, linkProblems } from "./links.ts";

const FILES: Record<string, string> = {
  "README.md": "# Read me\n",
  "docs/guide.md": '# Guide\n\n## Two words\n\n<a id="Named"></a>\n',
  "docs/a b.md": "",
  "docs/images/one.png": "",
  "src/run.ts": "line 1\nline 2\n",
  LICENSE: "",
};

/** What is wrong with one target, written in docs/page.md. */
function problemsOf(target: string): string[] {
  const files: Record<string, string> = { ...FILES, "docs/page.md": `# Page\n\n[x](${target})\n` };
  return linkProblems({ paths: new Set(Object.keys(files)), read: (path) => files[path] ?? "" });
}

describe("a good link", () => {
  it.each([
    "guide.md",
    "./guide.md",
    "guide.md#two-words",
    "guide.md#Named",
    "#page",
    "../README.md#read-me",
    "../docs/guide.md",
    "..",
    "images/",
    "images/one.png",
    "a%20b.md",
    "../LICENSE",
    "../src/run.ts",
    "../src/run.ts#L2",
    "../src/run.ts#L1-L2",
    "https://example.com/a?b=c#d",
    "https://github.com/libsql-actions/libsql-actions/issues/new",
    "https://github.com/tursodatabase/libsql/blob/main/docs/HRANA_3_SPEC.md",
    "mailto:someone@example.com",
  ])("%s", (target) => {
    expect(problemsOf(target)).toEqual([]);
  });
});

describe("a bad link", () => {
  it.each([
    ["guide", "names a file that does not exist"],
    ["Guide.md", "differs from docs/guide.md in its capitals"],
    ["IMAGES/", "differs from docs/images in its capitals"],
    ["guide.md#two words", "looks like a link and is none"],
    ["<guide.md#two words>", "holds a space"],
    ["guide.md#Two-Words", "names a heading that docs/guide.md does not have"],
    ["guide.md#named", "names a heading that docs/guide.md does not have"],
    ["#guide", "names a heading that docs/page.md does not have"],
    ["images/#one", "names a heading of a folder"],
    ["images/two.png", "names a file that does not exist"],
    ["../src/run.ts#run", "names a place in src/run.ts"],
    ["../src/run.ts#L9", "names a line behind the last"],
    ["../src/run.ts#L1-L9", "names a line behind the last"],
    ["../../other/README.md", "leads out of the repository"],
    ["/docs/guide.md", "begins with `/`"],
    ["//example.com/a", "begins with `/`"],
    ["guide.md#%", "has a `%` that is no escape"],
    ["", "names nothing"],
    ["http://example.com", "is of the scheme http"],
    ["javascript:alert(1)", "is of the scheme javascript"],
    ["file:///etc/passwd", "is of the scheme file"],
    ["https://", "is no address of a site"],
    ["https://localhost/a", "is no address of a site"],
    ["https://me:secret@example.com", "holds credentials"],
    ["mailto:someone", "is no mail address"],
    ["https://github.com/libsql-actions/libsql-actions/blob/main/docs/guide.md", "is a file of this repository"],
    ["https://raw.githubusercontent.com/libsql-actions/libsql-actions/main/LICENSE", "is a file of this repository"],
  ])("%s: %s", (target, problem) => {
    expect(problemsOf(target)).toEqual([expect.stringMatching(/^docs\/page\.md:3: /)]);
    expect(problemsOf(target)[0]).toContain(problem);
  });
});

describe("the files of a checkout", () => {
  const roots: string[] = [];
  afterEach(() => {
    for (const root of roots.splice(0)) rmSync(root, { recursive: true });
  });

  it("are those that a clone holds: not what is ignored, and not what was taken away", async () => {
    const root = mkdtempSync(join(tmpdir(), "links-"));
    roots.push(root);
    write(root, {
      ".gitignore": "build/\n",
      "README.md": "[new](new.md) [gone](gone.md)\n[built](build/out.md)\n",
      "new.md": "",
      "gone.md": "",
      "build/out.md": "[nowhere](nothing.md)",
    });
    git(root, ["init", "--quiet"]);
    git(root, ["add", "gone.md"]);
    rmSync(join(root, "gone.md"));
    expect(await checkLinks(root)).toEqual([
      "README.md:1: gone.md names a file that does not exist",
      "README.md:2: build/out.md names a file that does not exist",
    ]);
  });
});
