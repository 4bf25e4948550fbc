import { setSecret } from "@actions/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createSend } from "../network/send.ts";
import { redact } from "../report/secrets.ts";
import { tokenIssuer } from "../testing/jwt.ts";
import { startTursoApi, type TursoApi, type TursoApiOptions } from "../testing/turso-api.ts";
import { type PlatformApi, platformApi } from "./platform-api.ts";
import { PlatformError } from "./platform-error.ts";

vi.mock("@actions/core", { spy: true });
vi.spyOn(process.stdout, "write").mockReturnValue(true);

const issuer = tokenIssuer();
const DATABASES = [
  { Name: "one", Hostname: "one-acme.turso.io", group: "default" },
  { Name: "two", Hostname: "two-acme.turso.io", group: "other" },
];
/** For stand-ins that answer, also on a busy machine. */
const PATIENT = { tryTimeoutMs: 5_000, deadlineMs: 10_000 };
const SCOPE = { kind: "database", name: "one" } as const;

let server: TursoApi;
afterEach(() => server.stop());

async function open(options: Partial<TursoApiOptions> = {}, token = "platform-token", times = PATIENT): Promise<PlatformApi> {
  server = await startTursoApi({ token: "platform-token", organization: "acme", databases: DATABASES, issuer, ...options });
  return platformApi(createSend({ proxy: {}, ...times }), { apiUrl: `${server.url}/`, token });
}

const faultOf = (request: Promise<unknown>): Promise<PlatformError> =>
  request.then(
    () => expect.unreachable("it succeeded"),
    (fault: unknown) => {
      expect(fault).toBeInstanceOf(PlatformError);
      return fault as PlatformError;
    },
  );

describe("platformApi", () => {
  it("tells when the platform token expires", async () => {
    expect(await (await open({ tokenExpiry: 1_800_000_000 })).validate()).toEqual({ expiresAt: 1_800_000_000 });
    await server.stop();
    expect(await (await open()).validate()).toEqual({ expiresAt: undefined });
  });

  it("finds databases, alone and by their group", async () => {
    const api = await open();
    expect(await api.database("acme", "two")).toEqual({ name: "two", hostname: "two-acme.turso.io", group: "other" });
    expect((await api.databases("acme")).map(({ name }) => name)).toEqual(["one", "two"]);
    expect((await api.databases("acme", "other")).map(({ name }) => name)).toEqual(["two"]);
    expect(await api.databases("acme", "none")).toEqual([]);
  });

  it("mints a token that is masked before it is given out, and asks for what was wanted", async () => {
    const api = await open();
    const token = await api.mint("acme", SCOPE, { access: "read-only", days: 7 });
    expect(server.minted).toEqual([token]);
    expect(server.requests.at(-1)?.path).toBe(
      "/v1/organizations/acme/databases/one/auth/tokens?expiration=7d&authorization=read-only",
    );
    expect(setSecret).toHaveBeenCalledWith(token);
    expect(redact(`it is ${token}`)).toBe("it is ***");
    await api.mint("acme", { kind: "group", name: "other" }, { access: "full-access", days: undefined });
    expect(server.requests.at(-1)?.path).toContain("/groups/other/auth/tokens?expiration=never");
  });

  it("refuses a host that is none: a token would be sent there", async () => {
    for (const Hostname of ["evil.example/x", "user@evil.example", "a b", "", "-x", "evil.example:80:90"]) {
      const api = await open({ databases: [{ Name: "one", Hostname }] });
      expect((await faultOf(api.database("acme", "one"))).message).toContain("not of the form");
      await server.stop();
    }
  });

  it("takes no name for a token: GitHub would drop outputs in which it stands", async () => {
    const databases = [{ Name: "eyewitness-9", Hostname: "eyewitness-9-acme.turso.io", group: "eyes-of-others" }];
    const api = await open({ databases });
    expect(await api.databases("acme")).toHaveLength(1);
    await faultOf(api.database("acme", "eyewitness-10"));
    for (const text of ["eyewitness-9-acme.turso.io", "eyewitness-10", "eyes-of-others"]) expect(redact(text)).toBe(text);
  });

  it("never invalidates twice by itself, and says when nobody knows whether it did", async () => {
    const api = await open({}, "platform-token", { tryTimeoutMs: 300, deadlineMs: 400 });
    for (const [fault, mayBeDone, requests] of [
      ["cut", true, 1],
      ["timeout", true, 1],
      [{ status: 500 }, true, 1],
      [{ status: 403 }, false, 1],
    ] as const) {
      server.fail("invalidate", fault);
      server.requests.length = 0;
      expect((await faultOf(api.invalidate("acme", SCOPE))).mayBeDone).toBe(mayBeDone);
      expect(server.requests).toHaveLength(requests);
    }
    expect(server.writes).toEqual(["invalidate"]);
  });
});

describe("PlatformError", () => {
  it("tells faults of the token from those of the API", async () => {
    const kinds = {
      401: "token",
      403: "permission",
      404: "not-found",
      409: "refused",
      422: "refused",
      429: "rate-limited",
      500: "api",
    };
    const api = await open();
    for (const [status, kind] of Object.entries(kinds)) {
      const headers = { "retry-after": "100" };
      server.fail("validate", { status: Number(status), message: `words of ${status}`, headers });
      const { kind: found, message, fix } = await faultOf(api.validate());
      expect(found, status).toBe(kind);
      expect(message).toContain(`words of ${status}`);
      expect(fix.includes("not to blame")).toBe(kind === "api" || kind === "rate-limited");
    }
  });

  it("is about the API where nobody answers, or somebody else does", async () => {
    const api = await open({}, "platform-token", { tryTimeoutMs: 300, deadlineMs: 400 });
    await server.stop();
    expect(await faultOf(api.validate())).toMatchObject({ kind: "api", mayBeDone: false });
    server = await startTursoApi({ token: "platform-token", organization: "acme", databases: [], issuer });
    const elsewhere = platformApi(createSend({ proxy: {}, ...PATIENT }), { apiUrl: `${server.url}/x`, token: "platform-token" });
    expect((await faultOf(elsewhere.validate())).kind).toBe("not-found");
    expect((await faultOf((await open({}, "wrong-token")).validate())).kind).toBe("token");
  });

  it("shows no token that the API repeats, whole or in part", async () => {
    const api = await open();
    const token = issuer.token({ a: "rw" });
    server.fail("mint", { status: 400, message: `no ${token} and no ${token.slice(0, 50)}` });
    const { message } = await faultOf(api.mint("acme", SCOPE, { access: "full-access", days: 1 }));
    expect(message).toContain("no *** and no ***");
  });
});
