import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { describe, expect, it } from "vitest";
import { checkWorkflows, ownFolder } from "./workflows.ts";

const ACTION = `name: Toy
description: A toy
inputs:
  wanted: { description: Needed, required: true }
  other: { description: Not needed, default: "1" }
outputs:
  id: { description: An id }
runs:
  using: node24
  main: dist/main/index.js
`;
const workflow = (...steps: string[]) =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n${steps.map((step) => `      ${step}\n`).join("")}`;

async function problemsOf(files: Record<string, string>): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), "workflows-"));
  try {
    write(root, { "action-seed/action.yml": ACTION, ...files });
    return await checkWorkflows(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

describe("checkWorkflows", () => {
  it("accepts what fits", async () => {
    const ci = workflow(
      "- uses: ./action-seed",
      "  id: seed",
      "  with: { wanted: x }",
      "- uses: someone/else@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
      "  with: { anything: goes }",
      "- run: echo ${{ steps.seed.outputs.id }}",
    );
    const readme =
      "```yaml\n- uses: acme/libsql-actions/action-seed@v1\n  with: { wanted: x }\n- uses: acme/action-seed@v1\n  with: { wanted: x }\n```\n";
    expect(await problemsOf({ ".github/workflows/fine.yml": ci, "README.md": readme })).toEqual([]);
  });

  it("names inputs and outputs that do not exist, and actions that are missing or not pinned, with their place", async () => {
    const ci = workflow(
      "- uses: ./action-seed",
      "  id: seed",
      "  with: { bogus: x }",
      "- uses: ./action-gone",
      "- uses: someone/else@v1",
      "- run: echo ${{ steps.seed.outputs.idd }}",
      `- uses: someone/else@${"a".repeat(40)}`,
      `- uses: someone/else@${"a".repeat(40)} # v1.2.3`,
    );
    expect(await problemsOf({ ".github/workflows/faulty.yml": ci })).toEqual([
      ".github/workflows/faulty.yml:10: someone/else@v1 is not pinned: write <commit hash> # v<version>",
      `.github/workflows/faulty.yml:12: someone/else@${"a".repeat(40)} is not pinned: write <commit hash> # v<version>`,
      ".github/workflows/faulty.yml:8:17: Invalid action input 'bogus'",
      ".github/workflows/faulty.yml:8:9: Missing required input `wanted`",
      expect.stringContaining(".github/workflows/faulty.yml:9:15: Unable to resolve action `./action-gone`"),
      ".github/workflows/faulty.yml:11:19: Context access might be invalid: idd",
    ]);
  });

  it("reads action.yml and the documentation's examples with the same eyes", async () => {
    const example =
      "# Title\n\n```yaml\n- uses: <owner>/libsql-actions/action-seed@v1\n  with:\n    wanted: x\n    bogus: y\n```\n";
    const action = ACTION.replace("node24", "node99").replace("main:", "mian:");
    expect(await problemsOf({ "docs/deep/page.md": example, "action-migrate/action.yml": action })).toEqual([
      expect.stringMatching(/^action-migrate\/action\.yml:\d+:\d+: .*main/),
      expect.stringMatching(/^action-migrate\/action\.yml:\d+:\d+: .*node99/),
      expect.stringMatching(/^action-migrate\/action\.yml:\d+:\d+: .*mian/),
      "docs/deep/page.md:7:5: Invalid action input 'bogus'",
    ]);
  });
});

describe("the workflows of examples", () => {
  const file = "examples/toy/.github/workflows/test.yml";

  it("use our actions by the tag of their releases", async () => {
    const fine = workflow("- uses: libsql-actions/libsql-actions/action-seed@v1", "  with: { wanted: x }");
    expect(await problemsOf({ [file]: fine })).toEqual([]);
  });

  it("are read and held to pins like our own, which have to name actions of this checkout", async () => {
    const faulty = workflow(
      "- uses: libsql-actions/libsql-actions/action-seed@v1",
      "  with: { wanted: x, bogus: y }",
      "- uses: libsql-actions/libsql-actions/action-seed@main",
      "  with: { wanted: x }",
      "- uses: someone/else@v1",
    );
    const ours = workflow("- uses: libsql-actions/libsql-actions/action-seed@v1", "  with: { wanted: x }");
    const pin = "is not pinned: write <commit hash> # v<version>";
    expect(await problemsOf({ [file]: faulty, ".github/workflows/ours.yml": ours })).toEqual([
      `.github/workflows/ours.yml:6: libsql-actions/libsql-actions/action-seed@v1 ${pin}`,
      `${file}:8: libsql-actions/libsql-actions/action-seed@main ${pin}`,
      `${file}:10: someone/else@v1 ${pin}`,
      `${file}:7:28: Invalid action input 'bogus'`,
    ]);
  });
});

describe("ownFolder", () => {
  it.each([
    ["./action-seed", "action-seed"],
    ["$/action-validate-secrets/rotate", "action-validate-secrets/rotate"],
    ["./", "."],
    ["acme/libsql-actions", "."],
    ["acme/libsql-actions/action-seed", "action-seed"],
    ["acme/action-validate-secrets/rotate", "action-validate-secrets/rotate"],
    ["actions/checkout", undefined],
    ["acme/action-other", undefined],
  ])("%s is %s", (uses, folder) => {
    expect(ownFolder(uses)).toBe(folder);
  });
});
