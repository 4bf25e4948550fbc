// The check `write`: what the token may do is what the step expects of it.
import type { Access } from "@libsql-actions/shared/turso/platform-api";
import { diagnosisResult, faultOf } from "./connect.ts";
import type { Reach } from "./reach.ts";
import { passed, type Result } from "./result.ts";
import { mayWrite, NoTableError, type WriteProbe } from "./write-probe.ts";

export interface WriteRules {
  readonly expectAccess: Access | "any";
  readonly writeProbe: WriteProbe;
}

export interface WriteOutcome {
  readonly result: Result;
  /** What the database lets this token do; undefined where that could not be told. */
  readonly access: Access | undefined;
}

const ISSUE_READ_ONLY = "Issue one that only reads (`turso db tokens create <database> --read-only`) and store it.";
const ISSUE_FULL = "Issue one that may write (`turso db tokens create <database>`) and store it.";

/** Makes the check. @param isUnprotected whether the server asks for no token, as far as `connect` has found out */
export async function checkWrite(
  reach: Reach,
  { expectAccess, writeProbe }: WriteRules,
  isUnprotected: boolean,
): Promise<WriteOutcome> {
  const { target } = reach;
  let access: Access;
  try {
    access = (await mayWrite(reach, writeProbe)) ? "full-access" : "read-only";
  } catch (fault) {
    const result =
      fault instanceof NoTableError
        ? diagnosisResult(target, "write", {
            reason: "wrong-database",
            message: fault.message,
            fix: "Name a table of this database in `write-probe`, or check the URL.",
            blame: "url",
          })
        : faultOf(target, "write", fault);
    return { result, access: undefined };
  }
  return { result: verdictOn(access, reach, expectAccess, isUnprotected), access };
}

function verdictOn(access: Access, { target }: Reach, expectAccess: WriteRules["expectAccess"], isUnprotected: boolean): Result {
  const { database, urlName, tokenName } = target;
  const isServer = database.kind === "remote";
  const secret = isServer && database.token !== undefined ? tokenName : urlName;
  const failed = { secret, check: "write", verdict: "failed" } as const;
  if (access === "read-only" && expectAccess === "full-access")
    return {
      ...failed,
      reason: "read-only",
      message: isServer ? "It may read and not write." : "The database may not be written to.",
      fix: isServer ? ISSUE_FULL : "Give this user the right to write to the file and its folder.",
    };
  if (access === "full-access" && expectAccess === "read-only")
    return {
      ...failed,
      reason: "over-privileged",
      message: isUnprotected
        ? "The server asks for no token, so that everybody may write."
        : isServer
          ? "It may write, and is expected to read only."
          : "The database may be written to, and is expected to be read only.",
      fix: isUnprotected
        ? "Start the server with authentication."
        : isServer
          ? ISSUE_READ_ONLY
          : "Take the right to write away from this user.",
    };
  const message =
    access === "full-access" ? "A write would succeed." : "It may read and not write, which is expected or allowed here.";
  return passed(secret, "write", message);
}
