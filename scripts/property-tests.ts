// Property tests try the same cases on every run, so that a red run stays red until it is mended. Give FAST_CHECK_SEED for others.
import fc from "fast-check";

const FIXED_SEED = 20261121;

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: Number(process.env["FAST_CHECK_SEED"] ?? FIXED_SEED),
  ...(process.env["FAST_CHECK_RUNS"] === undefined ? {} : { numRuns: Number(process.env["FAST_CHECK_RUNS"]) }),
});
