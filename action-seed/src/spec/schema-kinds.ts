// The kinds of schemas that a spec is described with: valibot's own, where they can say all problems at once with what is allowed, and these. They take
// mappings as `Map`s, and bear the `type` of the valibot schema whose JSON Schema is theirs (@valibot/to-json-schema goes by it).

import { quote } from "@libsql-actions/shared/inputs/quote";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import * as v from "valibot";
import { isList, isMapping, type Raw, type Step, show } from "./raw.ts";
import { allowedOf } from "./suggestion.ts";

export type Schema<T> = v.GenericSchema<unknown, T>;
export type OptionalSchema<T> = Schema<T> & { readonly type: "exact_optional" };

/** Which schema each key has, so that together they give `T`. */
export type Entries<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? OptionalSchema<Exclude<T[K], undefined>> : Schema<T[K]>;
};

/** What a kind reports with while it reads. */
export interface Reader {
  /** Refuses the value, or what stands under one of its keys; with `key`, the key itself. */
  refuse(message: string, step?: Step, part?: "key" | "value"): void;
  /** Reads a part with its own schema. What comes back counts only where nothing was refused. */
  read<T>(schema: Schema<T>, value: unknown, step?: Step): T;
}

/** Makes a schema of a function. */
export function kindOf<T>(type: string, shape: object, read: (input: unknown, reader: Reader) => T): Schema<T> {
  const run = (dataset: { value: unknown }, config: v.Config<v.BaseIssue<unknown>>) => {
    const issues: v.BaseIssue<unknown>[] = [];
    const value = read(dataset.value, {
      refuse: (message, step, part = "value") => {
        const path = step === undefined ? undefined : ([stepItem(step, part)] as const);
        issues.push({
          kind: "schema",
          type,
          input: dataset.value,
          expected: null,
          received: "",
          message,
          ...(path && { path: [...path] }),
        });
      },
      read: (schema, part, step) => {
        const result = schema["~run"]({ value: part }, config);
        for (const issue of result.issues ?? [])
          issues.push(step === undefined ? issue : { ...issue, path: [stepItem(step, "value"), ...(issue.path ?? [])] });
        return result.value as never;
      },
    });
    return issues.length === 0 ? { typed: true, value } : { typed: false, value, issues };
  };
  return { kind: "schema", type, async: false, expects: type, reference: kindOf, ...shape, "~run": run } as unknown as Schema<T>;
}

function stepItem(key: Step, origin: "key" | "value"): v.IssuePathItem {
  return { type: "map", origin, input: new Map(), key, value: undefined };
}

/** A mapping with known keys. @param whose what has the keys, for messages, such as `a table` */
export function fields<T>(whose: string, entries: Entries<T>): Schema<T> {
  const names = Object.keys(entries);
  return kindOf("strict_object", { entries }, (input, { refuse, read }) => {
    const output: Record<string, unknown> = {};
    if (!isMapping(input)) {
      refuse(`${show(input)} is no mapping. Give ${whose} as one. Allowed keys: ${names.join(", ")}.`);
      return output as T;
    }
    for (const key of input.keys())
      if (typeof key !== "string" || !Object.hasOwn(entries, key))
        refuse(`${show(key)} is no key of ${whose}. ${allowedOf(String(key), names)}`, key, "key");
    for (const [name, schema] of Object.entries<Schema<unknown>>(entries))
      if (input.has(name)) output[name] = read(schema, input.get(name), name);
      else if (schema.type !== "exact_optional")
        refuse(`The key \`${name}\` is missing from ${whose}. Its keys: ${names.join(", ")}.`);
    return output as T;
  });
}

/** A mapping with names of one's own. @param fold whether names that SQLite takes for the same are refused */
export function named<T>(what: string, value: Schema<T>, { fold = false } = {}): Schema<ReadonlyMap<string, T>> {
  return kindOf("record", { key: v.string(), value }, (input, { refuse, read }) => {
    const output = new Map<string, T>();
    const seen = new Map<string, string>();
    if (!isMapping(input)) refuse(`${show(input)} is no mapping. Give ${what} by name.`);
    for (const [name, part] of isMapping(input) ? input : []) {
      if (typeof name !== "string") {
        refuse(`${show(name)} is no text, and a name must be one. Put it in quotes.`, name, "key");
        continue;
      }
      const twin = seen.get(foldIdentifier(name));
      if (fold && twin !== undefined)
        refuse(`${quote(name)} and ${quote(twin)} are one name to SQLite. Remove one.`, name, "key");
      seen.set(foldIdentifier(name), name);
      output.set(name, read(value, part, name));
    }
    return output;
  });
}

/** A list of things of one kind. */
export function listOf<T>(what: string, item: Schema<T>): Schema<readonly T[]> {
  return kindOf("array", { item }, (input, { refuse, read }) => {
    if (!isList(input)) refuse(`${show(input)} is no list. Give a list of ${what}.`);
    return (isList(input) ? input : []).map((part, index) => read(item, part, index));
  });
}

export interface Cases<T> {
  readonly text?: Schema<T>;
  readonly number?: Schema<T>;
  readonly list?: Schema<T>;
  readonly mapping?: Schema<T>;
}

/** One schema for each kind of value that can stand here. @param allowed for messages, such as `a number of rows or {per: …}` */
export function either<T>(allowed: string, cases: Cases<T>): Schema<T> {
  return kindOf("union", { options: Object.values(cases) }, (input, { refuse, read }) => {
    const schema = caseOf(cases, input as Raw);
    if (schema !== undefined) return read(schema, input);
    refuse(`${show(input)} cannot stand here. Allowed: ${allowed}.`);
    return undefined as never;
  });
}

function caseOf<T>(cases: Cases<T>, input: Raw): Schema<T> | undefined {
  if (isMapping(input)) return cases.mapping;
  if (isList(input)) return cases.list;
  if (typeof input === "string") return cases.text;
  return typeof input === "number" || typeof input === "bigint" ? cases.number : undefined;
}

/** Marks a key as one that can be left out, and says in an editor what it is for. */
export function optional<T>(schema: Schema<T>, description?: string): OptionalSchema<T> {
  const wrapped = v.exactOptional(schema);
  return (description === undefined ? wrapped : v.pipe(wrapped, v.description(description))) as unknown as OptionalSchema<T>;
}

/** What a value that is right by itself has wrong as a whole: a message, and the key that it is about where there is one. */
export type Complaint = readonly [message: string, ...path: Step[]];

/** Adds a rule to a schema; it is asked where the value is right otherwise. It is none of JSON Schema's business, as valibot's own `check` is not. */
export function ruled<T>(schema: Schema<T>, rule: (value: T) => readonly Complaint[]): Schema<T> {
  const action = {
    kind: "validation",
    type: "check",
    async: false,
    "~run"(dataset: { typed: boolean; value: T; issues?: v.BaseIssue<unknown>[] }) {
      const issues = (dataset.typed ? rule(dataset.value) : []).map(([message, ...path]): v.BaseIssue<unknown> => {
        const items = path.map((step) => stepItem(step, "value")) as [v.IssuePathItem, ...v.IssuePathItem[]];
        return {
          kind: "validation",
          type: "check",
          input: dataset.value,
          expected: null,
          received: "",
          message,
          ...(items.length > 0 && { path: items }),
        };
      });
      return issues.length === 0 ? dataset : { ...dataset, issues: [...(dataset.issues ?? []), ...issues] };
    },
  };
  return v.pipe(schema, action as unknown as v.GenericValidation<T>) as Schema<T>;
}
