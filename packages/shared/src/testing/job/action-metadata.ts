// Reads the action.yml of a JavaScript or composite action as the runner does: what it does not know under `runs` is an error.
// Rules from actions/runner src/Runner.Worker/action_yaml.json and ActionManifestManager.cs.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { parse } from "yaml";

export interface ActionInput {
  /** Text with `${{ … }}` in it, or undefined when there is no default: the input is then the empty string. */
  readonly default: string | undefined;
  readonly deprecationMessage: string | undefined;
}

export interface NodeRuns {
  readonly using: "node24";
  readonly main: string;
  readonly post: string | undefined;
  readonly postIf: string;
}

export interface CompositeRuns {
  readonly using: "composite";
  readonly steps: readonly CompositeStep[];
}

export interface CompositeStep {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly if: string;
  readonly env: Readonly<Record<string, string>>;
  readonly continueOnError: string;
  readonly runs:
    | { readonly kind: "run"; readonly script: string; readonly shell: string; readonly workingDirectory: string }
    | { readonly kind: "uses"; readonly with: Readonly<Record<string, string>>; readonly action: Action };
}

export interface Action {
  /** How the log names it: `./folder` inside the repository, else the absolute path. */
  readonly reference: string;
  readonly directory: string;
  readonly inputs: Readonly<Record<string, ActionInput>>;
  /** Output name → value, for composite actions. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly runs: NodeRuns | CompositeRuns;
}

const MAXIMUM_DEPTH = 9;

/**
 * Loads the action in a folder, with the actions that a composite one uses. A path is absolute, or relative to the repository;
 * `./path` and `$/path` mean the repository too. Throws with the file and the fault when the runner would refuse it.
 */
export async function loadAction(path: string, repository: string, depth = 0): Promise<Action> {
  if (depth > MAXIMUM_DEPTH) throw new Error(`${path}: composite actions use each other more than ${MAXIMUM_DEPTH} deep.`);
  const directory = isAbsolute(path) ? path : resolve(repository, path.replace(/^\$\//, "./"));
  const file = ["action.yml", "action.yaml"].map((name) => join(directory, name)).find((one) => existsSync(one));
  if (file === undefined) throw new Error(`There is no action.yml or action.yaml in ${directory}.`);
  try {
    return await readAction({ file, directory, repository, depth });
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Whether the action has something to do at the end of the job; a composite action has when one that it uses has. */
export function hasPost(action: Action): boolean {
  if (action.runs.using === "node24") return action.runs.post !== undefined;
  return action.runs.steps.some((step) => step.runs.kind === "uses" && hasPost(step.runs.action));
}

interface Place {
  readonly file: string;
  readonly directory: string;
  readonly repository: string;
  readonly depth: number;
}

async function readAction(place: Place): Promise<Action> {
  const root = mapping(parse(await readFile(place.file, "utf8")), "the file");
  const runs = mapping(root["runs"], "`runs`");
  const composite = runs["using"] === "composite";
  const inside = relative(place.repository, place.directory);
  const outside = inside.startsWith("..") || isAbsolute(inside);
  return {
    reference: outside ? place.directory : `./${inside.replaceAll(sep, "/")}`,
    directory: place.directory,
    inputs: entries(root["inputs"], "`inputs`", readInput),
    outputs: composite ? entries(root["outputs"], "`outputs`", (output, name) => readOutput(output, name)) : {},
    runs: composite ? await readComposite(runs, place) : readNode(runs),
  };
}

function readInput(value: unknown, name: string): ActionInput {
  const input = value === null ? {} : mapping(value, `input \`${name}\``);
  return { default: scalar(input["default"]), deprecationMessage: scalar(input["deprecationMessage"]) };
}

function readOutput(value: unknown, name: string): string {
  const text = scalar(mapping(value, `output \`${name}\``)["value"]);
  if (text === undefined) throw new Error(`The output \`${name}\` of a composite action needs a \`value\`.`);
  return text;
}

function readNode(runs: Mapping): NodeRuns {
  if (runs["using"] !== "node24")
    throw new Error(`\`using: ${String(runs["using"])}\` is not supported: this harness runs \`node24\` and \`composite\`.`);
  onlyKeys(runs, ["using", "main", "pre", "pre-if", "post", "post-if"], "`runs`");
  return {
    using: "node24",
    main: required(runs, "main", "`runs`"),
    post: scalar(runs["post"]),
    postIf: scalar(runs["post-if"]) ?? "always()",
  };
}

async function readComposite(runs: Mapping, place: Place): Promise<CompositeRuns> {
  onlyKeys(runs, ["using", "steps"], "`runs`");
  if (!Array.isArray(runs["steps"])) throw new Error("`runs.steps` of a composite action is a list.");
  const steps: CompositeStep[] = [];
  for (const [i, step] of runs["steps"].entries()) steps.push(await readStep(mapping(step, `step ${i + 1}`), i + 1, place));
  return { using: "composite", steps };
}

const COMMON_STEP_KEYS = ["id", "name", "if", "env", "continue-on-error"];

async function readStep(step: Mapping, number: number, place: Place): Promise<CompositeStep> {
  const what = `step ${number}`;
  const common = {
    id: scalar(step["id"]),
    name: scalar(step["name"]),
    if: scalar(step["if"]) ?? "",
    env: entries(step["env"], `\`env\` of ${what}`, (value) => scalar(value) ?? ""),
    continueOnError: scalar(step["continue-on-error"]) ?? "false",
  };
  if (step["run"] !== undefined) {
    onlyKeys(step, [...COMMON_STEP_KEYS, "run", "shell", "working-directory"], what);
    const runs = {
      kind: "run" as const,
      script: required(step, "run", what),
      shell: required(step, "shell", what),
      workingDirectory: scalar(step["working-directory"]) ?? "",
    };
    return { ...common, runs };
  }
  onlyKeys(step, [...COMMON_STEP_KEYS, "uses", "with"], what);
  const uses = required(step, "uses", what);
  if (!uses.startsWith("./") && !uses.startsWith("$/"))
    throw new Error(`${what} uses \`${uses}\`: this harness runs the repository's own actions only (\`./path\` or \`$/path\`).`);
  const inputs = entries(step["with"], `\`with\` of ${what}`, (value) => scalar(value) ?? "");
  const action = await loadAction(uses, place.repository, place.depth + 1);
  return { ...common, runs: { kind: "uses", with: inputs, action } };
}

type Mapping = Readonly<Record<string, unknown>>;

function mapping(value: unknown, what: string): Mapping {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${what} is not a mapping.`);
  return value as Mapping;
}

function entries<T>(value: unknown, what: string, read: (value: unknown, name: string) => T): Record<string, T> {
  if (value === undefined || value === null) return {};
  return Object.fromEntries(Object.entries(mapping(value, what)).map(([name, one]) => [name, read(one, name)]));
}

/** A YAML scalar as the runner makes text of it. */
function scalar(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return "";
  if (typeof value === "object") throw new Error(`Text is wanted where ${JSON.stringify(value)} stands.`);
  return String(value);
}

function required(source: Mapping, key: string, what: string): string {
  const value = scalar(source[key]);
  if (value === undefined || value === "") throw new Error(`Required property is missing: ${key} (${what}).`);
  return value;
}

function onlyKeys(source: Mapping, allowed: readonly string[], what: string): void {
  for (const key of Object.keys(source)) if (!allowed.includes(key)) throw new Error(`Unexpected value '${key}' (${what}).`);
}
