import { secretsPath } from "@libsql-actions/shared/github/secret-store";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownersProblem, storeOf } from "./targets.ts";

describe("storeOf", () => {
  it.each([
    ["repo:acme/app", "/repos/acme/app/actions/secrets"],
    ["repo:a-1/.github", "/repos/a-1/.github/actions/secrets"],
    ["environment:acme/app/production", "/repos/acme/app/environments/production/secrets"],
    ["environment:acme/app/review/eu west?", "/repos/acme/app/environments/review%2Feu%20west%3F/secrets"],
    ["organization:acme", "/orgs/acme/actions/secrets"],
    ["dependabot:acme/app", "/repos/acme/app/dependabot/secrets"],
    ["codespaces:acme/app", "/repos/acme/app/codespaces/secrets"],
  ])("reads %s", (line, path) => {
    const store = storeOf(line);
    expect(store && secretsPath(store)).toBe(path);
  });

  it.each([
    ...["acme/app", "repo:acme", "repo:acme/..", "repo:../app", "repo:acme/app/x", "repo:acme/a?b", "repo:-a/b", "Repo:a/b"],
    ...["environment:acme/app", "environment:acme/app/", "environment:acme/../x", "organization:acme/app", "organization:", ""],
    ...["dependabot:acme", "codespaces:", "repo: acme/app", "team:acme/app"],
  ])("refuses %j", (line) => {
    expect(storeOf(line)).toBeUndefined();
  });

  it("never makes a path that leads elsewhere", () => {
    const rest = fc.string({ unit: fc.constantFrom("a", ".", "/", "%", "2", "?", "#", "\\", " ", "é", "\ud800"), maxLength: 8 });
    const prefix = fc.constantFrom("repo:", "repo:a/", "environment:a/b/", "environment:a/", "organization:", "dependabot:a/");
    fc.assert(
      fc.property(prefix, rest, (start, end) => {
        const store = storeOf(`${start}${end}`);
        if (store === undefined) return;
        const path = secretsPath(store);
        expect(new URL(path, "https://host/").pathname).toBe(path);
        expect(path.split("/")).toHaveLength({ environment: 7, organization: 5 }[String(store.kind)] ?? 6);
      }),
    );
  });
});

describe("ownersProblem", () => {
  const targets = (...lines: string[]) =>
    lines.flatMap((label) => (storeOf(label) ? [{ label, store: storeOf(label) ?? never() }] : []));
  const two = targets("repo:acme/app", "organization:other");

  it.each(["github_pat_x", "ghs_x"])("refuses several owners for %s", (token) => {
    expect(ownersProblem(two, token)).toContain("2 owners (acme, other)");
    expect(ownersProblem(targets("repo:acme/app", "organization:ACME"), token)).toBeUndefined();
  });

  it("lets a classic token try", () => expect(ownersProblem(two, "ghp_x")).toBeUndefined());
});

function never(): never {
  throw new Error("it was found a moment ago");
}
