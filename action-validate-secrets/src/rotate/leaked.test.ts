import { sendJson, startHttp } from "@libsql-actions/shared/testing/http";
import { type TokenIssuer, tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  forward,
  type KeyedServer,
  OLD_VALUE,
  startKeyedServer,
  startWorld,
  TARGETS,
  type World,
  type WorldOptions,
} from "./testing.ts";

let server: KeyedServer;
let world: World;
beforeAll(() => void vi.spyOn(process.stdout, "write").mockReturnValue(true));
beforeEach(async () => {
  server = await startKeyedServer();
});
afterEach(async () => {
  await world.stop();
  await server.stop();
});

const LEAKED = { mode: "leaked", confirm: "podcasts" };
const all = (status: string) => Object.fromEntries(Object.keys(TARGETS).map((label) => [label, status]));
const open = async (options?: WorldOptions) => {
  world = await startWorld(server, options);
  return world;
};

describe("leaked", () => {
  test("ends the old token, and gives every target one that the server takes with its next key", async () => {
    const { rotate, turso, stored, accessOf, oldToken } = await open();
    expect(await accessOf(oldToken)).toBe("full-access");
    const { error, statuses, outputs, rotation, summary } = await rotate(LEAKED);
    expect(error).toBe("");
    expect(statuses).toEqual(all("written"));
    expect(outputs["rotated"]).toBe("true");
    // The trial token, the end of it and of the old one, the new one.
    expect(turso.writes).toEqual(["mint", "invalidate", "mint"]);
    const [trial = "", minted = ""] = turso.minted;
    for (const label of Object.keys(TARGETS)) expect(stored(label), label).toBe(minted);
    expect(await Promise.all([oldToken, trial, minted].map(accessOf))).toEqual(["401", "401", "full-access"]);
    expect(rotation.invalidated).toBe("yes");
    expect(rotation.done).toContain("The old token is refused.");
    expect(summary).toContain("podcasts, episodes");
    expect(turso.requests.map(({ path }) => path)).toContain("/v1/organizations/acme/groups/default/auth/rotate");
  });

  test("a rerun after a target failed does not invalidate again, and writes all", async () => {
    const { rotate, turso, github, stored, accessOf } = await open();
    github.fail("put", { status: 403 }, { after: 2 });
    const first = await rotate(LEAKED);
    expect(first.outputs["rotated"]).toBe("false");
    expect(Object.values(first.statuses)).toEqual(["written", "written", "failed", "failed", "failed"]);
    expect(stored("organization:acme")).toBe(OLD_VALUE);
    expect(first.error).toContain("- turso db tokens create podcasts --expiration 30d");
    expect(first.error).toContain("- gh secret set TURSO_AUTH_TOKEN --repo acme/app --app dependabot");
    expect(first.error).not.toContain("--env");
    const kept = stored("repo:acme/app") ?? "";
    github.mend();
    const second = await rotate(LEAKED);
    expect(second).toMatchObject({ error: "", statuses: all("written") });
    expect(second.rotation.invalidated).toBe("earlier");
    expect(turso.writes.filter((one) => one === "invalidate")).toHaveLength(1);
    expect(await accessOf(kept)).toBe("full-access");
    expect(await accessOf(stored("organization:acme") ?? "")).toBe("full-access");
  });

  test("a token that the database refuses for another reason is warned of: nothing has ended it", async () => {
    const { rotate, turso, accessOf, oldToken } = await open();
    const stranger = tokenIssuer().token({ a: "rw", iat: 1_700_000_000 });
    const { rotation, outputs } = await rotate({ ...LEAKED, "current-token": stranger });
    expect(turso.writes).not.toContain("invalidate");
    expect(rotation.warnings).toEqual([expect.stringContaining("or it never was a token of this database")]);
    expect(outputs["rotated"]).toBe("true");
    expect(await accessOf(oldToken)).toBe("full-access");
  });

  test("one refusal of a server that has just started does not let it live", async () => {
    let asked = 0;
    const front = await startHttp((request, response) => {
      if (++asked === 1) return sendJson(response, 401, { error: "starting" });
      void forward(`http://${server.hostname}${request.path}`, request, response);
    });
    const databases = [{ Name: "podcasts", Hostname: `127.0.0.1:${front.port}`, group: "default" }];
    const { rotate, accessOf, oldToken } = await open({ turso: { databases } });
    const { rotation, error } = await rotate({ ...LEAKED, targets: "repo:acme/app" });
    expect(error).toBe("");
    expect(rotation.invalidated).toBe("yes");
    expect(await accessOf(oldToken)).toBe("401");
    await front.stop();
  });

  test("one that has expired is not warned of", async () => {
    const { rotate } = await open();
    const expired = server.issuer.token({ a: "rw", iat: 1_700_000_000, exp: 1_700_000_100 });
    const { rotation } = await rotate({ ...LEAKED, "current-token": expired });
    expect(rotation.warnings).toEqual([]);
    expect(rotation.done).toContain("The old token has expired and is refused. Nothing is invalidated.");
  });

  test("the token that an earlier try has just stored is not ended", async () => {
    const { rotate, turso, stored, accessOf } = await open();
    await rotate(LEAKED);
    const kept = stored("repo:acme/app") ?? "";
    const { error } = await rotate({ ...LEAKED, "current-token": kept });
    expect(error).toContain("was issued 0 min ago");
    expect(error).toContain("`mode: soft`");
    expect(error).toContain("`turso group tokens invalidate default`");
    expect(await accessOf(kept)).toBe("full-access");
    expect(turso.writes.filter((one) => one === "invalidate")).toHaveLength(1);
    expect(await rotate({ "current-token": kept })).toMatchObject({ error: "", statuses: all("written") });
  });

  test.each([
    ["mint", "may not"],
    ["invalidate", "may not"],
  ] as const)("a platform token that may not %s ends nothing", async (what, why) => {
    const { rotate, turso, accessOf, oldToken } = await open({ turso: { without: [what] } });
    const { error, rotation } = await rotate(LEAKED);
    expect(error).toContain(why);
    expect(error).toContain("Nothing was invalidated");
    expect(rotation.invalidated).toBe("no");
    expect(turso.writes).not.toContain("invalidate");
    expect(error.includes("A trial token was made, which nobody has")).toBe(what === "invalidate");
    expect(await accessOf(oldToken)).toBe("full-access");
  });

  test("where it cannot be told whether the old token works, nothing is ended", async () => {
    const { rotate, turso } = await open();
    const { error } = await rotate({ ...LEAKED, "current-token": server.issuer.token({ id: "another", iat: 1 }) });
    expect(error).toContain("cannot be told");
    expect(turso.writes).toEqual([]);
  });

  test("a new key that does not reach the servers: nothing is stored, and it says how to finish by hand", async () => {
    const { rotate, stored } = await open({ turso: { onInvalidate: () => undefined } });
    const { error, rotation } = await rotate(LEAKED, SOON);
    expect(error).toContain("not good on podcasts");
    expect(error).toContain("finish by hand");
    expect(error).toContain("but the database still takes the old one.");
    expect(error).not.toContain("are invalidated.");
    expect(rotation.invalidated).toBe("yes");
    expect(stored("repo:acme/app")).toBe(OLD_VALUE);
  });

  test("an old token that still works afterwards fails the step, with the new one stored", async () => {
    const both = (next: TokenIssuer) => server.restart({ ...next, publicKey: `${next.publicKey}${server.issuer.publicKey}` });
    const { rotate, accessOf, oldToken } = await open({ turso: { onInvalidate: both } });
    const { error, outputs, statuses } = await rotate(LEAKED, SOON);
    expect(error).toContain("The old token still works");
    expect(error).toContain("but the database still takes the old one.");
    expect(error).not.toContain("turso db tokens create");
    expect(await accessOf(oldToken)).toBe("full-access");
    expect(statuses).toEqual(all("written"));
    expect(outputs["rotated"]).toBe("true");
  });
});

/** What does not come soon does not come at all. */
const SOON = { tryTimeoutMs: 5_000, deadlineMs: 5_000, settleMs: 100, pollMs: 20 };
