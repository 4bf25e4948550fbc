// Every way in which a column can be wrong by itself: each is told with its place and what is allowed.
import { expect, it } from "vitest";
import { type BadSpec, column, problemsOf } from "./testing.ts";

const KINDS: readonly BadSpec[] = [
  ["no generator", column("{minimum: 1}"), "4:7: tables.t.columns.c: The key `generator` is missing. Allowed: <all>."],
  [
    "a column that is nothing",
    column(""),
    "4:10: tables.t.columns.c: nothing cannot stand here. Allowed: the name of a generator, or a mapping with the key `generator`.",
  ],
  [
    "an unknown generator",
    column("sentense"),
    '4:10: tables.t.columns.c.generator: "sentense" is no generator. Allowed: <all>. Did you mean "sentence"?',
  ],
  [
    "a generator of other tools",
    column("{generator: regexp}"),
    '4:22: tables.t.columns.c.generator: "regexp" is no generator. Allowed: <all>. Did you mean "pattern"?',
  ],
  [
    "the clock as a generator",
    column("current_timestamp"),
    '4:10: tables.t.columns.c.generator: "current_timestamp" is no generator. The clock would give other rows on every run: take `datetime` with `from` and `to`, or `value` with a fixed time. Allowed: <all>.',
  ],
  [
    "an unknown option",
    column("{generator: integer, minimun: 1}"),
    '4:31: tables.t.columns.c.minimun: "minimun" is no key of the generator `integer`. Allowed: generator, minimum, maximum, distribution, mean, deviation, exponent, step, unique, nullable. Did you mean "minimum"?',
  ],
  [
    "an option of another generator",
    column("{generator: email, minimum: 1}"),
    '4:29: tables.t.columns.c.minimum: "minimum" is no key of the generator `email`. Allowed: generator, length, unique, nullable.',
  ],
  [
    "a generator alone that needs options",
    column("enum"),
    "4:10: tables.t.columns.c: The key `values` is missing from the generator `enum`. Its keys: generator, values, unique, nullable.",
  ],
  [
    "a limit that is no number",
    column('{generator: integer, minimum: "1"}'),
    '4:40: tables.t.columns.c.minimum: "1" cannot stand here. Allowed: a whole number from -9007199254740991 to 9007199254740991.',
  ],
  [
    "an integer that is none",
    column("{generator: integer, minimum: 0.5}"),
    "4:40: tables.t.columns.c.minimum: 0.5 cannot stand here. Allowed: a whole number from -9007199254740991 to 9007199254740991.",
  ],
  [
    "an integer that is not exact",
    column("{generator: integer, maximum: 9007199254740993}"),
    "4:40: tables.t.columns.c.maximum: 9007199254740993 cannot stand here. Allowed: a whole number from -9007199254740991 to 9007199254740991.",
  ],
  [
    "limits the wrong way round",
    column("{generator: real, minimum: 2, maximum: 1}"),
    "4:49: tables.t.columns.c.maximum: The maximum 1 is below the minimum 2. Swap them.",
  ],
  [
    "limits too far apart",
    column("{generator: integer, minimum: -9007199254740991, maximum: 1}"),
    "4:68: tables.t.columns.c.maximum: From minimum to maximum are more numbers than 2^53. Bring them closer together.",
  ],
  [
    "a mean without its distribution",
    column("{generator: real, mean: 2}"),
    "4:34: tables.t.columns.c.mean: `mean` is for `distribution: normal` alone. Leave it out, or give that.",
  ],
  [
    "a mean out of the limits",
    column("{generator: integer, distribution: normal, mean: 20, minimum: 0, maximum: 9}"),
    "4:59: tables.t.columns.c.mean: The mean 20 lies outside of the limits. Allowed: a number from the minimum to the maximum.",
  ],
  [
    "an exponent of 0",
    column("{generator: integer, distribution: zipf, exponent: 0}"),
    "4:61: tables.t.columns.c.exponent: 0 cannot stand here. Allowed: a number above 0 to 10.",
  ],
  [
    "an unknown distribution",
    column("{generator: real, distribution: gaussian}"),
    '4:42: tables.t.columns.c.distribution: "gaussian" is no distribution of numbers. Allowed: uniform, normal, zipf.',
  ],
  [
    "a step of 0",
    column("{generator: sequence, step: 0}"),
    "4:38: tables.t.columns.c.step: A sequence with a step of 0 never moves. Allowed: any other whole number.",
  ],
  [
    "an exponent that nothing needs",
    column("{generator: reference, exponent: 2}"),
    "4:43: tables.t.columns.c.exponent: An exponent is for `distribution: skewed` alone. Leave it out, or give that.",
  ],
  [
    "a share above 1",
    column("{generator: boolean, share: 90}"),
    "4:38: tables.t.columns.c.share: 90 cannot stand here. Allowed: a number from 0 to 1.",
  ],
  [
    "a share of NULLs below 0",
    column("{generator: word, nullable: -0.1}"),
    "4:38: tables.t.columns.c.nullable: -0.1 cannot stand here. Allowed: a number from 0 to 1.",
  ],
  [
    "a truth that is a text",
    column("{generator: word, unique: yes}"),
    '4:36: tables.t.columns.c.unique: "yes" cannot stand here. Allowed: true, false.',
  ],
  [
    "a choice of nothing",
    column("{generator: enum, values: []}"),
    "4:28: tables.t.columns.c.values: There are no values. Give at least one.",
  ],
  [
    "a choice that is none",
    column("{generator: enum, values: red}"),
    '4:36: tables.t.columns.c.values: "red" cannot stand here. Allowed: a list of values, or a mapping of values to weights.',
  ],
  [
    "a value that stands twice",
    column("{generator: enum, values: [a, b, a]}"),
    '4:43: tables.t.columns.c.values[2]: The value "a" stands here twice. Give it once, with a weight.',
  ],
  [
    "a weight of 0",
    column("{generator: enum, values: {a: 1, b: 0}}"),
    "4:46: tables.t.columns.c.values.b: 0 cannot stand here. Allowed: a number above 0 to 1000000000.",
  ],
  [
    "a weight without its value",
    column("{generator: enum, values: [{weight: 1}]}"),
    "4:37: tables.t.columns.c.values[0]: The key `value` is missing from a value with its weight. Its keys: value, weight.",
  ],
];

it.each(KINDS)("says where and how: %s", async (_, text, ...expected) => {
  expect(await problemsOf(text)).toEqual(expected);
});
