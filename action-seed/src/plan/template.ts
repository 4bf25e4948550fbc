// Text with other columns of its row in it: `${column}`, `${column|lower}`, `${column|upper}`, `${column|slug}`. Nothing else stands for anything.
import { lower, upper } from "../generate/ascii.ts";
import type { Value } from "../generate/value.ts";

const FILTERS = { lower, upper, slug };
type Filter = keyof typeof FILTERS;

export interface Placeholder {
  /** As it is written. */
  readonly column: string;
  readonly filter: Filter | undefined;
}

/** What is said once and what is filled in, in turn. */
export type TemplatePart = string | Placeholder;

const PLACEHOLDER = /\$\{([^}]*)(\}?)/g;

/** @returns its parts, or what is wrong with it */
export function parseTemplate(template: string): { readonly parts: readonly TemplatePart[] } | { readonly problem: string } {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const [text, inside = "", close] = match;
    if (close !== "}") return { problem: "has a `${` without a `}` behind it" };
    if (match.index > end) parts.push(template.slice(end, match.index));
    end = match.index + text.length;
    const bar = inside.lastIndexOf("|");
    const [column, filter] = bar < 0 ? [inside.trim(), undefined] : [inside.slice(0, bar).trim(), inside.slice(bar + 1).trim()];
    if (column === "") return { problem: `has ${text}, which names no column` };
    if (filter !== undefined && !Object.hasOwn(FILTERS, filter))
      return { problem: `has ${text}: a column can be followed by ${Object.keys(FILTERS).join(", ")}` };
    parts.push({ column, filter: filter as Filter | undefined });
  }
  if (end < template.length) parts.push(template.slice(end));
  return { parts };
}

/** A value as text: nothing for NULL, a blob as hexadecimal digits. */
export function filled(value: Value, filter: Filter | undefined): string {
  const text = value === null ? "" : value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
  return filter === undefined ? text : FILTERS[filter](text);
}

/** What is neither an ASCII letter nor a digit becomes a hyphen, one for all that stand together, and none at the ends. */
function slug(text: string): string {
  return lower(text)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/**
 * Whether texts differ wherever one column in them does. It is so when that column is all that changes; else when it counts, stands before or behind
 * all others, and something that is no digit separates it.
 * @param kindOf what is known of a column, by its name as it is written
 */
export function tellsApart(
  parts: readonly TemplatePart[],
  kindOf: (column: string) => "counted" | "distinct" | undefined,
): boolean {
  const changing = parts.flatMap((part, index) => (typeof part === "string" ? [] : [{ ...part, index }]));
  const [first, ...others] = changing;
  const last = others.at(-1) ?? first;
  if (first === undefined || last === undefined) return false;
  // A slug of a number is the number.
  if (changing.every(({ column }) => column === first.column))
    return (
      changing.length === 1 &&
      (kindOf(first.column) === "counted" || (kindOf(first.column) === "distinct" && first.filter !== "slug"))
    );
  const isSetOff = (neighbour: TemplatePart | undefined, edge: RegExp) => typeof neighbour === "string" && edge.test(neighbour);
  return (
    (kindOf(first.column) === "counted" && isSetOff(parts[first.index + 1], /^[^0-9]/)) ||
    (kindOf(last.column) === "counted" && isSetOff(parts[last.index - 1], /[^0-9]$/))
  );
}
