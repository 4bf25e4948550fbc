// What the tests of bad specs have in common.
import { SpecError } from "./problem.ts";
import { readSpec } from "./read-spec.ts";

/** What is wrong, the file, and its problems as `line:column: message`. */
export type BadSpec = readonly [kind: string, text: string, ...problems: string[]];

const GENERATORS = /sequence, ordinal, reference, .* currency, language/;
const DRAWN = /integer, real, boolean, .* currency, language/;

/** A file with a column of this spec, which begins in line 4, column 10. */
export function column(spec: string): string {
  return `tables:\n  t:\n    columns:\n      c: ${spec}\n`;
}

const missing = async (path: string): Promise<string> => {
  throw new Error(`there is no ${path}`);
};

/** The problems of a file, with `<all>` for the names of all generators and `<drawn>` for those that can stand in a document. */
export async function problemsOf(text: string): Promise<string[]> {
  const error = await readSpec(text, "seed.yaml", missing).then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (!(error instanceof SpecError)) throw new Error("The spec was read.", { cause: error });
  const shorter = (line: string) => line.replace(GENERATORS, "<all>").replace(DRAWN, "<drawn>");
  return error.findings.map(({ line, column: at, message }) => shorter(`${line}:${at}: ${message}`));
}
