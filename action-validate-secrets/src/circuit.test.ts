import { RedirectError, StatusError, TimeoutError } from "@libsql-actions/shared/network/fault";
import type { Send } from "@libsql-actions/shared/network/send";
import { describe, expect, it } from "vitest";
import { circuitBreaking, isSilence, NotAskedError } from "./circuit.ts";
import { diagnose } from "./fault.ts";

const OPTIONS = { redirects: "none", repeatable: true } as const;
const status = (code: number) => new StatusError("a.test", code, "words", undefined);
const coded = (code: string) => Object.assign(new Error(code), { code });

/** Sends twice to the same host, then to another one. @returns what was asked for, and the second error */
async function afterFault(fault: Error, isBreaking?: (fault: unknown) => boolean) {
  const asked: string[] = [];
  const send = circuitBreaking(
    (async (url: string) => {
      asked.push(new URL(url).host);
      throw fault;
    }) as Send,
    isBreaking,
  );
  const ask = (url: string) => send(url, OPTIONS, async () => undefined).catch((problem: Error) => problem);
  await ask("https://a.test/v2/pipeline");
  const second = await ask("https://a.test/version");
  await ask("https://b.test/");
  return { asked, second };
}

describe("a host that a request failed on", () => {
  it.each([
    ["status 500", status(500)],
    ["status 429", status(429)],
    ["a timeout", new TimeoutError("slow")],
    ["a refused connection", coded("ECONNREFUSED")],
    ["a cut one", coded("ECONNRESET")],
    ["a name without an address", coded("ENOTFOUND")],
    ["a certificate that is not trusted", coded("DEPTH_ZERO_SELF_SIGNED_CERT")],
  ])("for %s is not asked again, and others are", async (_, fault) => {
    const { asked, second } = await afterFault(fault);
    expect(asked).toEqual(["a.test", "b.test"]);
    expect(second).toBeInstanceOf(NotAskedError);
    expect(diagnose(second).reason).toBe(diagnose(fault).reason);
    expect(diagnose(second).message).toMatch(/^a\.test was not asked again, since it failed before: /);
  });

  it.each([
    ["status 401", status(401)],
    ["status 403", status(403)],
    ["status 404", status(404)],
    ["a redirect", new RedirectError("elsewhere")],
  ])("for %s is asked again", async (_, fault) => {
    const { asked, second } = await afterFault(fault);
    expect(asked).toEqual(["a.test", "a.test", "b.test"]);
    expect(second).toBe(fault);
  });
});

describe("a host that says nothing", () => {
  it.each([
    ["a timeout", new TimeoutError("slow"), 1],
    ["a cut connection", coded("ECONNRESET"), 1],
    ["status 500", status(500), 2],
    ["a wait that status 503 asks for", new TimeoutError("gave up", { cause: status(503) }), 2],
  ])("by %s", async (_, fault, times) => {
    const { asked } = await afterFault(fault, isSilence);
    expect(asked.filter((host) => host === "a.test")).toHaveLength(times);
  });
});
