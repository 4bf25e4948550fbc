import { expect, it } from "vitest";
import { readApiToken, readApiUrl, readSlug } from "./api-inputs.ts";
import { InputReader } from "./reader.ts";

/** What a reader makes of a value, and what it says against it. */
function outcomeOf(read: typeof readApiUrl, name: string, value: string): { value: string | undefined; problem: string } {
  const reader = new InputReader(() => value);
  const found = read(reader, name);
  try {
    reader.finish();
    return { value: found, problem: "" };
  } catch (problem) {
    return { value: found, problem: String(problem) };
  }
}

it.each(["https://api.example.test", "https://ghe.test/api/v3", "http://127.0.0.1:80", "http://localhost/x", "http://[::1]:1"])(
  "takes %s for the address of an API",
  (url) => expect(outcomeOf(readApiUrl, "api-url", url)).toEqual({ value: url, problem: "" }),
);

it.each([
  ["http://api.test", "in plain text"],
  ["https://u@api.test", "without user name"],
  ["https://u:hunter22hunter@api.test", "without user name"],
  ["https://api.test?token=hunter22hunter", "without user name"],
  ["https://api.test#x", "without user name"],
  ["ftp://api.test", "give an `https://` URL"],
  ["api.test", "give an `https://` URL"],
])("refuses the address %s, and shows no credentials", (url, message) => {
  const { value, problem } = outcomeOf(readApiUrl, "api-url", url);
  expect(value).toBeUndefined();
  expect(problem).toContain(message);
  expect(problem).not.toContain("hunter22hunter");
});

it.each(["ghp_0123", " platform-token\n", "!~!~!~!~"])("takes the token %j", (token) => {
  expect(outcomeOf(readApiToken, "api-token", token)).toEqual({ value: token.trim(), problem: "" });
});

it.each([
  ["two words-of-it", "holds spaces"],
  ["first-half\nsecond-half", "holds spaces"],
  ["t\u00f6ken-of-letters", "holds spaces"],
  ["seven77", "has fewer than 8 characters"],
])("refuses the token %j without showing it", (token, message) => {
  const { value, problem } = outcomeOf(readApiToken, "api-token", token);
  expect(value).toBeUndefined();
  expect(problem).toContain(message);
  expect(problem).not.toContain(token);
});

it.each(["acme", "A.b-c_1", "9"])("takes the name %s", (name) => {
  expect(outcomeOf(readSlug, "organization", name)).toEqual({ value: name, problem: "" });
});

it.each(["..", "a/b", "-x", "a b", "a?b", `${"a".repeat(101)}`])("refuses the name %s", (name) => {
  expect(outcomeOf(readSlug, "organization", name)).toEqual({
    value: undefined,
    problem: expect.stringContaining("letters, digits"),
  });
});

it("has nothing where nothing is given", () => {
  for (const read of [readApiUrl, readApiToken, readSlug])
    expect(outcomeOf(read, "x", " ")).toEqual({ value: undefined, problem: "" });
});
