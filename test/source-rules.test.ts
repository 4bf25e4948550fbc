// Rules that hold for every source of the actions, and that no test of one module can hold.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { actionSources } from "../scripts/action-sources.ts";
import { HOUSE } from "../scripts/run-tool.ts";

const sources = actionSources(HOUSE).map((file) => ({ file, text: readFileSync(join(HOUSE, file), "utf8") }));

/** The sources that have something, with comments left out. */
const having = (pattern: RegExp) =>
  sources.filter(({ text }) => pattern.test(text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ""))).map(({ file }) => file);

test("there are sources to look at", () => {
  expect(sources.length).toBeGreaterThan(300);
});

test("only packages/shared/src/report writes to the log, where nothing can act as a workflow command", () => {
  const writers = /import \{[^}]*\b(?:info|notice|warning|error|debug|setFailed|startGroup)\b[^}]*\} from "@actions\/core"/;
  expect(having(writers).filter((file) => !file.startsWith("packages/shared/src/report/"))).toEqual([]);
  // One waits until all is out, and writes nothing.
  expect(having(/\bconsole\.|process\.std(?:out|err)\b|import \* as \w+ from "@actions\/core"/)).toEqual([
    "packages/shared/src/report/end-process.ts",
  ]);
});

test("no program is run through a shell, and no text is run as code", () => {
  expect(having(/\bshell:|\bexecSync\b|import \{[^}]*\bexec\b[^}]*\} from "node:child_process"/)).toEqual([]);
  expect(having(/\beval\(|new Function\(|from "node:vm"/)).toEqual([]);
});

test("two modules write the header that carries a token: the one that all requests take, and the one that asks our own servers", () => {
  expect(having(/Bearer \$/)).toEqual(["packages/shared/src/network/follow.ts", "packages/shared/src/server/ready.ts"]);
});
