// Carries out a case on every kind of database and holds them against each other.
import { expect } from "vitest";
import type { Report } from "../report.ts";
import { BACKENDS, type Files, freshTarget, type State, stateOf, type Target } from "./backends.ts";

export interface Case {
  readonly name: string;
  readonly steps: readonly StepOf[];
  /** Of the database after the last step; what is left out is only compared between the kinds. */
  readonly ends: Partial<Omit<State, "digest">>;
}

export interface StepOf {
  /** Without their folder, `migrations/`; undefined takes the file away. */
  readonly files?: Files;
  readonly inputs?: Readonly<Record<string, string>>;
  /** What the step must have come to; without an `error` it has to go well. */
  readonly expect: Partial<Seen>;
}

/** What a step tells of a database. */
export interface Seen {
  /** What the step ends with; undefined when all went well. */
  readonly error: unknown;
  readonly applied: readonly string[];
  readonly pending: readonly string[] | undefined;
  readonly version: string;
  /** Errors as `code file:line:column`. */
  readonly errors: readonly string[];
  /** All others, alike. */
  readonly others: readonly string[];
}

interface Outcome {
  readonly seen: (Seen & { readonly digest: string | undefined; readonly messages: readonly string[] })[];
  readonly state: State;
}

/** Runs a case everywhere. @param server the URL of a server that has nothing else to do */
export async function holdsEverywhere({ steps, ends }: Case, server: string): Promise<void> {
  const outcomes: Record<string, Outcome> = {};
  for (const backend of BACKENDS) {
    const target = await freshTarget(backend, server);
    try {
      outcomes[backend] = await carryOut(target, steps, ends);
    } finally {
      target.remove();
    }
  }
  // Positions, words, rows and schema: whatever was not expected above is the same everywhere too.
  expect(outcomes["file"]).toEqual(outcomes["remote"]);
  expect(outcomes["memory"]).toEqual(outcomes["remote"]);
}

async function carryOut(target: Target, steps: Case["steps"], ends: Case["ends"]): Promise<Outcome> {
  const seen: Outcome["seen"] = [];
  for (const [index, { files = {}, inputs, expect: expected }] of steps.entries()) {
    const one = await takeStep(target, files, inputs);
    expect(one, `step ${index + 1} on ${target.backend}`).toMatchObject({ error: undefined, ...expected });
    seen.push(one);
  }
  const state = await stateOf(target, steps[0]?.inputs?.["table"]);
  expect(state, `the database after it, on ${target.backend}`).toMatchObject(ends);
  const last = seen.at(-1);
  if (last?.error === undefined) expect(last?.digest, `the digest, on ${target.backend}`).toBe(state.digest);
  return { seen, state };
}

async function takeStep(target: Target, files: Files, inputs: Readonly<Record<string, string>> = {}) {
  const inFolder = Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}`, text]));
  const { error, reports } = await target.step(inFolder, inputs);
  const [report] = reports as [Report];
  const inCommonWords = (text: string) =>
    text.replace(/(SQL string could not be parsed: .*|near "[^"]*": syntax error) \(SQL_PARSE_ERROR\)/, "(does not parse)");
  const found = report.findings.map(({ code, severity, file, line, column, message }) => ({
    severity,
    shown: [code, [file?.replace("migrations/", ""), line, column].filter((part) => part !== undefined).join(":")]
      .filter((part) => part !== "")
      .join(" "),
    message: inCommonWords(message),
  }));
  return {
    error: error === undefined ? undefined : inCommonWords(error),
    applied: report.applied.map(({ migration }) => migration.version),
    pending: report.pending?.map(({ version }) => version),
    version: report.currentVersion ?? "",
    errors: found.filter(({ severity }) => severity === "error").map(({ shown }) => shown),
    others: found.filter(({ severity }) => severity !== "error").map(({ shown }) => shown),
    messages: found.map(({ message }) => message),
    digest: report.schemaDigest,
  };
}
