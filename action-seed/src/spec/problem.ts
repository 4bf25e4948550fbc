// What is wrong with a spec, and where: every problem of a file is reported in one run.
import { FindingsError } from "../findings-error.ts";
import type { SpecFile } from "./read-spec.ts";

export interface Place {
  /** As the file was named. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
}

export interface SpecProblem extends Place {
  /** One line that says what is wrong, what is allowed and what to do; without the place. */
  readonly message: string;
}

/** A spec that cannot be used. Its message lists the problems in the order of the file, each with its place. */
export class SpecError extends FindingsError {
  override name = "SpecError";
  readonly #problems: readonly SpecProblem[];
  readonly #total: number;
  /** What could be read of a file whose form is wrong. */
  readonly readable: SpecFile | undefined;

  /** @param total how many there are, with those that are not among `problems` */
  constructor(problems: readonly SpecProblem[], total = problems.length, readable?: SpecFile) {
    const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const findings = sorted.map((problem) => ({ code: "bad-spec", severity: "error", ...problem }) as const);
    super(findings, total === 1 ? undefined : `The spec has ${total} problems:`, total);
    this.#problems = problems;
    this.#total = total;
    this.readable = readable;
  }

  /** The same error with more problems. */
  and(more: readonly SpecProblem[]): SpecError {
    return new SpecError([...this.#problems, ...more], this.#total + more.length, this.readable);
  }
}
