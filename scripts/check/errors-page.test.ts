// docs/errors.md: every text of the sources that can be a message is on it, as it appears.
import { describe, expect, it } from "vitest";
import { groupOf } from "../errors-page/group.ts";
import { messagesOf } from "../errors-page/messages.ts";
import { AREAS, catalogueProblems, pageOf } from "../errors-page/page.ts";
import { checkErrorsPage } from "./errors-page.ts";

const texts = (source: string) => messagesOf("action-x/src/x.ts", source).map(({ text }) => text);

describe("messagesOf", () => {
  it.each([
    ["throw new Error(`The file ${quote(path)} is gone.`);", "The file ‹path› is gone."],
    ['throw new Error("a b", { cause });', "a b"],
    ["reader.reject(name, value, `at most ${MAX_PORTS} ports.`);", "at most ‹max ports› ports."],
    ["fail(`It has ${names.length} of ${formatDuration(waitMs)} left.`);", "It has ‹number› of ‹time› left."],
    ["fail(`It failed here: ${errorMessage(fault)}.`);", "It failed here: ‹cause›."],
    ["fail(`The row ${index + 1} of it is bad.`);", "The row ‹index› of it is bad."],
    ['fail("It is one " + "sentence of two.");', "It is one sentence of two."],
    ['fail(`There ${one ? "is" : "are"} not enough${more ? ", as said" : ""}.`);', "There [is|are] not enough[, as said]."],
    ['const WHY = "so it is";\nfail(`It cannot be read, ${WHY}.`);', "It cannot be read, so it is."],
    ['const ADVICE = { EISDIR: "It is a folder, not a file." };', "It is a folder, not a file."],
    ['function f() { return "Nobody thought of this sink."; }', "Nobody thought of this sink."],
  ])("finds the one of %s", (source, text) => {
    expect(texts(source)).toEqual([text]);
  });

  it.each([
    'import { a } from "one two three four five";',
    'type Words = "one two three four five";',
    "db.query(`SELECT one, two FROM three WHERE four IS five`);",
    'line("a line of the log");',
    'if (text === "as a server says it") f();',
    'const kind = "virtual table";',
    '({ description: "What a table of rules says." });',
  ])("finds none in %s", (source) => {
    expect(texts(source)).toEqual([]);
  });

  it("gives each arm of a choice, and what stands in a call within a text", () => {
    expect(
      texts('const f = () => (a ? "It is not the first one." : `It has ${list.map((x) => `no ${x} in all of it`)} at all.`);'),
    ).toEqual(["It is not the first one.", "It has ‹list› at all.", "no ‹x› in all of it"]);
  });

  it("tags a message with the short words beside it", () => {
    const source = 'found({ code: "drop-table", message: "The table goes with all rows." });';
    expect(messagesOf("f.ts", source)).toEqual([{ text: "The table goes with all rows.", file: "f.ts", tags: ["drop-table"] }]);
  });
});

describe("pageOf", () => {
  const group = { title: "A group", files: ["f"], cause: "This.", cure: "That." };
  const areas = [{ title: "An area", groups: [group] }];
  const page = (...all: [text: string, ...tags: string[]][]) =>
    pageOf(
      all.map(([text, ...tags]) => ({ text, tags, file: "f.ts" })),
      areas,
      new Set(["drop-table"]),
      new Set(),
    );

  it("has each text once, in order, with an anchor of its own, and links what has a page", () => {
    const lines = page(["b `c`"], ["A thing is wrong here", "drop-table"], ["b `c`"], ["b c"])
      .split("\n")
      .filter((line) => line.startsWith("- <a"));
    expect(lines).toEqual([
      '- <a id="e-a-thing-is-wrong-here"></a>`A thing is wrong here` (finding [`drop-table`](findings.md#drop-table))',
      '- <a id="e-b-c"></a>`` b `c` ``',
      '- <a id="e-b-c-2"></a>`b c`',
    ]);
  });

  it("complains of messages without a cause, and of causes without a message", () => {
    const message = (file: string) => ({ text: "x", tags: [], file });
    expect(catalogueProblems([message("g.ts")], areas)).toEqual([
      expect.stringMatching(/^g\.ts has messages without/),
      expect.stringMatching(/^The group "A group" .* has no messages/),
    ]);
  });
});

it("takes the group that names a source most exactly", () => {
  expect(groupOf("packages/shared/src/database/url.ts", AREAS)?.title).toBe("Which database, and which token");
  expect(groupOf("packages/shared/src/database/remote.ts", AREAS)?.title).toBe("A database cannot be reached or opened");
  expect(groupOf("somewhere/else.ts", AREAS)).toBeUndefined();
});

it("does not pass when there is nothing to look at", async () => {
  await expect(checkErrorsPage("/nowhere")).rejects.toThrow("There are no sources in /nowhere");
});
