// What is wrong with data files, all of it at once.
import type { Finding } from "@libsql-actions/shared/report/finding";
import { placeOf } from "@libsql-actions/shared/report/findings-order";

/** Files are not what their names say; each finding has its place. */
export class DataError extends Error {
  override name = "DataError";
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(findings.map((one) => [placeOf(one), one.message].filter((part) => part !== "").join(": ")).join("\n"));
    this.findings = findings;
  }
}
