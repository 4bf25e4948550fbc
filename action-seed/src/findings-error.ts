// What is wrong with the files that inputs name, all of it at once.
import type { Finding } from "@libsql-actions/shared/report/finding";
import { placeOf } from "@libsql-actions/shared/report/findings-order";
import { plainLine } from "@libsql-actions/shared/report/log";

/** How many are listed; files with more have one cause for many of them. */
export const MAX_LISTED = 100;

/** Files are not what they have to be. The message lists the findings, each with its place. */
export class FindingsError extends Error {
  override name = "FindingsError";
  readonly findings: readonly Finding[];

  /** @param title stands before the list @param total how many there are, with those that are not among `findings` */
  constructor(findings: readonly Finding[], title?: string, total = findings.length) {
    const listed = findings
      .slice(0, MAX_LISTED)
      .map((one) => [plainLine(placeOf(one)), one.message].filter((part) => part !== "").join(": "));
    const more = total > listed.length ? [`… and ${total - listed.length} more.`] : [];
    super([...(title === undefined ? [] : [title]), ...listed, ...more].join("\n"));
    this.findings = findings;
  }
}
