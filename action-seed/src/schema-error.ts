// What is wrong with the files of the input `schema`, each at its place.
import type { Finding } from "@libsql-actions/shared/report/finding";
import { placeOf } from "@libsql-actions/shared/report/findings-order";

const MAX_LISTED = 20;

/** Nothing can be made of the schema. The message lists the findings; all of them stand in `findings`. */
export class SchemaError extends Error {
  override name = "SchemaError";
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    const listed = findings
      .slice(0, MAX_LISTED)
      .map((one) => [placeOf(one), one.message].filter((part) => part !== "").join(": "));
    if (findings.length > MAX_LISTED) listed.push(`and ${findings.length - MAX_LISTED} more`);
    super(listed.join("\n"));
    this.findings = findings;
  }
}
