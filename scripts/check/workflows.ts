// Workflows, action.yml files and the workflows that the documentation shows, read by GitHub's own parser. What they pass to
// our actions, and what they take from them, must exist in the action.yml of this checkout.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { type DescriptionDictionary, data, isDescriptionDictionary } from "@actions/expressions";
import type { ValidationConfig } from "@actions/languageservice/validate";
import { TextDocument } from "vscode-languageserver-textdocument";
import { findFiles } from "../find-files.ts";
import { type Manifest, readManifests } from "../manifest.ts";
import { ACTIONS } from "../names.ts";
import { exampleWorkflows, ownWorkflows } from "../workflows.ts";
import { asWorkflow, type ShownWorkflow, yamlBlocks } from "./yaml-blocks.ts";

const REPOSITORY = "libsql-actions";
/** How a workflow elsewhere names an action of this repository: by the tag that moves with its releases. */
const PUBLISHED = /^libsql-actions\/libsql-actions\/action-[\w/-]+@v\d+$/;
/** Diagnostics that only inform (severity 3 and 4 of the Language Server Protocol) are no problems. */
const WARNING = 2;

/** A text to check. `file` says where it stands. `uri` tells the parser what it is, and has to be another one for every text. */
interface Checked extends ShownWorkflow {
  file: string;
  uri: string;
}

