// Any spec that a file can hold, for property tests.
import fc from "fast-check";
import { GENERATOR_VERSION } from "../generate/address.ts";
import type { Value } from "../generate/value.ts";
import { type ColumnSpec, type Drawn, type JsonTemplate, type Spec, TEXT_KINDS } from "./spec.ts";

/** What YAML would take for something else without quotes, and what does not stand in a line. */
const AWKWARD = [
  "",
  "yes",
  "null",
  "~",
  "1",
  "-0",
  "0x1F",
  "1e3",
  ".5",
  "- a",
  "a: b",
  "#x",
  "a #b",
  "<<",
  "*a",
  "&a",
  "!a",
  "%a",
  "@",
  "`",
  "|",
  ">",
];
const ODD = [
  "'",
  '"',
  "\\",
  "2024-01-01",
  "10:30",
  " x ",
  "\t",
  "a\nb",
  "\n",
  "\r",
  "a\r\nb ",
  "\u0000",
  "\u0085",
  "\u2028",
  "\uFEFF",
  "[",
  "{a}",
  "---",
  "...",
  "😀",
];

const text = fc.oneof(fc.constantFrom(...AWKWARD, ...ODD), fc.string({ unit: "binary", maxLength: 12 }));
const word = text.filter((one) => one !== "");
const name = fc.oneof(text, fc.constantFrom("__proto__", "constructor", "generator"));
const real = fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0);
const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const value: fc.Arbitrary<Value> = fc.oneof(
  text,
  real,
  integer,
  fc.constant(null),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => new Uint8Array(bytes)),
);

const pairOf = (least: number, most: number, distance = 0) =>
  fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: distance, max: most }))
    .map(([low, more]) => [low, low + more] as const);
const range = pairOf(0, 400).map(([minimum, maximum]) => ({ minimum, maximum }));
const countOrRange = fc.oneof(fc.nat(900), range);

const record = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { noNullPrototype: true });
/** Any of the keys, each there or not. */
const some = <T>(shape: { [K in keyof T]: fc.Arbitrary<Exclude<T[K], undefined>> }) =>
  fc.record(shape, { requiredKeys: [], noNullPrototype: true });
const named = <N extends string, T extends object>(generator: N, rest: fc.Arbitrary<T>) =>
  rest.map((options) => ({ generator, ...options }));
const texts = some({ length: range });

const times = (unit: number, end: number) =>
  fc
    .record({
      span: pairOf(0, Math.floor(end / unit / 2), 1),
      step: fc.option(fc.integer({ min: 1, max: 10_000_000 }), { nil: undefined }),
    })
    .map(({ span: [from, to], step }) => ({
      from: from * unit,
      to: to * unit,
      ...(step === undefined ? {} : { step: step * unit }),
    }));
const [DAY_MS, END_MS] = [86_400_000, 4_000_000_000_000];

const literal: fc.Arbitrary<JsonTemplate> = fc
  .oneof(
    text.map((json) => JSON.stringify(json)),
    integer.map(String),
    fc.constantFrom("true", "false", "null", "1.5", "-2.0", "1e+300"),
  )
  .map((json) => ({ kind: "literal", json }));

const { drawn } = fc.letrec<{ drawn: Drawn; template: JsonTemplate }>((tie) => ({
  template: fc.oneof(
    { maxDepth: 2 },
    literal,
    fc.array(tie("template"), { maxLength: 3 }).map((items): JsonTemplate => ({ kind: "array", items })),
    fc
      .dictionary(
        text.filter((one) => one !== "generator"),
        tie("template"),
        { maxKeys: 3 },
      )
      .map((entries): JsonTemplate => ({ kind: "object", entries: Object.entries(entries) })),
    tie("drawn").map((generator): JsonTemplate => ({ kind: "drawn", generator })),
  ),
  drawn: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(...TEXT_KINDS).chain((kind) => named(kind, texts)),
    named(
      "integer",
      pairOf(-1e12, 1e12).map(([minimum, maximum]) => ({ minimum, maximum, step: 7 })),
    ),
    named("real", some({ minimum: real, decimals: fc.nat(15) })),
    named("boolean", some({ share: fc.double({ min: 0, max: 1, noNaN: true }).map((share) => share + 0) })),
    named(
      "enum",
      fc
        .uniqueArray(fc.tuple(value, fc.oneof(fc.constant(1), fc.double({ min: 0.001, max: 1e9, noNaN: true }))), {
          minLength: 1,
          maxLength: 4,
          selector: ([one]) => `${typeof one} ${one}`,
        })
        .map((pairs) => ({ values: pairs.map(([one, weight]) => ({ value: one, weight })) })),
    ),
    named(
      "datetime",
      times(1, END_MS).map((given) => ({ ...given, format: "iso-milliseconds" as const })),
    ),
    named("date", times(DAY_MS, END_MS)),
    named("time", times(1_000, DAY_MS)),
    named("uuid", some({ version: fc.constantFrom(4 as const, 7 as const) })),
    named("blob", some({ bytes: countOrRange })),
    named("pattern", record({ pattern: word })),
    named("json", some({ template: tie("template") })),
    named(
      "vector",
      some({ dimensions: fc.integer({ min: 1, max: 2_000 }), element: fc.constantFrom("float32" as const, "float64" as const) }),
    ),
    named("sentence", some({ words: countOrRange, length: range })),
    named("paragraph", some({ sentences: countOrRange })),
    named("phone", some({ format: text.map((one) => `${one}#`) })),
  ),
}));

const column: fc.Arbitrary<ColumnSpec> = fc
  .tuple(
    fc.oneof(
      drawn,
      named("sequence", some({ start: fc.maxSafeInteger() })),
      named("ordinal", some({ start: fc.nat() })),
      named("reference", some({ to: word, distribution: fc.constantFrom("uniform" as const, "one-to-one" as const) })),
      named("template", record({ template: word })),
      named("value", record({ value })),
    ),
    some({ nullable: fc.double({ min: 0, max: 1, noNaN: true }).map((share) => share + 0), unique: fc.constant(false) }),
  )
  .map(([generator, more]) => ({ ...generator, ...more }) as ColumnSpec);

/** Names that SQLite tells apart. */
const byName = <T>(of: fc.Arbitrary<T>, names = name) =>
  fc
    .uniqueArray(fc.tuple(names, of), { maxLength: 4, selector: ([one]) => one.toLowerCase() })
    .map((entries) => new Map(entries));

const rows = fc.oneof(
  fc.nat(1_000),
  pairOf(0, 9).map(([minimum, maximum]) => ({ per: "another table", minimum, maximum })),
);
const table = fc
  .record({ rows, columns: byName(column), literals: fc.array(byName(value), { maxLength: 2 }) })
  .map(({ rows: given, ...rest }) =>
    typeof given === "number" ? { rows: given + 2, ...rest } : given.minimum === 0 ? rest : { rows: given, ...rest },
  );

export const arbitrarySpec: fc.Arbitrary<Spec> = record({
  version: fc.constant(GENERATOR_VERSION),
  lists: byName(fc.uniqueArray(word, { minLength: 1, maxLength: 3 })),
  groups: byName(byName(value).map((row) => [row, row])),
  tables: byName(table),
  profiles: byName(
    byName(rows.map((given) => (typeof given === "number" ? given + 2 : given))),
    fc.constantFrom("minimal", "standard", "v1.2", "ci_2"),
  ),
});
