// Causes and cures of the messages of action-validate-secrets, and of its sub-action rotate.
import type { Area } from "../group.ts";

const VALIDATE = "action-validate-secrets/src";
const REASONS = "[verdicts and reasons](../action-validate-secrets/README.md#verdicts-and-reasons)";

export const VALIDATE_AREA: Area = {
  title: "action-validate-secrets",
  groups: [
    {
      title: "Inputs of action-validate-secrets",
      files: [`${VALIDATE}/inputs.ts`, `${VALIDATE}/secret.ts`, `${VALIDATE}/target.ts`],
      cause: "An input is not valid, or names no database to talk to. Values of secrets are never shown.",
      cure: "Give what the message allows; pass secrets as `NAME=${{ secrets.NAME }}` lines or through `env:`.",
    },
    {
      title: "The end of a step with bad secrets",
      files: [`${VALIDATE}/report.ts`],
      cause: "At least one check failed, or could not be made. Each has a line of its own.",
      cure: `Each line has its message and its fix; ${REASONS} lists them by reason.`,
    },
    {
      title: "A secret that is missing",
      files: [`${VALIDATE}/presence.ts`, `${VALIDATE}/run-origin.ts`],
      cause: "The secret is not stored, not handed to the step, or this run gets none: forks and Dependabot do not.",
      cure: "Store it, hand it on with `env:`, or set `on-missing: skip` for runs that cannot have it.",
    },
    {
      title: "A secret that is malformed",
      files: [`${VALIDATE}/format`],
      cause: "The value is not what was issued: cut, quoted, swapped with another, or of another service. Nothing was sent.",
      cure: 'Store it again, exactly as it was issued: `printf %s "$VALUE" | gh secret set NAME`.',
    },
    {
      title: "Expiry and clocks",
      files: [`${VALIDATE}/expiry.ts`, `${VALIDATE}/clock-skew.ts`, `${VALIDATE}/token-claims.ts`],
      cause: "A token has expired, will soon, or never does; or the clocks of this machine and of the server differ.",
      cure: "Issue a token with an expiry, and rotate it with the action `rotate`.",
    },
    {
      title: "Connecting, reading and writing",
      files: [`${VALIDATE}/`],
      cause: "What the server, the network or the file said to the check.",
      cure: `Each result has its fix; ${REASONS} says what each reason means.`,
    },
    {
      title: "Health checks",
      files: [`${VALIDATE}/health/`],
      cause: "The database answers, and is slow, nearly full, damaged or lags; or the file of the baseline cannot be used.",
      cure: `Each result has its fix; ${REASONS} says what each reason means.`,
    },
  ],
};

export const ROTATE_AREA: Area = {
  title: "action-validate-secrets/rotate",
  groups: [
    {
      title: "Inputs of rotate",
      files: [`${VALIDATE}/rotate/inputs.ts`, `${VALIDATE}/rotate/targets.ts`],
      cause: "An input is missing or not valid. Nothing was asked of anybody.",
      cure: "Give what the message allows; `confirm` and `current-token` are for `mode: leaked`.",
    },
    {
      title: "Before anything is changed",
      files: [`${VALIDATE}/rotate/preflight.ts`, `${VALIDATE}/rotate/canary.ts`, `${VALIDATE}/rotate/old-token.ts`],
      cause:
        "A target cannot be written, a token is about to expire, or the state of the old token cannot be told. Nothing was invalidated or stored.",
      cure: "Give `github-token` the permission that the message names, and run again.",
    },
    {
      title: "The new token",
      files: [`${VALIDATE}/rotate/mint.ts`, `${VALIDATE}/rotate/access.ts`],
      cause: "The new token is not what was asked for, or does not work on the database. It is not stored anywhere.",
      cure: "Nothing has to be undone but the token itself, which expires. See the words of the platform, and run again.",
    },
    {
      title: "Invalidating",
      files: [`${VALIDATE}/rotate/invalidate.ts`],
      cause: "All tokens of the group were to be ended, and whether they were cannot be seen.",
      cure: "Run again with the same `current-token`: it finds out, and mints and stores anew.",
    },
    {
      title: "Storing, and how a rotation ended",
      files: [`${VALIDATE}/rotate/`],
      cause:
        "A target may lack the new token, or the step was cancelled. The message and the summary say what is true of each target.",
      cure: "Run it again, which is safe, or finish by hand with the commands that the summary gives.",
    },
  ],
};
