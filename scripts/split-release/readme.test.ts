import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLinks } from "./links.ts";
import { standAloneReadme } from "./readme.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const files = new Set([
  "README.md",
  "docs/a page.md",
  "docs/errors.md",
  "docs/a.png",
  "action-seed/README.md",
  "action-seed/spec.json",
]);
const around = { file: "action-seed/README.md", commit, files };
const BLOB = `https://github.com/libsql-actions/libsql-actions/blob/${commit}`;

describe("standAloneReadme", () => {
  it.each([
    ["spec.json", `${BLOB}/action-seed/spec.json`],
    ["./spec.json?plain=1#L3", `${BLOB}/action-seed/spec.json?plain=1#L3`],
    ["../docs/errors.md#a-place", `${BLOB}/docs/errors.md#a-place`],
    ["../docs/a%20page.md", `${BLOB}/docs/a%20page.md`],
    ["<../docs/a page.md>", `<${BLOB}/docs/a%20page.md>`],
    ["/README.md", `${BLOB}/README.md`],
    ["../docs/", `${BLOB.replace("blob", "tree")}/docs`],
    ["..", `${BLOB.replace("blob", "tree")}`],
    ["#inputs", "#inputs"],
    ["https://turso.tech/a?b#c", "https://turso.tech/a?b#c"],
    ["//turso.tech/a", "//turso.tech/a"],
    ["mailto:a@example.org", "mailto:a@example.org"],
  ])("makes of the link to %s one to %s", (target, wanted) => {
    expect(standAloneReadme(`[a](${target})`, around)).toBe(`[a](${wanted})`);
  });

  it("takes pictures from where a browser can load them", () => {
    const raw = `https://raw.githubusercontent.com/libsql-actions/libsql-actions/${commit}/docs/a.png`;
    expect(standAloneReadme('![a](../docs/a.png) <img src="../docs/a.png">', around)).toBe(`![a](${raw}) <img src="${raw}">`);
  });

  it.each(["spec.jsn", "../docs/errors", "../../README", "%E0%A4%A"])("refuses the link to %s, which leads nowhere", (target) => {
    expect(() => standAloneReadme(`[a](${target})`, around)).toThrow();
  });

  it("says which file links to what", () => {
    expect(() => standAloneReadme("[a](gone.md)", around)).toThrow(
      `action-seed/README.md links to gone.md, but the commit ${commit} has no action-seed/gone.md`,
    );
  });

  it("uses the actions by the names of their own repositories, and the root action by its own", () => {
    const steps =
      "```yaml\n- uses: libsql-actions/libsql-actions/action-validate-secrets/rotate@v1\n- uses: libsql-actions/libsql-actions@v1\n```\n";
    const wanted =
      "```yaml\n- uses: libsql-actions/action-validate-secrets/rotate@v1\n- uses: libsql-actions/libsql-actions@v1\n```\n";
    expect(standAloneReadme(steps, around)).toBe(wanted);
    const elsewhere = "https://github.com/libsql-actions/libsql-actions/action-seed@v1";
    expect(standAloneReadme(elsewhere, around)).toBe(elsewhere);
  });

  it("leaves nothing relative, and nothing to do a second time", () => {
    const target = fc.constantFrom("spec.json", "../docs/errors.md#x", "#x", "https://turso.tech", "/README.md", "..", "");
    const link = fc.tuple(fc.constantFrom("", "!"), target).map(([mark, to]) => `${mark}[a](${to})`);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(link, fc.constantFrom("`[a](spec.json)`", "\n```\n[a](spec.json)\n```\n", "text"))),
        (parts) => {
          const once = standAloneReadme(parts.join("\n"), around);
          for (const { target: to } of findLinks(once)) expect(to).toMatch(/^(https:\/\/|#|$)/);
          expect(standAloneReadme(once, around)).toBe(once);
        },
      ),
    );
  });
});
