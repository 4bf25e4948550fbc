// What a finding is recognised by from one run to the next, wherever its line has moved to.
import { createHash } from "node:crypto";
import type { Finding } from "./finding.ts";

/**
 * A fingerprint a finding: of its code, file, database and message, not of its line. Findings that have all of these in common are counted
 * in the order that they are given in: `a1b2…:1`, `a1b2…:2`.
 */
export function fingerprints(findings: readonly Finding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ code, file, database, message }) => {
    const identity = JSON.stringify([code, file ?? null, database ?? null, message]);
    const count = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, count);
    return `${createHash("sha256").update(identity).digest("hex").slice(0, 32)}:${count}`;
  });
}
