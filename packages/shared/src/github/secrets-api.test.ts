import sodium from "libsodium-wrappers";
import { afterEach, describe, expect, it } from "vitest";
import { createSend } from "../network/send.ts";
import { type GithubSecrets, type GithubSecretsOptions, startGithubSecrets } from "../testing/github-secrets.ts";
import { githubApi } from "./api.ts";
import type { SecretStore } from "./secret-store.ts";
import { secretsApi } from "./secrets-api.ts";
import { explainSecretsFault } from "./secrets-fault.ts";

const REPOSITORY: SecretStore = { kind: "repo", repository: "acme/app" };
const ORGANIZATION: SecretStore = { kind: "organization", organization: "acme" };
const [REPOSITORY_PATH, ORGANIZATION_PATH] = ["/repos/acme/app/actions/secrets", "/orgs/acme/actions/secrets"];
const UPDATED = "2026-01-02T03:04:05Z";

let server: GithubSecrets;
afterEach(() => server.stop());

async function open(options: Partial<GithubSecretsOptions> = {}, token = "tok") {
  const repositories = Array.from({ length: 250 }, (_, index) => index + 1);
  const kept = { value: "v", updatedAt: UPDATED };
  const stores = {
    [REPOSITORY_PATH]: { KEPT: kept },
    [ORGANIZATION_PATH]: { KEPT: { ...kept, visibility: "selected", repositories }, OPEN: { ...kept, visibility: "all" } },
  };
  server = await startGithubSecrets({ token: "tok", stores, ...options });
  const send = createSend({ proxy: {}, tryTimeoutMs: 2_000, deadlineMs: 2_000 });
  return secretsApi(githubApi(send, { apiUrl: server.apiUrl, token }));
}

/** What GitHub's own opening of boxes takes. */
async function sealed(api: Awaited<ReturnType<typeof open>>, store: SecretStore, value: string) {
  const { keyId, key } = await api.publicKey(store);
  return { keyId, encryptedValue: Buffer.from(sodium.crypto_box_seal(value, key)).toString("base64") };
}

describe("secretsApi", () => {
  it("creates, replaces, finds and removes a secret", async () => {
    const api = await open();
    expect(await api.find(REPOSITORY, "NEW")).toBeUndefined();
    expect(await api.put(REPOSITORY, "NEW", await sealed(api, REPOSITORY, "first"))).toBe("created");
    expect(await api.put(REPOSITORY, "NEW", await sealed(api, REPOSITORY, "second"))).toBe("updated");
    expect(server.stores.get(REPOSITORY_PATH)?.secrets.get("NEW")?.value).toBe("second");
    expect(await api.find(REPOSITORY, "KEPT")).toEqual({ updatedAt: UPDATED });
    expect(await api.remove(REPOSITORY, "NEW")).toBe(true);
    expect(await api.remove(REPOSITORY, "NEW")).toBe(false);
  });

  it("gives an organization's secret back the visibility and every repository that it had", async () => {
    const api = await open();
    for (const name of ["KEPT", "OPEN"]) {
      const before = { ...server.stores.get(ORGANIZATION_PATH)?.secrets.get(name) };
      const { visibility } = (await api.find(ORGANIZATION, name)) ?? {};
      await api.put(ORGANIZATION, name, await sealed(api, ORGANIZATION, "next"), visibility);
      const after = server.stores.get(ORGANIZATION_PATH)?.secrets.get(name);
      expect(after).toMatchObject({ value: "next", visibility: before.visibility, repositories: before.repositories ?? [] });
    }
    expect(server.requests.filter(({ path }) => path.includes("/repositories?")).map(({ path }) => path.slice(-6))).toEqual([
      "page=1",
      "page=2",
      "page=3",
    ]);
  });

  it("knows when the token expires, where GitHub says it", async () => {
    const api = await open({ tokenExpiry: "2026-12-01 09:30:00 UTC" });
    expect(api.tokenExpiry()).toBeUndefined();
    await api.publicKey(REPOSITORY);
    expect(api.tokenExpiry()).toBe(Date.parse("2026-12-01T09:30:00Z"));
  });

  it("waits for a rate limit that passes soon", async () => {
    const api = await open();
    server.fail("get", { status: 403, message: "API rate limit exceeded", headers: { "retry-after": "0" } }, { times: 1 });
    expect(await api.find(REPOSITORY, "KEPT")).toEqual({ updatedAt: UPDATED });
  });
});

describe("explainSecretsFault", () => {
  const faultOf = async (request: Promise<unknown>) =>
    request.then(
      () => expect.unreachable("it succeeded"),
      (fault: unknown) => fault,
    );

  it("names the permission that a refused token needs", async () => {
    const api = await open({ readOnly: [ORGANIZATION_PATH] });
    const fault = await faultOf(api.put(ORGANIZATION, "KEPT", { keyId: "1", encryptedValue: "" }));
    const text = explainSecretsFault(fault, ORGANIZATION);
    expect(text).toContain("Resource not accessible by personal access token");
    expect(text).toContain("the organization permission `Secrets: write`");
  });

  it("says what GitHub itself would have accepted, where the answer has that header", async () => {
    const api = await open({ readOnly: [REPOSITORY_PATH] });
    const fault = await faultOf(api.put(REPOSITORY, "KEPT", { keyId: "1", encryptedValue: "" }));
    const headers = new Headers({ "x-accepted-github-permissions": "secrets=write" });
    expect(explainSecretsFault(Object.assign(fault as Error, { headers }), REPOSITORY)).toContain("(GitHub says: secrets=write)");
  });

  it.each([
    [401, "is not valid or has expired"],
    [404, "There is no such repository"],
    [422, "a store holds 100"],
    [429, "rate limit"],
    [501, "GitHub is in trouble"],
  ])("%s", async (status, words) => {
    const api = await open();
    server.fail("put", { status, headers: { "retry-after": "100" } });
    const fault = await faultOf(api.put(REPOSITORY, "KEPT", { keyId: "1", encryptedValue: "" }));
    expect(explainSecretsFault(fault, REPOSITORY)).toContain(words);
  });
});
