import fc from "fast-check";
import { expect, test } from "vitest";
import { refCandidates } from "./ref-names.ts";

test.each([
  ["main", ["refs/remotes/origin/main", "refs/remotes/main", "refs/heads/main", "refs/tags/main"]],
  ["origin/a/b", ["refs/remotes/origin/origin/a/b", "refs/remotes/origin/a/b", "refs/heads/origin/a/b", "refs/tags/origin/a/b"]],
  ["refs/pull/1/merge", ["refs/pull/1/merge"]],
  ["HEAD", ["HEAD"]],
  ["HEAD^1~2", ["HEAD^1~2"]],
  ["v1^", ["refs/remotes/origin/v1^", "refs/remotes/v1^", "refs/heads/v1^", "refs/tags/v1^"]],
])("%s", (ref, candidates) => {
  expect(refCandidates(ref)).toEqual(candidates);
});

test("what looks like a commit is tried as one at last", () => {
  expect(refCandidates("c0ffee").at(-1)).toBe("c0ffee");
  expect(refCandidates("c0ffee").at(0)).toBe("refs/remotes/origin/c0ffee");
});

test.each([
  "",
  "-main",
  "--upload-pack=x",
  "a b",
  "a\nb",
  "a\0b",
  "a..b",
  ":/fix",
  "main:path",
  "@{-1}",
  "a~b",
  "~1",
  "/a",
  "a//b",
  "a/",
  "a*",
])("is no name of a ref: %j", (ref) => {
  expect(() => refCandidates(ref)).toThrow(/`base-ref` is .*, which is no name of a branch, tag or commit\./);
});

test("nothing that is tried can be taken for an option or a search", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("-", "a", "/", "^", ":", "{", "@", "~", "1", ".") })),
      (ref) => {
        let candidates: string[] = [];
        try {
          candidates = refCandidates(ref);
        } catch {
          return;
        }
        for (const candidate of candidates) expect(candidate).toMatch(/^(refs\/[^\s:\\]+|HEAD|[0-9a-f]{4,64})([~^]\d*)*$/i);
      },
    ),
  );
});
