// What to say of a word that is not known: what is allowed, and which of it was probably meant.
import { quote } from "@libsql-actions/shared/inputs/quote";

const MAX_SHOWN = 60;
/** Longer words are no misspelling of anything; comparing them takes long. */
const MAX_COMPARED_CHARACTERS = 60;

/** What other tools call a thing that is here too. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["int", "integer"],
  ["number", "integer"],
  ["autoincrement", "sequence"],
  ["serial", "sequence"],
  ["counter", "sequence"],
  ["float", "real"],
  ["double", "real"],
  ["decimal", "real"],
  ["bool", "boolean"],
  ["choice", "enum"],
  ["oneof", "enum"],
  ["pick", "enum"],
  ["timestamp", "datetime"],
  ["guid", "uuid"],
  ["binary", "blob"],
  ["bytes", "blob"],
  ["regex", "pattern"],
  ["regexp", "pattern"],
  ["object", "json"],
  ["embedding", "vector"],
  ["foreignkey", "reference"],
  ["fk", "reference"],
  ["constant", "value"],
  ["literal", "value"],
  ["null", "value"],
  ["string", "word"],
  ["text", "sentence"],
  ["lorem", "sentence"],
  ["fullname", "name"],
  ["zipcode", "postcode"],
  ["zip", "postcode"],
  ["address", "street"],
  ["min", "minimum"],
  ["max", "maximum"],
  ["count", "rows"],
  ["type", "generator"],
  ["table", "to"],
  ["references", "to"],
  ["weights", "values"],
  ["options", "values"],
  ["choices", "values"],
  ["probability", "share"],
  ["null-share", "nullable"],
  ["stddev", "deviation"],
  ["precision", "decimals"],
  ["data", "literals"],
]);

/** The sentences that follow "… is not known": `Allowed: a, b. Did you mean "a"?` */
export function allowedOf(given: string, allowed: readonly string[]): string {
  if (allowed.length === 0) return "None is declared.";
  const shown = allowed.slice(0, MAX_SHOWN).map(plainName);
  const more = allowed.length > MAX_SHOWN ? `, … (${allowed.length})` : "";
  const near = nearest(given, allowed);
  return `Allowed: ${shown.join(", ")}${more}.${near === undefined ? "" : ` Did you mean ${quote(near)}?`}`;
}

function plainName(name: string): string {
  return /^[\w$*-]{1,80}$/.test(name) ? name : quote(name);
}

/** The allowed word that a given one is most like; undefined where it is like none. */
export function nearest(given: string, allowed: readonly string[]): string | undefined {
  const folded = fold(given);
  if (folded === "" || folded.length > MAX_COMPARED_CHARACTERS) return undefined;
  const other = OTHER_NAMES.get(folded);
  if (other !== undefined && allowed.includes(other)) return other;
  let [best, least] = [undefined as string | undefined, Math.min(2, Math.floor(folded.length / 3)) + 1];
  for (const word of allowed) {
    const edits = word.length > MAX_COMPARED_CHARACTERS ? least : distance(folded, fold(word));
    if (edits < least) [best, least] = [word, edits];
  }
  return best;
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, "");
}

/** How many letters have to be put in, left out, replaced or swapped with their neighbour. */
function distance(from: string, to: string): number {
  const width = to.length + 1;
  const rows = new Array<number>((from.length + 1) * width).fill(0);
  const at = (row: number, column: number) => rows[row * width + column] ?? 0;
  for (let row = 0; row <= from.length; row++)
    for (let column = 0; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      let edits = Math.max(row, column);
      if (row > 0 && column > 0)
        edits = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (isSame ? 0 : 1));
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1])
        edits = Math.min(edits, at(row - 2, column - 2) + 1);
      rows[row * width + column] = edits;
    }
  return at(from.length, to.length);
}
