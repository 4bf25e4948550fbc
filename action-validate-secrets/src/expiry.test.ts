import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { describe, expect, it } from "vitest";
import { checkExpiry, daysLeft, type ExpiryRules } from "./expiry.ts";
import type { Secret } from "./secret.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const NOW_S = NOW_MS / 1_000;
const DAY_S = 86_400;
const issuer = tokenIssuer();
const RULES: ExpiryRules = { nowMs: NOW_MS, warnBeforeMs: 14 * DAY_S * 1_000, failBeforeMs: 0, requireExpiry: false };

function expiry(value: string | undefined, rules: Partial<ExpiryRules> = {}, kind: Secret["kind"] = "token") {
  return checkExpiry({ name: "A", kind, value, isGiven: false }, "/w", { ...RULES, ...rules });
}
function findings(...given: Parameters<typeof expiry>): string[] {
  return expiry(...given).results.map(({ verdict, reason }) => `${verdict} ${reason}`);
}

describe("the expiry of a token", () => {
  it.each<[string, Record<string, unknown>, Partial<ExpiryRules>, string]>([
    ["in a month", { exp: NOW_S + 30 * DAY_S }, {}, "ok ok"],
    ["in a second", { exp: NOW_S + 1 }, { warnBeforeMs: 0 }, "ok ok"],
    ["now", { exp: NOW_S }, {}, "failed expired"],
    ["half a minute ago, which servers let pass", { exp: NOW_S - 30 }, {}, "failed expired"],
    ["in 1970", { exp: 0 }, {}, "failed expired"],
    ["within `warn-before`", { exp: NOW_S + 14 * DAY_S }, {}, "warning expires-soon"],
    ["just not within `warn-before`", { exp: NOW_S + 14 * DAY_S + 1 }, {}, "ok ok"],
    ["within `fail-before`", { exp: NOW_S + DAY_S }, { failBeforeMs: DAY_S * 1_000 }, "failed expires-soon"],
    [
      "within `fail-before` that is above `warn-before`",
      { exp: NOW_S + DAY_S },
      { warnBeforeMs: 0, failBeforeMs: 2 * DAY_S * 1_000 },
      "failed expires-soon",
    ],
    ["never", {}, {}, "warning no-expiry"],
    ["never, where it has to", {}, { requireExpiry: true }, "failed no-expiry"],
    ["in milliseconds", { exp: NOW_MS + 1_000 }, {}, "warning exp-in-milliseconds"],
    ["in milliseconds, where it has to", { exp: NOW_MS }, { requireExpiry: true }, "failed exp-in-milliseconds"],
    ["before 1970", { exp: -1 }, {}, "failed negative-exp"],
    ["long before 1970", { exp: -8_210_266_876_799 }, {}, "failed negative-exp"],
    ["before all times", { exp: -1e300 }, {}, "failed malformed"],
    ["in the last second that servers take", { exp: 8_210_266_876_799 }, {}, "warning exp-in-milliseconds"],
    ["beyond all times", { exp: 8_210_266_876_800 }, {}, "failed malformed"],
    ["in microseconds", { exp: NOW_MS * 1_000 }, {}, "failed malformed"],
    ["with a fraction", { exp: NOW_S + 0.5 }, {}, "failed malformed"],
    ["as text", { exp: "2030-01-01" }, {}, "failed malformed"],
    ["null, which is none to servers", { exp: null }, {}, "warning no-expiry"],
  ])("%s", (_, claims, rules, expected) => expect(findings(issuer.token(claims), rules)).toEqual([expected]));

  it("is told with its date and what is left", () => {
    expect(expiry(issuer.token({ exp: NOW_S - 3_600 })).results[0]?.message).toBe("It expired on 2025-12-31T23:00:00Z.");
    expect(expiry(issuer.token({ exp: NOW_S + 3 * DAY_S })).results[0]?.message).toBe(
      "It expires on 2026-01-04T00:00:00Z, in 3 days.",
    );
  });

  it("comes with a beginning that has not come yet", () =>
    expect(findings(issuer.token({ exp: NOW_S + 60 * DAY_S, nbf: NOW_S + 5 }))).toEqual(["warning not-yet-valid"]));

  it("is that of a token in a URL", () => {
    expect(findings(`libsql://h?authToken=${issuer.token({ exp: 1 })}`, {}, "url")).toEqual(["failed expired"]);
    expect(findings("libsql://h", {}, "url")).toEqual([]);
    expect(findings(issuer.token({ exp: 1 }), {}, "other")).toEqual([]);
  });

  it("cannot be told of what is none, or not there", () => {
    expect(findings("garbage")).toEqual(["not-checked malformed"]);
    expect(findings(undefined)).toEqual(["not-checked missing"]);
    expect(findings("platform-token", { apiToken: "platform-token" })).toEqual(["not-checked wrong-kind"]);
  });

  it("is an end only where servers see one", () => {
    expect(expiry(issuer.token({ exp: NOW_S })).end).toEqual({ expiresAtMs: NOW_MS, nowMs: NOW_MS });
    for (const exp of [undefined, NOW_MS, -1, 0.5]) expect(expiry(issuer.token({ exp })).end).toBeUndefined();
  });

  it("counts whole days downwards", () => {
    expect(
      [DAY_S * 1_000, DAY_S * 1_000 - 1, 0, -1].map((left) => daysLeft({ expiresAtMs: NOW_MS + left, nowMs: NOW_MS })),
    ).toEqual([1, 0, 0, -1]);
  });
});
