// What is wrong with a spec, and where: every problem of a file is reported in one run.
import { plainLine } from "@libsql-actions/shared/report/log";

export interface Place {
  /** As the file was named. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
}

export interface SpecProblem {
  readonly place: Place;
  /** One line that says what is wrong, what is allowed and what to do; without the place. */
  readonly message: string;
}

/** How many problems are listed; a file with more has one cause for many of them. */
export const MAX_PROBLEMS = 100;

/** A spec that cannot be used. Its message lists the problems in the order of the file, each with its place. */
export class SpecError extends Error {
  override readonly name = "SpecError";
  /** In the order of the file, at most `MAX_PROBLEMS`. */
  readonly problems: readonly SpecProblem[];

  /** @param total how many there are, with those that are not among `problems` */
  constructor(problems: readonly SpecProblem[], total = problems.length) {
    const lines = problems.map(({ place, message }) => `${placeText(place)}: ${message}`);
    const more = total > problems.length ? [`… and ${total - problems.length} more.`] : [];
    super(total === 1 ? (lines[0] ?? "") : [`The spec has ${total} problems:`, ...lines, ...more].join("\n"));
    this.problems = problems;
  }
}

/** A place as editors and terminals know it: `seed.yaml:12:15`. */
export function placeText({ file, line, column }: Place): string {
  return `${plainLine(file)}:${line}:${column}`;
}
