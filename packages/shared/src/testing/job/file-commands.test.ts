import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type CommandFiles,
  createCommandFiles,
  type FileCommandTarget,
  parsePairs,
  processCommandFiles,
} from "./file-commands.ts";
import { SecretMasker } from "./mask.ts";
import { StepRecord } from "./step-record.ts";

const pairs = (text: string, platform: NodeJS.Platform = "linux") => [...parsePairs(text, platform)];

describe("parsePairs", () => {
  it.each<[string, [string, string][]]>([
    ["", []],
    ["\n\n", []],
    ["a=1", [["a", "1"]]],
    [
      "a=1\nb=\n",
      [
        ["a", "1"],
        ["b", ""],
      ],
    ],
    ["a=b=c<<d", [["a", "b=c<<d"]]],
    ["a<<EOF\n1\n2\nEOF\n", [["a", "1\n2"]]],
    ["a<<EOF\nEOF", [["a", ""]]],
    ["a<<EOF\n\n\nEOF\n", [["a", "\n"]]],
    ["a<<E=F\n1\nE=F\n", [["a", "1"]]],
    [
      "a<<EOF\n EOF\nEOF \nEOF\nb=2",
      [
        ["a", " EOF\nEOF "],
        ["b", "2"],
      ],
    ],
    ["a=1\r\n", [["a", "1\r"]]],
  ])("reads %j", (text, expected) => {
    expect(pairs(text)).toEqual(expected);
  });

  it.each([
    ["no pair", "Invalid format 'no pair'"],
    ["<<EOF\nEOF", "Name must not be empty and delimiter must not be empty"],
    ["a<<\n", "Name must not be empty and delimiter must not be empty"],
    ["a<<EOF\n1\n", "Matching delimiter not found 'EOF'"],
    ["a<<EOF\n1", "EOF marker missing new line"],
    ["a<<EOF\n1EOF\n", "Matching delimiter not found 'EOF'"],
    ["a<<EOF\n1\nEOF\r\n", "Matching delimiter not found 'EOF'"],
  ])("refuses %j", (text, message) => {
    expect(() => pairs(text)).toThrow(message);
  });

  it("takes CR LF for a line end on Windows only", () => {
    expect(pairs("a=1\r\nb<<E\r\n2\r\n3\r\nE\r\n", "win32")).toEqual([
      ["a", "1"],
      ["b", "2\r\n3"],
    ]);
  });

  it("gives back what @actions/core writes, whatever the value", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "=", "<", "\n", "\r", " ", "%", "EOF", "\u{1f642}") });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.stringMatching(/^[a-z-]{1,8}$/), text)), (entries) => {
        const file = entries.map(([name, value]) => `${name}<<ghadelimiter_1\n${value}\nghadelimiter_1\n`).join("");
        expect(pairs(file)).toEqual(entries);
      }),
    );
  });
});

describe("processCommandFiles", () => {
  let temporary: string;
  let files: CommandFiles;
  let env: Record<string, string>;
  let state: Record<string, string>;
  let path: string[];
  let seen: Record<string, string>;
  let record: StepRecord;

  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), "file-commands-"));
    files = await createCommandFiles(temporary);
    [env, state, path, seen] = [{}, {}, [], {}];
    record = new StepRecord({ masker: new SecretMasker(), debug: false });
  });
  afterEach(() => rm(temporary, { recursive: true }));

  const target = (): FileCommandTarget => ({
    record,
    setEnv: (name, value) => {
      env[name] = value;
    },
    addPath: (directory) => {
      path.push(directory);
    },
    saveState: (name, value) => {
      state[name] = value;
    },
    sawFile: (name, content) => {
      seen[name] = content;
    },
  });
  const messages = () => record.annotations.map((annotation) => annotation.message);

  it("makes five empty files", async () => {
    for (const file of Object.values(files)) expect(await readFile(file, "utf8")).toBe("");
    expect(new Set(Object.values(files)).size).toBe(5);
  });

  it("hands on outputs, variables, state, path and summary", async () => {
    await writeFile(files.output, "a=1\n");
    await writeFile(files.env, "B=2\n");
    await writeFile(files.state, "c=3\n");
    await writeFile(files.path, "/one\r\n\n/two");
    await writeFile(files.step_summary, "# Title\nsecret-1");
    record.masker.add("secret-1");
    await processCommandFiles(files, target());
    expect([Object.fromEntries(record.outputs), env, state, path]).toEqual([
      { a: "1" },
      { B: "2" },
      { c: "3" },
      ["/one", "/two"],
    ]);
    expect(record.summary).toBe("# Title\n***\n");
    expect(seen["step_summary"]).toBe("# Title\nsecret-1");
    expect(record.commandFailed).toBe(false);
  });

  it("fails the step on a malformed file, keeps the pairs before the fault, and reads the other files", async () => {
    await writeFile(files.env, "A=1\nbroken\nB=2\n");
    await writeFile(files.output, "a=1\n");
    await processCommandFiles(files, target());
    expect(record.commandFailed).toBe(true);
    expect(messages()).toEqual(["Unable to process file command 'env' successfully.", "Invalid format 'broken'"]);
    expect([env, Object.fromEntries(record.outputs)]).toEqual([{ A: "1" }, { a: "1" }]);
  });

  it("fails the step on an empty name", async () => {
    await writeFile(files.output, "=1\n");
    await processCommandFiles(files, target());
    expect(record.commandFailed).toBe(true);
  });

  it("does not set NODE_OPTIONS, says so, and does not fail the step", async () => {
    await writeFile(files.env, "node_options=--inspect\nA=1\n");
    await processCommandFiles(files, target());
    expect(env).toEqual({ A: "1" });
    expect(messages()).toEqual(["Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command."]);
    expect(record.commandFailed).toBe(false);
  });

  it("drops a summary above 1 MiB with an error that does not fail the step", async () => {
    await writeFile(files.step_summary, "x".repeat(1024 * 1024));
    await processCommandFiles(files, target());
    expect(record.summary).toHaveLength(1024 * 1024 + 1);
    record = new StepRecord({ masker: new SecretMasker(), debug: false });
    await writeFile(files.step_summary, "x".repeat(1024 * 1024 + 1));
    await processCommandFiles(files, target());
    expect(record.summary).toBe("");
    expect(messages()).toEqual([expect.stringContaining("$GITHUB_STEP_SUMMARY upload aborted")]);
    expect(record.commandFailed).toBe(false);
  });

  it("passes over a file that the step has removed", async () => {
    await rm(files.state);
    await processCommandFiles(files, target());
    expect(record.commandFailed).toBe(false);
  });
});
