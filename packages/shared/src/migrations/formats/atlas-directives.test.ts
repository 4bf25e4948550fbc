import { describe, expect, it } from "vitest";
import { isOutOfSum, readDirectives } from "./atlas-directives.ts";

const read = (text: string) => {
  const { script, isCheckpoint, findings } = readDirectives({ path: "1.sql", file: "m/1.sql", text });
  return {
    transaction: script.transaction,
    isCheckpoint,
    text: script.text,
    found: findings.map(({ severity, line, message }) => `${severity} ${line} ${message.slice(0, 40)}`),
  };
};
const PASSED_OVER = "Atlas passes over `atlas:txmode`: the co";

describe("the comments at the head of a file", () => {
  it.each<[text: string, transaction: boolean, found?: string[]]>([
    ["-- atlas:txmode none\n\nA;", false],
    ["-- x\n# y\n--atlas:txmode none  \n \t\nA;", false],
    ["-- atlas:nolint\n-- atlas:txmode file\n\nA;", true],
    ["-- atlas:txmode all\n\nA;", true],
    ["A;", true],
    ["\n-- atlas:txmode none\n\nA;", true],
    ["A;\n\n-- atlas:txmode none\n\nB;", true],
    ["-- atlas:txmode none\nA;", true, [`warning 1 ${PASSED_OVER}`]],
    ["-- x\n-- atlas:txmode none\r\n\r\nA;", true, [`warning 2 ${PASSED_OVER}`]],
    ["\ufeff-- atlas:txmode none\n\nA;", true, [`warning 1 ${PASSED_OVER}`]],
    ["-- atlas:txmode off\n\nA;", true, ["error 1 `atlas:txmode` is `none`, `file` or `all`. "]],
    ["-- atlas:txtar\n\n-- checks.sql --\nA;", true, ["error 1 A file with checks (`atlas:txtar`) needs a "]],
    ["-- atlas:sum ignore\n\nA;", true, ["error 1 A file with `atlas:sum ignore` is not in"]],
  ])("%j: in a transaction %s", (text, transaction, found = []) => {
    expect(read(text)).toMatchObject({ transaction, isCheckpoint: false, text });
    expect(read(text).found).toEqual(found.map((line) => line.slice(0, 48)).map((line) => expect.stringContaining(line)));
  });

  it.each([
    ["-- atlas:checkpoint\n\nA;", true],
    ["-- atlas:checkpoint v1\n\nA;", true],
    ["-- atlas:checkpoint\nA;", false],
    ["-- atlas:checkpoints\n\nA;", false],
  ])("%j: a checkpoint %s", (text, is) => {
    expect(read(text).isCheckpoint).toBe(is);
  });

  it.each([
    ["-- atlas:sum ignore\nA;", true],
    ["atlas:sum   ignore", true],
    ["-- x\n-- atlas:sum ignore\n", false],
    ["-- atlas:sum\n", false],
    ["-- é atlas:sum ignore\n", false],
  ])("%j leaves it out of the sum: %s", (text, is) => {
    expect(isOutOfSum(text)).toBe(is);
  });
});
