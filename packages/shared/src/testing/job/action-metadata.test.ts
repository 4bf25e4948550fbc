// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of GitHub Actions
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasPost, loadAction } from "./action-metadata.ts";

let repository: string;
let count = 0;

beforeAll(async () => {
  repository = await mkdtemp(join(tmpdir(), "action-metadata-"));
});
afterAll(() => rm(repository, { recursive: true }));

/** Writes an action and answers with its path in the repository. */
async function action(yaml: string): Promise<string> {
  count += 1;
  const path = `action-${count}`;
  await mkdir(join(repository, path));
  await writeFile(join(repository, path, "action.yml"), yaml);
  return path;
}

const NODE = "runs: { using: node24, main: main.js, post: post.js }";
const load = async (yaml: string) => loadAction(await action(yaml), repository);

describe("loadAction", () => {
  it("reads a JavaScript action, its defaults as text", async () => {
    const loaded = await load(`
name: x
inputs:
  a: { description: d, required: true }
  b: { default: true }
  c: { default: 1.0 }
  d: { default: "\${{ job.status }}", deprecationMessage: use c }
  e:
  f: { default: }
outputs: { out: { description: d } }
runs: { using: node24, main: dist/main.js, post: dist/post.js, post-if: failure() }`);
    expect(loaded.reference).toBe(`./action-${count}`);
    expect(Object.fromEntries(Object.entries(loaded.inputs).map(([name, input]) => [name, input.default]))).toEqual({
      a: undefined,
      b: "true",
      c: "1",
      d: "${{ job.status }}",
      e: undefined,
      f: "",
    });
    expect(loaded.inputs["d"]?.deprecationMessage).toBe("use c");
    expect(loaded.runs).toEqual({ using: "node24", main: "dist/main.js", post: "dist/post.js", postIf: "failure()" });
    expect(hasPost(loaded)).toBe(true);
  });

  it("reads a composite action with the actions that it uses, by ./ and $/", async () => {
    const [withPost, without] = [await action(NODE), await action("runs: { using: node24, main: m.js }")];
    const loaded = await load(`
outputs: { url: { value: "\${{ steps.one.outputs.url }}" } }
runs:
  using: composite
  steps:
    - { id: one, uses: "$/${withPost}", with: { a: 1, b: true }, env: { X: y } }
    - { uses: ./${without}, if: failure() }
    - { run: echo hi, shell: bash, working-directory: sub, continue-on-error: true }`);
    expect(loaded.outputs).toEqual({ url: "${{ steps.one.outputs.url }}" });
    const [one, two, three] = loaded.runs.using === "composite" ? loaded.runs.steps : [];
    expect(one).toMatchObject({
      id: "one",
      if: "",
      env: { X: "y" },
      runs: { with: { a: "1", b: "true" }, action: { reference: `./${withPost}` } },
    });
    expect(two).toMatchObject({ if: "failure()", runs: { action: { reference: `./${without}` } } });
    expect(three).toMatchObject({ continueOnError: "true", runs: { script: "echo hi", shell: "bash", workingDirectory: "sub" } });
    expect(hasPost(loaded)).toBe(true);
  });

  it.each([
    ["runs: { using: node20, main: m.js }", "`using: node20` is not supported"],
    ["runs: { using: node24, main: m.js, args: [] }", "Unexpected value 'args'"],
    ["runs: { using: node24 }", "Required property is missing: main"],
    ["runs: { using: composite, steps: [{ run: x }] }", "Required property is missing: shell"],
    ["runs: { using: composite, steps: [{ run: x, shell: bash, timeout-minutes: 1 }] }", "Unexpected value 'timeout-minutes'"],
    ["runs: { using: composite, steps: [{ uses: actions/checkout@v7 }] }", "this harness runs the repository's own actions only"],
    ["runs: { using: composite, steps: [{ uses: ./nowhere }] }", "There is no action.yml"],
    ["name: x", "`runs` is not a mapping"],
    ["inputs: { a: { default: [1] } }\nruns: { using: node24, main: m.js }", "Text is wanted"],
  ])("refuses %j", async (yaml, message) => {
    await expect(load(yaml)).rejects.toThrow(message);
  });

  it("names the folder when there is no action in it", async () => {
    await expect(loadAction("nowhere", repository)).rejects.toThrow(
      `There is no action.yml or action.yaml in ${join(repository, "nowhere")}.`,
    );
  });
});
