// Finds the workflows and steps that a Markdown file shows, so that examples are checked like the real thing.
import { parse } from "yaml";

/** A fenced block of YAML. `line` is the line of the file (from 1) on which its text begins. */
export interface YamlBlock {
  line: number;
  text: string;
}

/** A workflow to check. `firstLine` is the line of the Markdown file that line 1 of `text` would stand on; `indent` was added to each. */
export interface ShownWorkflow {
  firstLine: number;
  indent: number;
  text: string;
}

/** The fenced blocks of a Markdown text that are marked `yaml` or `yml`, without the indent of their fence. */
export function yamlBlocks(markdown: string): YamlBlock[] {
  const blocks: YamlBlock[] = [];
  let open: { fence: string; indent: number; block: YamlBlock | undefined } | undefined;
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const [, indent = "", fence = "", info = ""] = /^( *)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence === "") continue;
      const isYaml = /^\s*ya?ml\b/i.test(info);
      open = { fence, indent: indent.length, block: isYaml ? { line: index + 2, text: "" } : undefined };
    } else if (fence.startsWith(open.fence) && info.trim() === "") {
      if (open.block !== undefined) blocks.push(open.block);
      open = undefined;
    } else if (open.block !== undefined) {
      const content = line.slice(0, open.indent).trim() === "" ? line.slice(open.indent) : line;
      open.block.text += `${content}\n`;
    }
  }
  return blocks;
}

const JOB = ["on: push", "jobs:", "  shown:", "    runs-on: ubuntu-24.04"];

/** The block as a workflow: whole workflows, jobs and lists of steps are made one; any other YAML is undefined. */
export function asWorkflow({ line, text }: YamlBlock): ShownWorkflow | undefined {
  const content = readYaml(text);
  const wrap = (head: readonly string[], indent: string): ShownWorkflow => ({
    firstLine: line - head.length,
    indent: indent.length,
    text: [...head, ...text.split("\n").map((one) => (one === "" ? one : indent + one))].join("\n"),
  });
  if (isSteps(content)) return wrap([...JOB, "    steps:"], "      ");
  if (typeof content !== "object" || content === null) return undefined;
  if ("jobs" in content) return "on" in content ? { firstLine: line, indent: 0, text } : wrap(["on: push"], "");
  if ("steps" in content && isSteps(content.steps)) return wrap("runs-on" in content ? JOB.slice(0, 3) : JOB, "    ");
  return undefined;
}

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // Broken YAML is shown to nobody on purpose: let the workflow parser say what is wrong with it.
    return { on: "push", jobs: {} };
  }
}

function isSteps(content: unknown): content is object[] {
  const isStep = (item: unknown) => typeof item === "object" && item !== null && ("uses" in item || "run" in item);
  return Array.isArray(content) && content.length > 0 && content.every(isStep);
}
