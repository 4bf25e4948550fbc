import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { expect, it } from "vitest";
import { byHand } from "./by-hand.ts";
import { readRotateInputs } from "./inputs.ts";
import { newRotation } from "./rotation.ts";

function rotationOf(given: Readonly<Record<string, string>>) {
  const values: Readonly<Record<string, string>> = {
    ...{ organization: "acme", "api-token": "platform-token", "github-token": "ghp_token" },
    targets: "repo:a/b\nenvironment:a/b/it's prod\norganization:a\ndependabot:a/b\ncodespaces:a/b",
    ...given,
  };
  return newRotation(readRotateInputs(new InputReader((name) => values[name] ?? ""), undefined));
}

it("has a command for the token and for every target that has not got it, fit for a shell", () => {
  const rotation = rotationOf({ database: "podcasts" });
  rotation.invalidated = "yes";
  expect(byHand(rotation)).toEqual([
    "turso db tokens create podcasts --expiration 30d",
    "gh secret set TURSO_AUTH_TOKEN --repo a/b",
    `gh secret set TURSO_AUTH_TOKEN --repo a/b --env 'it'\\''s prod'`,
    "gh secret set TURSO_AUTH_TOKEN --org a --visibility <as it is now>",
    "gh secret set TURSO_AUTH_TOKEN --repo a/b --app dependabot",
    "gh secret set TURSO_AUTH_TOKEN --repo a/b --app codespaces",
  ]);
});

it("is for a group, and for reading, where the rotation is", () => {
  const rotation = rotationOf({ group: "g", access: "read-only", expiration: "never", targets: "repo:a/b" });
  rotation.invalidated = "earlier";
  expect(byHand(rotation)[0]).toBe("turso group tokens create g --expiration never --read-only");
});

it("has the URL too, where a target has not got it", () => {
  const rotation = rotationOf({
    database: "podcasts",
    "url-secret-name": "URL",
    targets: "repo:a/b\ndependabot:a/b\ncodespaces:a/b",
  });
  const [first, second] = rotation.targets;
  if (first === undefined || second === undefined) throw new Error("there are three targets");
  rotation.invalidated = "yes";
  first.status = "written";
  Object.assign(second, { status: "written", problem: "URL: refused" });
  expect(byHand(rotation)).toEqual([
    "turso db tokens create podcasts --expiration 30d",
    "gh secret set TURSO_AUTH_TOKEN --repo a/b --app codespaces",
    "turso db show podcasts --url",
    "gh secret set URL --repo a/b --app dependabot",
    "gh secret set URL --repo a/b --app codespaces",
  ]);
});

it("is empty where the old token works on, and where all is done", () => {
  const rotation = rotationOf({ database: "podcasts", targets: "repo:a/b" });
  expect(byHand(rotation)).toEqual([]);
  rotation.invalidated = "yes";
  rotation.token = "verified";
  for (const target of rotation.targets) target.status = "written";
  expect(byHand(rotation)).toEqual([]);
});
