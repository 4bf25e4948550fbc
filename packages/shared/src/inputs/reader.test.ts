import { describe, expect, it } from "vitest";
import { InputError, InputReader } from "./reader.ts";

const reader = (inputs: Record<string, string>) => new InputReader((name) => inputs[name] ?? "");

/** What `finish` says of the inputs after `read`; the empty string when it has nothing to say. */
function complaint(inputs: Record<string, string>, read: (inputs: InputReader) => unknown): string {
  const used = reader(inputs);
  read(used);
  try {
    used.finish();
    return "";
  } catch (problem) {
    expect(problem).toBeInstanceOf(InputError);
    return (problem as InputError).message;
  }
}

describe("what is read", () => {
  it.each([
    ["text", () => reader({ a: "  x \n" }).text("a"), "x"],
    ["an empty text as not given", () => reader({ a: " \n\t" }).text("a"), undefined],
    ["a line", () => reader({ a: " db.sqlite " }).line("a"), "db.sqlite"],
    ["True", () => reader({ a: "True" }).boolean("a"), true],
    ["FALSE", () => reader({ a: "FALSE" }).boolean("a", true), false],
    ["a boolean's fallback", () => reader({}).boolean("a", true), true],
    ["a choice", () => reader({ a: "up" }).oneOf("a", ["down", "up"]), "up"],
    ["the first choice when none is given", () => reader({}).oneOf("a", ["down", "up"]), "down"],
    ["a duration", () => reader({ a: "1.5s" }).duration("a"), 1_500],
    ["lines, commas kept", () => reader({ a: "x, y\r\n\n  z " }).lines("a"), ["x, y", "z"]],
    ["names, one a line or by comma", () => reader({ a: "x, y\nz,," }).names("a"), ["x", "y", "z"]],
  ])("%s", (_, read, expected) => expect(read()).toEqual(expected));
});

describe("what is refused", () => {
  it.each([
    ["yes", (inputs: InputReader) => inputs.boolean("a"), 'The input `a` is "yes", which is not valid: use `true` or `false`.'],
    ["tRue", (inputs: InputReader) => inputs.boolean("a"), '"tRue"'],
    ["sideways", (inputs: InputReader) => inputs.oneOf("a", ["up", "down"]), "use one of `up`, `down`."],
    ["10 sec", (inputs: InputReader) => inputs.duration("a"), "`500ms`, `10s`, `5m` or `14d`"],
    ["x\n::set-env name=a::b", (inputs: InputReader) => inputs.line("a"), '"x\\n::set-env name=a::b"'],
  ])("%j", (value, read, expected) => expect(complaint({ a: value }, read)).toContain(expected));

  it("is reported all together", () => {
    const message = complaint({ a: "yes", b: "-1", c: "x" }, (inputs) => {
      inputs.boolean("a");
      inputs.duration("b");
      inputs.oneOf("c", ["up"]);
      inputs.reject("d", undefined, "must be given.");
    });
    expect(message.split("\n")).toEqual([
      "The inputs have 4 problems:",
      '- `a` is "yes", which is not valid: use `true` or `false`.',
      '- `b` is "-1", which is not valid: give a number and a unit, such as `500ms`, `10s`, `5m` or `14d`.',
      '- `c` is "x", which is not valid: use one of `up`.',
      "- `d` must be given.",
    ]);
  });

  it("stays short, with 64 KiB of every kind", () => {
    const huge = "\u202e::error::\n".repeat(6_000);
    const message = complaint({ a: huge, b: huge, c: huge }, (inputs) => {
      inputs.line("a");
      inputs.boolean("b");
      for (const name of inputs.lines("c")) inputs.reject("c", name, "is no name.");
    });
    expect(message.length).toBeLessThan(20_000);
    expect(message).toContain("- and 5982 more");
    expect(message).not.toMatch(/[\u202e\r]/);
  });
});

describe("a message never shows", () => {
  const canary = "canary-7f3a9c51";
  it.each(["auth-token", "read-only-auth-token", "api-token", "github-token", "current-token", "secrets"])(
    "the secret `%s`",
    (name) => {
      const message = complaint({ [name]: `${canary}\u0007` }, (inputs) => inputs.line(name));
      expect(message).toBe(
        `The input \`${name}\` has a value (not shown) that is not valid: give one line without control characters.`,
      );
    },
  );

  it.each([
    ["database-url", `libsql://user:${canary}@db.turso.io/\u0007`],
    ["database-url", `libsql://db.turso.io?authToken=${canary}\u0007`],
    ["database-url", `${canary}\u0007`],
    ["database-url", `libsql://db.turso.io#${canary}\u0007`],
    ["database-url", `libsql://db.turso.io?${canary}\u0007`],
    ["mirror-url", `https://user:${canary}/with@slash@mirror.test/\u0007`],
    ["registry-url", `https://${canary}@registry.test/\u0007`],
    ["wait-on", `http-get://user:${canary}@127.0.0.1/\u0007`],
  ])("credentials in the URL of `%s` (%j)", (name, value) => {
    const message = complaint({ [name]: value }, (inputs) => inputs.line(name));
    expect(message).toContain("give one line without control characters.");
    expect(message).not.toContain(canary);
  });
});
