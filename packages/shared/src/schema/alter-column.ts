// Where libSQL's ALTER COLUMN takes the old definition of a column to end.
import { tokens } from "../sql/tokens.ts";

/**
 * What keeps ALTER COLUMN from finding the end of a column: a comma or parenthesis in a comment, or one elsewhere in the definition; `open` where a
 * parenthesis is never closed; undefined where it finds the end.
 *
 * It goes from the column's name to the first comma, or the first parenthesis that closes none since, whatever these stand in (measured with
 * libsql-server 0.24.32 and libsql 0.5.29).
 * @param stored what stands behind the column's name, up to what ends the column
 * @param isLast nothing follows the column in the parentheses of CREATE TABLE
 */
export function misreadBy(stored: string, isLast: boolean): "comment" | "definition" | "open" | undefined {
  const end = foundEnd(stored + (isLast ? ")" : ","));
  if (end === -1) return "open";
  if (end === stored.length) return undefined;
  const around = [...tokens(stored)].find((token) => token.start <= end && end < token.end);
  return around?.kind === "space" ? "comment" : "definition";
}

function foundEnd(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "," || (text[index] === ")" && depth === 0)) return index;
    if (text[index] === "(") depth++;
    if (text[index] === ")") depth--;
  }
  return -1;
}
