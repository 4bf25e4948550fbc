// What the row counts of a spec must have to do with each other: rows per parent lead from table to table and must come to an end.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Step } from "./raw.ts";
import type { RowsSpec } from "./spec.ts";
import { crowdedText, type WrittenSpec } from "./spec-schema.ts";

export interface Complained {
  readonly path: readonly Step[];
  readonly message: string;
}

interface Counted {
  readonly name: string;
  readonly rows: RowsSpec;
  readonly path: readonly Step[];
}

/** Circles of rows per parent, and profiles that leave no room for literal rows; of the spec alone, and under each profile. */
export function rowComplaints({ tables = new Map(), profiles = new Map() }: WrittenSpec): Complained[] {
  const own = [...tables].flatMap(([name, { rows }]): Counted[] =>
    rows === undefined ? [] : [{ name, rows, path: ["tables", name, "rows"] }],
  );
  const found = circles(own);
  for (const [profile, counts] of profiles) {
    const counted = [...counts].map(([name, rows]): Counted => ({ name, rows, path: ["profiles", profile, name] }));
    const named = new Set(counted.map(({ name }) => foldIdentifier(name)));
    found.push(...circles([...own.filter(({ name }) => !named.has(foldIdentifier(name))), ...counted], profile));
    found.push(...crowded(counted, tables));
  }
  const seen = new Set<string>();
  return found.filter(({ path }) => {
    const key = JSON.stringify(path.map(String));
    return !seen.has(key) && seen.add(key);
  });
}

function crowded(counted: readonly Counted[], tables: NonNullable<WrittenSpec["tables"]>): Complained[] {
  const literals = new Map([...tables].map(([name, table]) => [foldIdentifier(name), table.literals?.length ?? 0]));
  return counted.flatMap(({ name, rows, path }) => {
    const least = literals.get(foldIdentifier(name)) ?? 0;
    if (typeof rows !== "number" || rows >= least) return [];
    return [{ path, message: crowdedText(least) }];
  });
}

function circles(counted: readonly Counted[], profile?: string): Complained[] {
  const parentOf = new Map(
    counted.flatMap(({ name, rows }): [string, string][] =>
      // A spec that is wrong elsewhere has no name here.
      typeof rows === "object" && typeof rows.per === "string" ? [[foldIdentifier(name), foldIdentifier(rows.per)]] : [],
    ),
  );
  return counted.flatMap(({ name, path }) => {
    const start = foldIdentifier(name);
    const passed = new Set<string>();
    let at = parentOf.get(start);
    while (at !== undefined && at !== start && !passed.has(at)) {
      passed.add(at);
      at = parentOf.get(at);
    }
    if (at !== start) return [];
    const under = profile === undefined ? "" : ` under the profile ${quote(profile)}`;
    const message = `The rows of ${quote(name)} are counted by themselves${under}, in a circle of \`per\`. Give one of its tables a number of rows.`;
    return [{ path: [...path, "per"], message }];
  });
}
