import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Baseline, parseBaselines, storedBaselines } from "./baseline.ts";

const spread = fc.record({ median: fc.integer({ min: 0, max: 1e9 }), deviation: fc.integer({ min: 0, max: 1e9 }) }).map(
  // To the microsecond, as they are kept.
  ({ median, deviation }) => ({ median: median / 1_000, deviation: deviation / 1_000 }),
);
const baseline: fc.Arbitrary<Baseline> = fc.record({
  measuredAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-01-01") }).map((date) => date.toISOString()),
  roundTrip: spread,
  probes: fc.dictionary(fc.constantFrom("read", "write", "batch"), spread, { noNullPrototype: true }),
});
const names = fc.stringMatching(/^[A-Za-z_]\w{0,20}( \(line \d\))?$/);

it("reads what it writes, whatever the names are", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(names, baseline), { maxLength: 5 }), (entries) => {
      const all = new Map(entries);
      expect(parseBaselines(JSON.stringify(storedBaselines(all)))).toEqual(all);
    }),
  );
  const proto = new Map([
    ["__proto__", { measuredAt: "2026-01-01T00:00:00.000Z", roundTrip: { median: 1, deviation: 0 }, probes: {} }],
  ]);
  expect(parseBaselines(JSON.stringify(storedBaselines(proto)))).toEqual(proto);
});

it("is written in the order of the names", () => {
  const one = { measuredAt: "2026-01-01T00:00:00.000Z", roundTrip: { median: 1.23456, deviation: 0 }, probes: {} };
  const text = JSON.stringify(
    storedBaselines(
      new Map([
        ["B", one],
        ["A", one],
      ]),
    ),
  );
  expect(text).toBe(
    '{"version":1,"databases":{"A":{"measured-at":"2026-01-01T00:00:00.000Z","probes":{"round-trip":{"median-ms":1.235,"deviation-ms":0}}},"B":{"measured-at":"2026-01-01T00:00:00.000Z","probes":{"round-trip":{"median-ms":1.235,"deviation-ms":0}}}}}',
  );
});

describe("a text that is no baseline", () => {
  const database = (inner: string) => `{"version":1,"databases":{"A":${inner}}}`;
  const at = '"measured-at":"2026-01-01T00:00:00Z"';
  it.each([
    ["", "it is not JSON"],
    ['{"version":1,"databases":', "it is not JSON"],
    ["[]", "its content is no object"],
    ["null", "its content is no object"],
    ['{"name":"libsql-actions","version":"0.0.0"}', "its `version` is not 1"],
    ['{"version":2,"databases":{}}', "its `version` is not 1"],
    ['{"version":1,"databases":[]}', "`databases` is no object"],
    [database("3"), "a database is no object"],
    [database('{"probes":{}}'), "a `measured-at` is no time"],
    [database(`{${at}}`), "`probes` is no object"],
    [database(`{${at},"probes":{}}`), "`probes` of a database have no `round-trip`"],
    [database(`{${at},"probes":{"round-trip":{"median-ms":"1","deviation-ms":0}}}`), "the times of a probe are no milliseconds"],
    [database(`{${at},"probes":{"round-trip":{"median-ms":-1,"deviation-ms":0}}}`), "the times of a probe are no milliseconds"],
    [
      database(`{${at},"probes":{"round-trip":{"median-ms":1e999,"deviation-ms":0}}}`),
      "the times of a probe are no milliseconds",
    ],
  ])("%s: %s", (text, problem) => expect(() => parseBaselines(text)).toThrow(problem));

  it("throws nothing but an `Error` that says so, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.json().map(database)), (text) => {
        try {
          parseBaselines(text);
        } catch (problem) {
          expect((problem as Error).message).toMatch(/^(it|its|a|`databases`|`probes`|the times)/);
        }
      }),
    );
  });
});
