// The readers of tokens and URLs on whatever may be stored as a secret: they answer with a verdict, and throw nothing.
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkExpiry } from "./expiry.ts";
import { checkFormat } from "./format.ts";
import { REASONS, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";

/** `CHAOS=full` tries ten times as many. */
const CASES = process.env["CHAOS"] === "full" ? 10_000 : 1_000;
const issuer = tokenIssuer();
const GOOD = issuer.token({ a: "rw", exp: 2_000_000_000 });
const URLS = ["libsql://db-org.turso.io", "https://h:8080/p?authToken=x&tls=1", "file:a.db", ":memory:", "ws://[::1]:1?tls=0"];
const EXPIRY = { nowMs: Date.UTC(2026, 0, 1), warnBeforeMs: 1_000, failBeforeMs: 0, requireExpiry: false };

/** Claims of any JSON, those that are read more often than not. */
const claims = fc.dictionary(
  fc.oneof(fc.constantFrom("exp", "nbf", "a", "p", "id", "gid", "aud", "__proto__"), fc.string()),
  fc.oneof(fc.jsonValue(), fc.integer(), fc.double(), fc.constantFrom("rw", "ro", 1e300, -1e300, 2 ** 53, null)),
);
const header = fc.dictionary(fc.constantFrom("alg", "typ", "crit", "b64"), fc.jsonValue());
const encoded = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString("base64url"));
const jwt = fc.oneof(
  claims.map((one) => issuer.token(one)),
  fc.tuple(claims, header).map(([one, head]) => issuer.token(one, head)),
  fc.tuple(encoded, encoded, fc.base64String()).map((parts) => parts.join(".")),
);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.webUrl({ withQueryParameters: true }),
  jwt,
);

/** A good value with a piece of it taken out, doubled, or replaced. */
const damaged = fc
  .tuple(
    fc.constantFrom(GOOD, ...URLS),
    fc.nat(250),
    fc.nat(20),
    fc.oneof(text, fc.constantFrom("", "%", "@", "\0", "=", "\u202e", "//")),
  )
  .map(([good, at, length, piece]) => good.slice(0, at) + piece + good.slice(at + length));
const value = fc.oneof(
  text,
  damaged,
  fc.tuple(fc.constantFrom("libsql://h?authToken=", "Bearer ", "file:", " ", '"'), text).map((parts) => parts.join("")),
);

function expectVerdict({ check, verdict, reason, message, fix }: Result): void {
  expect(["format", "expiry"]).toContain(check);
  expect(["ok", "warning", "failed", "not-checked"]).toContain(verdict);
  expect(REASONS).toContain(reason);
  expect(verdict === "ok").toBe(reason === "ok");
  expect(message).not.toBe("");
  expect(fix !== "").toBe(verdict === "warning" || verdict === "failed");
}

describe.each(["token", "url", "other"] as const)("a secret that is stored as %s", (kind) => {
  it(`gives a verdict for each of ${CASES} values`, { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(value, (stored) => {
        const secret: Secret = { name: "A_SECRET", kind, value: stored, isGiven: false };
        const format = checkFormat(secret, { allowPlaintext: false, directory: "/w", apiToken: undefined });
        const { results, end } = checkExpiry(secret, "/w", EXPIRY);
        expect(format.length).toBeGreaterThan(0);
        for (const result of [...format, ...results]) expectVerdict(result);
        if (end !== undefined) expect(new Date(end.expiresAtMs).getTime()).toBe(end.expiresAtMs);
      }),
      { numRuns: CASES },
    );
  });
});
