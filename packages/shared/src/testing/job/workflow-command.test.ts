import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWorkflowCommand } from "./workflow-command.ts";

const known = (name: string): boolean => ["warning", "error", "add-mask", "group"].includes(name.toLowerCase());
const parse = (line: string) => {
  const found = parseWorkflowCommand(line, known);
  return found && { ...found, properties: Object.fromEntries(found.properties) };
};

describe("parseWorkflowCommand", () => {
  it.each([
    ["::warning::text", { name: "warning", properties: {}, data: "text" }],
    ["  \t::warning::text", { name: "warning", properties: {}, data: "text" }],
    ["::WARNING::text", { name: "WARNING", properties: {}, data: "text" }],
    ["::error file=a.sql,line=3,col=7::no", { name: "error", properties: { file: "a.sql", line: "3", col: "7" }, data: "no" }],
    ["::error title=a%3Ab%2Cc%25::x%0Ay%0D%25", { name: "error", properties: { title: "a:b,c%" }, data: "x\ny\r%" }],
    ["::error title=,=x,line=1::", { name: "error", properties: { line: "1" }, data: "" }],
    ["::warning::a::b", { name: "warning", properties: {}, data: "a::b" }],
    ["##[group]Title", { name: "group", properties: {}, data: "Title" }],
    ["text before ##[error line=1;file=a%3Bb]x%5Dy", { name: "error", properties: { line: "1", file: "a;b" }, data: "x]y" }],
    ["::error::a ##[warning]b", { name: "error", properties: {}, data: "a ##[warning]b" }],
  ])("reads %j", (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it.each([
    "",
    "text",
    "::unknown::text",
    "x::warning::text",
    "::warning",
    ":: warning::x",
    "##[unknown]x",
    "##[warning",
    "# #[warning]x",
  ])("takes %j for text", (line) => expect(parse(line)).toBeUndefined());

  it("undoes each escape once: %250A is the text %0A", () => {
    expect(parse("::warning::%250A")?.data).toBe("%0A");
    expect(parse("::warning title=%253A::x")?.properties.title).toBe("%3A");
  });

  it("gives back what @actions/core escapes", () => {
    const data = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
    const property = (text: string) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, title) => {
        // The runner trims the properties as a whole.
        fc.pre(title.trim() === title);
        expect(parse(`::warning title=${property(title)}::${data(text)}`)).toEqual({
          name: "warning",
          properties: { title },
          data: text,
        });
      }),
    );
  });
});
