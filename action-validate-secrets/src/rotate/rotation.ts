// What is true of a rotation at any moment: every step of the recipe adds to it, and every report is made of it alone.
import { line, warn } from "@libsql-actions/shared/report/log";
import { endOf, tokenClaims } from "../token-claims.ts";
import type { RotateInputs } from "./inputs.ts";
import type { Target } from "./targets.ts";

/**
 * `written`: GitHub has confirmed it. `failed`: nothing was changed there. `unknown`: the answer was lost. `writable`, `unproven`: nothing was
 * written yet; a dry run does not try. `not-written`: it did not come to that.
 */
export type TargetStatus = "written" | "failed" | "unknown" | "writable" | "unproven" | "not-written";

export interface TargetReport {
  readonly target: Target;
  status: TargetStatus;
  /** When GitHub says that the token's secret was last written, in ISO 8601; empty where there is none, or it did not say. */
  updatedAt: string;
  /** What went wrong there, with the token or with the URL beside it; empty when nothing did. */
  problem: string;
}

export interface Rotation {
  readonly inputs: RotateInputs;
  readonly targets: readonly TargetReport[];
  /** What was done, in order. */
  readonly done: string[];
  readonly warnings: string[];
  /** Whether the tokens of the group were ended: by this step, by an earlier one, or nobody knows. */
  invalidated: "no" | "yes" | "earlier" | "unknown";
  /** Whether the old token was refused when it was asked after that; undefined where it was not, or where it could not be seen. */
  isOldRefused: boolean | undefined;
  /** The new token: made, and found good on the database; `unknown` where the answer was lost. */
  token: "none" | "unknown" | "minted" | "verified";
  /** Whether a token was made only to see that one can be; it lives for a day, unless it is invalidated with the others. */
  hasTrial: boolean;
  /** Seconds since 1970; undefined where there is none. */
  expiresAt: number | undefined;
  oldExpiresAt: number | undefined;
  /** Why the rotation is not complete. */
  problem: string | undefined;
}

/** When a token ends by itself, in seconds since 1970; undefined where it does not, or where it does not say. */
export function expiryOf(token: string | undefined): number | undefined {
  return token === undefined ? undefined : endOf(tokenClaims(token)?.expiry);
}

/** A rotation of which nothing is done. */
export function newRotation(inputs: RotateInputs): Rotation {
  return {
    inputs,
    targets: inputs.targets.map((target) => ({ target, status: "not-written", updatedAt: "", problem: "" })),
    done: [],
    warnings: [],
    invalidated: "no",
    isOldRefused: undefined,
    token: "none",
    hasTrial: false,
    expiresAt: undefined,
    oldExpiresAt: expiryOf(inputs.currentToken),
    problem: undefined,
  };
}

/** Notes a step that is done. */
export function did(rotation: Rotation, text: string): void {
  rotation.done.push(text);
  line(text);
}

/** Notes what the user should know. */
export function warned(rotation: Rotation, text: string): void {
  rotation.warnings.push(text);
  warn(text);
}

/** True for a target that has not surely got all that it was to get. */
export function isLeft({ status, problem }: TargetReport): boolean {
  return status === "failed" || status === "unknown" || problem !== "";
}

/** True when every target has the new token, which was found good. */
export function isRotated({ targets, token }: Rotation): boolean {
  return token === "verified" && targets.every(({ status }) => status === "written");
}
