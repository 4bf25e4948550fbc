import { describe, expect, it } from "vitest";
import { CommandProcessor } from "./command-processor.ts";
import { SecretMasker } from "./mask.ts";
import { StepRecord } from "./step-record.ts";

function run(...lines: string[]) {
  return runWith({}, ...lines);
}

function runWith(options: { debug?: boolean }, ...lines: string[]) {
  const debug = options.debug ?? false;
  const record = new StepRecord({ masker: new SecretMasker(), debug });
  const state: Record<string, string> = {};
  const processor = new CommandProcessor({
    record,
    workspace: "/ws",
    debug,
    saveState: (name, value) => {
      state[name] = value;
    },
  });
  for (const line of lines) processor.line(line);
  return { record, state, log: record.log };
}

describe("annotations", () => {
  it("keeps message, file relative to the workspace, position and title", () => {
    const { record, log } = run("::error file=/ws/db/1.sql,line=3,endLine=3,col=2,endColumn=5,title=Bad SQL::near FROM");
    expect(record.annotations).toEqual([
      { level: "error", message: "near FROM", file: "db/1.sql", line: 3, endLine: 3, col: 2, endColumn: 5, title: "Bad SQL" },
    ]);
    expect(log).toEqual(["##[error]near FROM"]);
  });

  it.each([
    ["columns without a line are dropped", "col=1,endColumn=2", {}],
    ["an end line alone is the line", "endLine=4", { line: 4, endLine: 4 }],
    ["an end column alone is the column", "line=1,endColumn=2", { line: 1, col: 2, endColumn: 2 }],
    ["columns over several lines are dropped", "line=1,endLine=2,col=1,endColumn=2", { line: 1, endLine: 2 }],
    ["lines in the wrong order are dropped", "line=4,endLine=3", {}],
    ["columns in the wrong order are dropped", "line=1,endLine=1,col=3,endColumn=2", { line: 1, endLine: 1 }],
    ["what is no number is dropped", "line=x,col=1", {}],
  ])("%s", (_rule, properties, expected) => {
    expect(run(`::warning ${properties}::m`).record.annotations).toEqual([{ level: "warning", message: "m", ...expected }]);
  });

  it("keeps a file outside the workspace as it is written", () => {
    const files = run("::notice file=/wsx/a::m", "::notice file=a/b.sql::m").record.annotations.map((one) => one.file);
    expect(files).toEqual(["/wsx/a", "a/b.sql"]);
  });

  it("keeps ten of each level, counts the rest, and logs them all", () => {
    const twelve = (level: string) => Array.from({ length: 12 }, (_, i) => `::${level}::${level} ${i}`);
    const { record, log } = run(...twelve("error"), ...twelve("warning"), ...twelve("notice"));
    expect(record.annotations).toHaveLength(30);
    expect(record.annotations.filter((one) => one.level === "warning").at(-1)?.message).toBe("warning 9");
    expect(record.droppedAnnotations).toBe(6);
    expect(log).toHaveLength(36);
  });

  it("cuts a message at 4096 characters", () => {
    expect(run(`::error::${"x".repeat(5000)}`).record.annotations[0]?.message).toHaveLength(4096);
  });

  it("masks the message in annotation and log", () => {
    const { record, log } = run("::add-mask::hunter22", "::error::no hunter22 here");
    expect(record.annotations[0]?.message).toBe("no *** here");
    expect(log).toEqual(["##[error]no *** here"]);
  });
});

describe("add-mask", () => {
  it("masks from the next line on, in text and commands, and is not shown", () => {
    const { record, log } = run("early-secret", "::add-mask::early-secret", "say early-secret", "::group::early-secret");
    expect(log).toEqual(["early-secret", "say ***", "##[group]***"]);
    expect(record.masks).toEqual(["early-secret"]);
  });

  it("masks each line of a multi-line value", () => {
    expect(run("::add-mask::first-line%0A  second-line", "first-line", "second-line").log).toEqual(["***", "***"]);
  });

  it.each(["::add-mask::", "::add-mask::  %0A "])("refuses %j with a warning", (line) => {
    const { record, log } = run(line, "text");
    expect(record.masks).toEqual([]);
    expect(log).toEqual(["##[warning]Can't add secret mask for empty string in ##[add-mask] command.", "text"]);
    expect(record.commandFailed).toBe(false);
  });
});

describe("commands that GitHub has disabled or deprecated", () => {
  it.each(["::set-env name=A::1", "::add-path::/x", "##[set-env name=A]1"])("refuses %j and fails the step", (line) => {
    const { record } = run(line);
    expect(record.commandFailed).toBe(true);
    expect(record.annotations.map((one) => one.message)).toEqual([
      `Unable to process command '${line}' successfully.`,
      expect.stringContaining("command is disabled"),
    ]);
    expect(record.env.size + record.path.length).toBe(0);
  });

  it("still takes set-output and save-state, with a warning", () => {
    const { record, state } = run("::set-output name=a::1%0A2", "::save-state name=b::3");
    expect(Object.fromEntries(record.outputs)).toEqual({ a: "1\n2" });
    expect(state).toEqual({ b: "3" });
    expect(record.annotations.map((one) => one.message)).toEqual([
      expect.stringContaining("`set-output` command is deprecated"),
      expect.stringContaining("`save-state` command is deprecated"),
    ]);
  });

  it("fails the step when set-output has no name", () => {
    expect(run("::set-output::1").record.commandFailed).toBe(true);
  });
});

describe("stop-commands", () => {
  it("takes everything for text until its token comes, and hides the token", () => {
    const { log, record } = run(
      "::stop-commands::token-1234",
      "::error::x",
      "::add-mask::later",
      "::other-token::",
      "::TOKEN-1234::",
      "::error::y",
    );
    expect(log).toEqual([
      "::stop-commands::***",
      "::error::x",
      "::add-mask::later",
      "::other-token::",
      "::TOKEN-1234::",
      "##[error]y",
    ]);
    expect(record.annotations).toHaveLength(1);
  });

  it.each(["", "pause-logging", "error", "Stop-Commands"])("refuses the token %j and goes on", (token) => {
    const { record } = run(`::stop-commands::${token}`, "::notice::still on");
    expect(record.commandFailed).toBe(true);
    expect(record.annotations.map((one) => one.level)).toEqual(["error", "notice"]);
  });
});

describe("groups, echo, debug and the rest", () => {
  it("keeps the titles of groups", () => {
    const { record, log } = run("::group::Server log", "line", "::endgroup::ignored");
    expect(record.groups).toEqual(["Server log"]);
    expect(log).toEqual(["##[group]Server log", "line", "##[endgroup]"]);
  });

  it("echoes commands once asked to, but never a secret", () => {
    expect(run("::echo::on", "::set-output name=a::1", "::add-mask::secret-1").log).toEqual([
      "::set-output name=a::1",
      expect.stringContaining("deprecated"),
      "::add-mask::***",
    ]);
    expect(run("::echo::maybe").record.commandFailed).toBe(true);
  });

  it("shows debug messages in debug mode only", () => {
    expect(run("::debug::x").log).toEqual([]);
    expect(runWith({ debug: true }, "::debug::x").log).toEqual(["##[debug]x"]);
  });

  it("shows unknown commands as text, and messages with line ends as several lines", () => {
    expect(run("::nonsense::x", "::warning::a%0Ab").log).toEqual(["::nonsense::x", "##[warning]a", "b"]);
  });

  it("refuses problem matchers instead of passing over them", () => {
    expect(run("::add-matcher::x.json").record.commandFailed).toBe(true);
  });
});
