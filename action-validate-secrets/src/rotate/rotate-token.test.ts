import { sendJson, startHttp } from "@libsql-actions/shared/testing/http";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { CANARY_NAME } from "./canary.ts";
import {
  forward,
  type KeyedServer,
  OLD_VALUE,
  SELECTED,
  startKeyedServer,
  startWorld,
  TARGETS,
  type World,
  type WorldOptions,
} from "./testing.ts";

let server: KeyedServer;
let world: World;
beforeAll(async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  server = await startKeyedServer();
});
afterEach(() => world.stop());
afterAll(() => server.stop());

const open = async (options?: WorldOptions) => {
  world = await startWorld(server, options);
  return world;
};
const all = (status: string) => Object.fromEntries(Object.keys(TARGETS).map((label) => [label, status]));

describe("soft", () => {
  test("every target gets the new token, which the server accepts; the old one works on", async () => {
    const { rotate, turso, github, stored, accessOf, oldToken } = await open();
    const outcome = await rotate({ "url-secret-name": "TURSO_DATABASE_URL" });
    expect(outcome).toMatchObject({ error: "", statuses: all("written"), outputs: { rotated: "true" } });
    const [minted = ""] = turso.minted;
    expect(turso.writes).toEqual(["mint"]);
    for (const label of Object.keys(TARGETS)) {
      expect(stored(label), label).toBe(minted);
      expect(stored(label, "TURSO_DATABASE_URL")).toBe(`libsql://${server.hostname}?tls=0`);
      expect(stored(label, CANARY_NAME)).toBeUndefined();
    }
    expect(await accessOf(minted)).toBe("full-access");
    expect(await accessOf(oldToken)).toBe("full-access");
    const kept = github.stores.get(TARGETS["organization:acme"])?.secrets.get("TURSO_AUTH_TOKEN");
    expect(kept).toMatchObject({ visibility: "selected", repositories: SELECTED });
    const days = (Date.parse(String(outcome.outputs["expires-at"])) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(30, 1);
    expect(Date.parse(String(outcome.outputs["old-token-expires-at"]))).toBeGreaterThan(Date.now());
    expect(outcome.rotation.warnings).toEqual([expect.stringContaining("TURSO_DATABASE_URL is new there")]);
  });

  test("a read-only token is proved to be read-only; a group is tried on its databases", async () => {
    const { rotate, turso, accessOf } = await open();
    const { outputs, rotation } = await rotate({ database: "", group: "default", access: "read-only", expiration: "2d" });
    expect(outputs["rotated"]).toBe("true");
    expect(rotation.done).toContainEqual("The new token is good on podcasts, episodes.");
    expect(await accessOf(turso.minted[0] ?? "")).toBe("read-only");
  });

  test("a token that is the old one itself is given to nobody, and one that ends early is warned of", async () => {
    const soon = Math.floor(Date.now() / 1_000) + 20 * 86_400;
    const first = await open({ turso: { claims: { exp: soon } } });
    const { rotation, outputs } = await first.rotate({ targets: "repo:acme/app" });
    expect(rotation.warnings).toEqual([expect.stringContaining("before the 30 days that were asked for")]);
    expect(outputs["rotated"]).toBe("true");
    const again = await startWorld(server, { turso: { repeats: first.turso.minted[0] ?? "" } });
    const { error, statuses } = await again.rotate({ targets: "repo:acme/app", "current-token": first.turso.minted[0] ?? "" });
    expect(error).toContain("The platform answered with `current-token` itself");
    expect(error).toContain("No new token was made for the targets.");
    expect(statuses).toEqual({ "repo:acme/app": "writable" });
    await again.stop();
  });

  test("a proxy that says 200 to everything confirms nothing", async () => {
    const { rotate, github, stored } = await open();
    github.fail("put", { status: 200 });
    const { statuses, outputs } = await rotate({ targets: "repo:acme/app" });
    expect(statuses).toEqual({ "repo:acme/app": "unknown" });
    expect(outputs["rotated"]).toBe("false");
    expect(stored("repo:acme/app")).toBe(OLD_VALUE);
  });

  test("a host that says nothing is not asked again for every target", async () => {
    const { rotate, github } = await open();
    github.fail("public-key", "timeout");
    const { error, statuses } = await rotate({}, { ...SHORT, tryTimeoutMs: 700, deadlineMs: 700 });
    expect(statuses).toEqual(all("failed"));
    expect(error).toContain("It was not tried");
    expect(github.requests.length).toBeLessThan(5);
  });

  test("one whose writes hang is not written to again for every target", async () => {
    const { rotate, github, turso } = await open();
    github.fail("canary-put", "timeout");
    const { error, statuses } = await rotate({}, { ...SHORT, tryTimeoutMs: 500, deadlineMs: 500, settleMs: 10 });
    expect(statuses).toEqual(all("failed"));
    expect(error).toContain("It was not tried: GitHub's API did not answer in time");
    expect(github.requests.filter(({ method }) => method === "PUT")).toHaveLength(1);
    expect(turso.writes).toEqual([]);
    github.mend();
    github.fail("put", "timeout");
    const stored = await rotate(
      { targets: "repo:acme/app\ndependabot:acme/app" },
      { ...SHORT, tryTimeoutMs: 500, deadlineMs: 500, settleMs: 10_000 },
    );
    expect(Object.values(stored.statuses)).toEqual(["unknown", "unknown"]);
    const puts = github.requests.filter(({ method, path }) => method === "PUT" && !path.endsWith(CANARY_NAME));
    expect(puts).toHaveLength(3 + 1);
  });

  test.each([
    ["never expires", { exp: undefined }, "never expires"],
    ["lives longer than asked for", { exp: Math.floor(Date.now() / 1_000) + 100 * 86_400 }, "asked for a token of 30 days"],
    ["ends in seconds", { exp: Math.floor(Date.now() / 1_000) + 40 }, "before half of that"],
    ["ends before half of what was asked for", { exp: Math.floor(Date.now() / 1_000) + 14 * 86_400 }, "before half of that"],
    ["may only read", { a: "ro" }, "is read-only on podcasts instead of full-access"],
    ["is for another database", { id: "another" }, "404"],
  ])("a token that %s is given to nobody", async (_, claims, message) => {
    const { rotate, stored, github } = await open({ turso: { claims } });
    const { error, statuses } = await rotate({}, SHORT);
    expect(error).toContain(message);
    expect(error).toMatch(/the old token works as before(, until \S+Z)?\./);
    expect(statuses).toEqual(all("writable"));
    expect(stored("repo:acme/app")).toBe(OLD_VALUE);
    expect(github.writes.every((one) => one.endsWith(CANARY_NAME))).toBe(true);
  });

  test("one target that cannot be written ends it before anything is minted, and says which permission is missing", async () => {
    const { rotate, turso } = await open({ github: { readOnly: [TARGETS["dependabot:acme/app"]] } });
    const { error, statuses, outputs } = await rotate();
    expect(error).toContain("- dependabot:acme/app: ");
    expect(error).toContain("`Dependabot secrets: write`");
    expect(statuses).toEqual({ ...all("writable"), "dependabot:acme/app": "failed" });
    expect(outputs["rotated"]).toBe("false");
    expect(turso.writes).toEqual([]);
  });

  test("what ends soon, or never, and a secret that is old on a schedule are warned of", async () => {
    const { rotate, github } = await open({
      turso: { tokenExpiry: Math.floor(Date.now() / 1_000) + 86_400 },
      github: { tokenExpiry: new Date(Date.now() + 3 * 86_400_000).toUTCString() },
    });
    const kept = github.stores.get(TARGETS["repo:acme/app"])?.secrets.get("TURSO_AUTH_TOKEN");
    if (kept !== undefined) kept.updatedAt = new Date(Date.now() - 16 * 86_400_000).toISOString();
    const endless = server.issuer.token({ a: "rw" });
    const { rotation } = await rotate({
      "current-token": endless,
      event: "schedule",
      targets: "repo:acme/app\ndependabot:acme/app",
    });
    expect(rotation.warnings).toEqual([
      expect.stringContaining("The platform token (`api-token`) expires on"),
      expect.stringContaining("The old token never expires"),
      expect.stringContaining("TURSO_AUTH_TOKEN of repo:acme/app was written 16 days ago"),
      expect.stringContaining("`github-token` expires on"),
    ]);
  });

  test("a database that is new answers 404 for a while", async () => {
    let asked = 0;
    const front = await startHttp((request, response) => {
      if (++asked <= 2) return sendJson(response, 404, { error: "Namespace `podcasts` doesn't exist" });
      void forward(`http://${server.hostname}${request.path}`, request, response);
    });
    const databases = [{ Name: "podcasts", Hostname: `127.0.0.1:${front.port}`, group: "default" }];
    const { rotate } = await open({ turso: { databases } });
    expect(await rotate({ targets: "repo:acme/app" })).toMatchObject({ error: "", outputs: { rotated: "true" } });
    await front.stop();
  });

  test("a database that answers without a token proves nothing", async () => {
    const unprotected = await startSqld();
    const databases = [{ Name: "podcasts", Hostname: `127.0.0.1:${unprotected.port}`, group: "default" }];
    const { rotate, stored } = await open({ turso: { databases } });
    const { error } = await rotate({ targets: "repo:acme/app" });
    expect(error).toContain("answers without a token too");
    expect(stored("repo:acme/app")).toBe(OLD_VALUE);
    await unprotected.stop();
  });

  test("a URL that cannot be stored beside the token: the token is there, the step fails and says which is not", async () => {
    const { rotate, github, stored, turso } = await open();
    github.fail("put", { status: 403 }, { after: 1, times: 1 });
    const given = { targets: "repo:acme/app\ncodespaces:acme/app", "url-secret-name": "TURSO_DATABASE_URL" };
    const { error, statuses, outputs, summary, rotation } = await rotate(given);
    expect(statuses).toEqual({ "repo:acme/app": "written", "codespaces:acme/app": "written" });
    expect([stored("repo:acme/app"), stored("codespaces:acme/app")]).toEqual([turso.minted[0], turso.minted[0]]);
    expect(stored("repo:acme/app", "TURSO_DATABASE_URL")).toBeUndefined();
    expect(outputs["rotated"]).toBe("true");
    expect(error).toContain("1 of 2 targets do not surely have what was to be stored.");
    expect(error).toContain("- repo:acme/app (written): TURSO_DATABASE_URL: ");
    expect(summary).toContain("failed");
    // That of the token: the URL was never written.
    expect(Date.parse(rotation.targets[0]?.updatedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
  });

  test("a refusal after a lost answer is no proof that nothing was written", async () => {
    const { rotate, github, stored } = await open();
    github.fail("put", "timeout", { times: 1 });
    const rotating = rotate({ targets: "codespaces:acme/app" }, { ...SHORT, tryTimeoutMs: 2_000, deadlineMs: 5_000 });
    const isPutting = () => github.requests.some(({ method, path }) => method === "PUT" && !path.endsWith("_CANARY"));
    await expect.poll(isPutting, { timeout: 20_000, interval: 5 }).toBe(true);
    github.fail("put", { status: 403 });
    const { statuses, error } = await rotating;
    expect(stored("codespaces:acme/app")).toBeUndefined();
    expect(statuses).toEqual({ "codespaces:acme/app": "unknown" });
    expect(error).toContain("Whether it was written is not known.");
  });

  test("a secret whose answer was lost is written where its time has moved, and unknown where nobody can tell", async () => {
    const { rotate, github, stored, turso } = await open();
    github.fail("put", "cut");
    const { error, statuses } = await rotate({ targets: "repo:acme/app\ncodespaces:acme/app" }, { ...SHORT, deadlineMs: 1_000 });
    expect(error).toBe("");
    expect(statuses).toEqual({ "repo:acme/app": "written", "codespaces:acme/app": "written" });
    expect(stored("codespaces:acme/app")).toBe(turso.minted[0]);
    github.fail("put", "timeout");
    const { statuses: unknown, error: why } = await rotate(
      { targets: "dependabot:acme/app" },
      { ...SHORT, tryTimeoutMs: 500, deadlineMs: 500 },
    );
    expect(unknown).toEqual({ "dependabot:acme/app": "unknown" });
    expect(why).toContain("Whether it was written is not known");
  });

  test("Enterprise Server: the address of the API has a path", async () => {
    const { rotate } = await open({ github: { basePath: "/api/v3" } });
    expect((await rotate({ targets: "organization:acme" })).statuses).toEqual({ "organization:acme": "written" });
  });
});

describe("dry run", () => {
  test.each(["soft", "leaked"])("%s: writes nothing, and says what is not proved", async (mode) => {
    const { rotate, turso, github, accessOf, oldToken } = await open();
    const { error, statuses, outputs, summary } = await rotate({ mode, "dry-run": "" });
    expect(error).toBe("");
    expect(turso.writes).toEqual([]);
    expect(github.writes).toEqual([]);
    expect([...turso.requests, ...github.requests].filter(({ method }) => method !== "GET")).toEqual([]);
    expect(statuses).toEqual(all("unproven"));
    expect(outputs["rotated"]).toBe("false");
    expect(summary).toContain("Write unproven, mint unproven");
    if (mode === "leaked") expect(summary).toContain("podcasts, episodes");
    expect(await accessOf(oldToken)).toBe("full-access");
  });

  test("of `leaked` says that `confirm` is not right yet", async () => {
    const { rotate } = await open();
    for (const confirm of ["", "Podcasts"]) {
      const { rotation } = await rotate({ mode: "leaked", "dry-run": "true", confirm });
      expect(rotation.warnings).toEqual([expect.stringContaining("`confirm` is not the name of the database or group")]);
    }
    expect((await rotate({ mode: "leaked", "dry-run": "true", confirm: "podcasts" })).rotation.warnings).toEqual([]);
  });

  test("what is wrong fails it", async () => {
    const { rotate, github } = await open();
    const { error } = await rotate({ "dry-run": "true", targets: "repo:acme/app\nrepo:acme/missing" });
    expect(error).toContain("repo:acme/missing");
    expect(error).toContain("404");
    expect(github.writes).toEqual([]);
  });
});

const SHORT = { tryTimeoutMs: 5_000, deadlineMs: 5_000, settleMs: 60, pollMs: 20 };
