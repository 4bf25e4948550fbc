// One thing that is wrong, or worth a look, whatever found it: annotations, summaries, comments and SARIF are all made of these.

export interface Finding {
  /** Stable, in kebab case, such as `drop-table`: what a user writes to have it left out, and what the documentation lists. */
  readonly code: string;
  /** An `error` fails the step. */
  readonly severity: "error" | "warning" | "note";
  /** What is wrong and what to do, in one or two sentences; without the place, which stands beside it. */
  readonly message: string;
  /** Relative to the workspace, with `/`; undefined for what is in no file. */
  readonly file?: string;
  /** 1-based; column in code points. */
  readonly line?: number;
  readonly column?: number;
  /** The database it is about, as it is shown: without credentials. */
  readonly database?: string;
}
