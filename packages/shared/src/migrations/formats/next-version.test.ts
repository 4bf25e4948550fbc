import fc from "fast-check";
import { expect, it } from "vitest";
import { nextVersion, timestamp } from "./next-version.ts";

const NOW = new Date("2026-01-02T03:04:05.678Z");
const of = (...versions: string[]) => versions.map((version) => ({ version }));

it.each<[string[], string]>([
  [[], "20260102030405"],
  [["1"], "2"],
  [["0009"], "0010"],
  [["999"], "1000"],
  [["1", "20250102030405"], "20260102030405"],
  [["20260102030405"], "20260102030406"],
  [["29991231235959"], "29991231235960"],
  [["202601020304"], "202601020305"],
])("after %j comes %s", (versions, next) => expect(nextVersion(of(...versions), NOW)).toBe(next));

it("is always above the newest, and as wide", () =>
  fc.assert(
    fc.property(
      fc.stringMatching(/^\d{1,17}$/),
      fc.date({ min: new Date(0), max: new Date("9999-01-01"), noInvalidDate: true }),
      (newest, now) => {
        const next = nextVersion(of(newest), now);
        expect(BigInt(next) > BigInt(newest)).toBe(true);
        expect(next.length).toBeGreaterThanOrEqual(newest.length);
      },
    ),
  ));

it("is a time in UTC", () => expect(timestamp(new Date("2026-07-01T00:00:00+05:00"))).toBe("20260630190000"));