export async function checkWorkflows(root: string): Promise<string[]> {
  const problems = unpinnedActions(root);
  const checked = [...workflowFiles(root), ...actionFiles(root), ...shownWorkflows(root)];
  const { validate, complaints } = await languageService();
  const config = configFor(root);
  for (const { file, firstLine, indent, text, uri } of checked) {
    // The service reads the action.yml of `$/action-x` alone; for a workflow of this checkout `./action-x` is the same.
    const selfReferences = text.replaceAll(/(\buses:\s*["']?)\.\//g, "$1$$/");
    const found = await validate(TextDocument.create(uri, "yaml", 1, selfReferences), config);
    for (const { message, severity, range } of found) {
      if (severity !== undefined && severity > WARNING) continue;
      const said = typeof message === "string" ? message : message.value;
      const shown = text.includes("$/") ? said : said.replaceAll("$/", "./");
      problems.push(`${file}:${range.start.line + firstLine}:${range.start.character - indent + 1}: ${shown}`);
    }
    problems.push(...complaints.splice(0).map((complaint) => `${file}: ${complaint}`));
  }
  return problems;
}

/** The service imports JSON the way bundlers allow and Node does not, so the attribute is added while it loads. */
async function languageService() {
  const hooks = registerHooks({
    load: (url, context, next) => next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context),
  });
  const { registerLogger, validate } = await import("@actions/languageservice");
  hooks.deregister();
  // What the service cannot do, it says to its log and nowhere else.
  const complaints: string[] = [];
  const note = (message: string) => complaints.push(message);
  registerLogger({ error: note, warn: note, info: () => undefined, log: () => undefined });
  return { validate, complaints };
}

function workflowFiles(root: string): Checked[] {
  return [...ownWorkflows(root), ...exampleWorkflows(root)].map((file) => whole(root, file));
}

function actionFiles(root: string): Checked[] {
  return readManifests(root).map(({ file }) => whole(root, file));
}

function whole(root: string, file: string): Checked {
  const path = join(root, file);
  return { file, firstLine: 1, indent: 0, text: readFileSync(path, "utf8"), uri: pathToFileURL(path).href };
}

/** The workflows in the YAML blocks of the documentation: the READMEs of the root, the actions and the examples, and docs/. */
function shownWorkflows(root: string): Checked[] {
  return findFiles(root, "*.md", "docs/**/*.md", "action-*/*.md", "action-*/*/*.md", "examples/*/*.md").flatMap((file) =>
    yamlBlocks(readFileSync(join(root, file), "utf8")).flatMap((block) => {
      const workflow = asWorkflow(block);
      const uri = pathToFileURL(join(root, ".github/workflows", `${file.replaceAll("/", "-")}-${block.line}.yml`)).href;
      return workflow === undefined ? [] : [{ file, uri, ...workflow }];
    }),
  );
}

/** Tells the language service what our actions take and give. */
function configFor(root: string): ValidationConfig {
  const manifests = new Map(readManifests(root).map((manifest) => [manifest.folder, manifest]));
  return {
    fileProvider: {
      getFileContent: async ({ path }) => ({ name: path, content: readFileSync(join(root, path), "utf8") }),
    },
    actionsMetadataProvider: {
      fetchActionMetadata: async ({ owner, name, path }) => {
        const folder = ownFolder([owner, name, path ?? ""].join("/"));
        // Of foreign actions we know nothing; without `inputs` the service does not ask.
        if (folder === undefined) return { name, description: "" };
        const manifest = manifests.get(folder);
        return manifest && { name, description: "", inputs: stringInputs(manifest) };
      },
    },
    contextProviderConfig: {
      getContext: async (context, known, { job }) => {
        // Their names are the reader's.
        if (known !== undefined && (context === "secrets" || context === "vars")) known.complete = false;
        for (const step of job?.steps ?? []) {
          if (context !== "steps" || known === undefined || !("uses" in step)) continue;
          const folder = ownFolder(step.uses.value.replace(/@.*$/s, ""));
          const manifest = folder === undefined ? undefined : manifests.get(folder);
          if (manifest !== undefined) addOutputs(known, step.id, manifest);
        }
        return known;
      },
    },
  };
}

/**
 * The folder of one of our actions that a `uses` without its version names, undefined for foreign ones. Ours are `./action-x`,
 * `$/action-x`, `<owner>/libsql-actions/action-x`, and `<owner>/action-x` of the separate repositories.
 */
export function ownFolder(uses: string): string | undefined {
  const [owner = "", name = "", ...path] = uses.split("/").filter((part) => part !== "");
  if (owner === "." || owner === "$") return posix.join(name, ...path) || ".";
  if (name === REPOSITORY) return posix.join(...path);
  return ACTIONS.some((action) => action === name) ? posix.join(name, ...path) : undefined;
}

function stringInputs({ inputs }: Manifest) {
  const entries = Object.entries(inputs).map(
    ([name, { description = "", required = false, default: given, deprecationMessage }]) => {
      const fallback = given === undefined ? {} : { default: String(given) };
      return [name, { description, required, ...fallback, ...(deprecationMessage === undefined ? {} : { deprecationMessage }) }];
    },
  );
  return Object.fromEntries(entries);
}

/** Says that the step `id` has the outputs of the manifest and no others. */
function addOutputs(steps: DescriptionDictionary, id: string, { outputs }: Manifest): void {
  const step = steps.get(id);
  const known = step !== undefined && isDescriptionDictionary(step) ? step.get("outputs") : undefined;
  if (known === undefined || !isDescriptionDictionary(known)) return;
  for (const name of Object.keys(outputs)) known.add(name, new data.StringData(""));
  known.complete = true;
}

/** Actions of others that the workflows use by anything but a full commit hash with the version beside it. Examples name ours as a user does. */
function unpinnedActions(root: string): string[] {
  const manifests = readManifests(root).map(({ file }) => file);
  return [...ownWorkflows(root), ...exampleWorkflows(root), ...manifests].flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, index) => {
        const uses = /^\s*(?:-\s+)?uses:\s*["']?([^\s"'#]+)/.exec(line)?.[1];
        if (uses === undefined || /^[.$]\//.test(uses) || /@[0-9a-f]{40}["']?\s+# v\d/.test(line)) return [];
        if (file.startsWith("examples/") && PUBLISHED.test(uses)) return [];
        return [`${file}:${index + 1}: ${uses} is not pinned: write <commit hash> # v<version>`];
      }),
  );
}
