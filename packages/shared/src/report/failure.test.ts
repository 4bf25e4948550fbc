import { afterEach, expect, it, vi } from "vitest";
import { errorMessage, failStep } from "./failure.ts";
import { maskSecret } from "./secrets.ts";

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

const circle = new Error("round");
circle.cause = circle;
const endless = new Error("outer", { cause: new Error("inner") });
(endless.cause as Error).cause = endless;

it.each([
  ["text", "text"],
  [undefined, "undefined"],
  [new Error("outer", { cause: new Error("inner") }), "outer: inner"],
  [new Error("outer of inner", { cause: new Error("inner") }), "outer of inner"],
  [new AggregateError([new Error("::1 refused"), new Error("127.0.0.1 refused")]), "::1 refused; 127.0.0.1 refused"],
  [new Error("", { cause: new Error("inner") }), "inner"],
  [new RangeError(""), "RangeError"],
  [circle, "round"],
])("the message of %j", (thrown, expected) => expect(errorMessage(thrown)).toBe(expected));

it("comes to an end with causes in a circle", () => expect(errorMessage(endless)).toMatch(/^outer: inner/));

it("fails the step with one bounded annotation that holds no secret and no command", () => {
  let written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
  maskSecret("another-secret");
  written = "";
  failStep(new Error(`bad another-secret\n::set-env name=A::b ${"x".repeat(70_000)}`));
  expect(process.exitCode).toBe(1);
  expect(written).toMatch(/^::error::bad \*\*\*%0A: :set-env name=A::b x+…\n$/);
  expect(written.length).toBeLessThan(4_100);
});
