// What a column gets its values from: a generator with its options, or the generator's name alone.
import * as v from "valibot";
import { columnComplaints, generatorComplaints } from "./generator-rules.ts";
import { type GeneratorName, generatorOptions, type Names, textOptions } from "./generator-schemas.ts";
import { isMapping, show } from "./raw.ts";
import { real } from "./scalar-schemas.ts";
import { type Entries, either, fields, kindOf, optional, ruled, type Schema } from "./schema-kinds.ts";
import { type ColumnSpec, type Drawn, PLANNED, TEXT_KINDS } from "./spec.ts";
import { allowedOf } from "./suggestion.ts";

const ABOUT = {
  unique: "No two rows have the same value.",
  nullable: "The share of NULLs, from 0 to 1.",
};

/** The schema of one column, for a file that declares these names. */
export function columnSchema(names: Names): Schema<ColumnSpec> {
  const all = familiesOf(names, () => drawn);
  const drawn: Schema<Drawn> = variant(
    "a JSON template",
    names,
    all.filter(({ members }) => !members.some((name) => PLANNED.has(name))),
  );
  const shared = {
    unique: optional<boolean>(
      v.boolean(({ input }) => `${show(input)} cannot stand here. Allowed: true, false.`),
      ABOUT.unique,
    ),
    nullable: optional(real({ minimum: 0, maximum: 1 }), ABOUT.nullable),
  };
  const families = all.map(({ members, options }) => ({ members, options: { ...options, ...shared } }));
  const column = ruled(variant<ColumnSpec>("a column", names, families), columnComplaints);
  const bareNames = families.filter(({ options }) => Object.values(options).every(isOptional)).flatMap(({ members }) => members);
  const bare = kindOf<ColumnSpec>("picklist", { options: bareNames }, (input, { read }) =>
    read(column, new Map([["generator", input]])),
  );
  return either<ColumnSpec>("the name of a generator, or a mapping with the key `generator`", { text: bare, mapping: column });
}

/** Generators that have the same options. */
interface Family {
  readonly members: readonly GeneratorName[];
  readonly options: Readonly<Record<string, Schema<unknown>>>;
}

function familiesOf(names: Names, drawn: () => Schema<Drawn>): Family[] {
  // Each is checked against the type of its generator where it is written; from here on they are all alike.
  const single = Object.entries(generatorOptions(names, drawn)) as [GeneratorName, object][];
  const families = [
    ...single.map(([name, options]) => ({ members: [name], options })),
    { members: TEXT_KINDS, options: textOptions() },
  ];
  return families as Family[];
}

function isOptional({ type }: { readonly type: string }): boolean {
  return type === "exact_optional";
}

/** A mapping whose key `generator` says which other keys it has. @param where for messages, such as `a column` */
function variant<T extends ColumnSpec>(where: string, declared: Names, families: readonly Family[]): Schema<T> {
  const schemas = new Map(
    families.flatMap(({ members, options }) =>
      members.map((name): [string, Schema<ColumnSpec>] => {
        const mapping = mappingOf(`the generator \`${name}\``, v.literal(name), options);
        return [name, ruled(mapping, (spec) => generatorComplaints(spec, declared))];
      }),
    ),
  );
  const names = [...schemas.keys()];
  // What an editor is told.
  const shapes = families.map(({ members, options }) => mappingOf("", v.picklist(members), options));
  return kindOf("variant", { key: "generator", options: shapes }, (input, { refuse, read }) => {
    const name = isMapping(input) ? input.get("generator") : undefined;
    const schema = typeof name === "string" ? schemas.get(name) : undefined;
    if (schema !== undefined) return read(schema, input) as T;
    if (isMapping(input) && !input.has("generator")) refuse(`The key \`generator\` is missing. ${allowedOf("", names)}`);
    else if (PLANNED.has(name as GeneratorName))
      refuse(
        `${show(name)} needs more than the cell itself, so it cannot stand in ${where}. ${allowedOf("", names)}`,
        "generator",
      );
    else refuse(`${show(name)} is no generator.${clockAdvice(name)} ${allowedOf(String(name), names)}`, "generator");
    return undefined as never;
  });
}

function mappingOf(whose: string, generator: v.GenericSchema, options: Family["options"]): Schema<ColumnSpec> {
  return fields(whose, { generator, ...options } as Entries<object>) as Schema<unknown> as Schema<ColumnSpec>;
}

function clockAdvice(name: unknown): string {
  if (typeof name !== "string" || !/^(now|today|current[-_ ]?(time|date|timestamp)?)(\(\))?$/i.test(name)) return "";
  return " The clock would give other rows on every run: take `datetime` with `from` and `to`, or `value` with a fixed time.";
}
