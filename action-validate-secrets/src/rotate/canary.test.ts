// The canary against the stand-in: whatever is answered, what is said of a canary that was left is true.
import { githubApi } from "@libsql-actions/shared/github/api";
import type { SecretStore } from "@libsql-actions/shared/github/secret-store";
import { type SecretsApi, secretsApi } from "@libsql-actions/shared/github/secrets-api";
import { createSend } from "@libsql-actions/shared/network/send";
import type { ApiFault } from "@libsql-actions/shared/testing/api-faults";
import { type GithubSecrets, startGithubSecrets } from "@libsql-actions/shared/testing/github-secrets";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CANARY_NAME, proveWritable } from "./canary.ts";
import { RotationError } from "./problem.ts";

const STORE: SecretStore = { kind: "organization", organization: "acme" };
const PATH = "/orgs/acme/actions/secrets";

let github: GithubSecrets;
let secrets: SecretsApi;
beforeEach(async () => {
  github = await startGithubSecrets({ token: "tok", stores: { [PATH]: {} } });
  const send = createSend({ proxy: {}, tryTimeoutMs: 1_000, deadlineMs: 3_000 });
  secrets = secretsApi(githubApi(send, { apiUrl: github.apiUrl, token: "tok" }));
});
afterEach(() => github.stop());

const prove = async () => proveWritable(secrets, STORE, await secrets.publicKey(STORE), 1_000);
const problemOf = () =>
  prove().then(
    () => undefined,
    (problem: unknown) => problem,
  );
const isThere = () => github.stores.get(PATH)?.secrets.has(CANARY_NAME);
const REFUSED: ApiFault = { status: 403 };
const MISSING: ApiFault = { status: 404 };

it("goes in, for no repository to use, and out again", async () => {
  await prove();
  const [put] = github.requests.filter(({ method }) => method === "PUT");
  expect(JSON.parse(put?.body ?? "")).toMatchObject({ visibility: "selected", selected_repository_ids: [] });
  expect(github.writes).toEqual([`PUT ${PATH}/${CANARY_NAME}`, `DELETE ${PATH}/${CANARY_NAME}`]);
  expect(isThere()).toBe(false);
});

it.each<[string, "canary-put" | "canary-delete", ApiFault, number]>([
  ["the answer to the write is lost", "canary-put", "cut", 1],
  ["the answer to the deletion is lost, and its repetition finds nothing", "canary-delete", "cut", 1],
  ["the server fails once", "canary-put", { status: 500 }, 1],
])("is proved where %s", async (_, call, fault, times) => {
  github.fail(call, fault, { times });
  expect(await problemOf()).toBeUndefined();
  expect(isThere()).toBe(false);
});

it("is refused with GitHub's own words, and nothing is left or deleted", async () => {
  github.fail("canary-put", REFUSED);
  expect(await problemOf()).toMatchObject({ name: "StatusError", status: 403 });
  expect(github.requests.map(({ method }) => method)).toEqual(["GET", "PUT"]);
});

it("is deleted where its write is never confirmed", async () => {
  github.fail("canary-put", "cut");
  expect(await problemOf()).not.toBeInstanceOf(RotationError);
  expect(isThere()).toBe(false);
});

it.each([
  ["refused", REFUSED],
  ["not to be done by this token, which GitHub calls missing", MISSING],
])("is named where it stays behind: the deletion is %s", async (_, fault) => {
  github.fail("canary-delete", fault);
  expect(await problemOf()).toMatchObject({
    name: "RotationError",
    message: expect.stringContaining(`The secret ${CANARY_NAME}`),
  });
  expect(isThere()).toBe(true);
});

it("is named where nobody can tell whether it is there", async () => {
  github.fail("canary-put", "cut");
  github.fail("canary-delete", REFUSED);
  github.fail("get", { status: 403 });
  const problem = await problemOf();
  expect(problem).toMatchObject({ name: "RotationError", message: expect.stringContaining("may still be there") });
  expect(isThere()).toBe(true);
});
