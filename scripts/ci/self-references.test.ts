import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { HOUSE } from "../run-tool.ts";
import { withoutSelfReferences } from "./self-references.ts";

it("gives actions of the own repository the name that others use, and leaves those of others", () => {
  const text =
    "- uses: $/action-seed\n- id: a\n  uses: '$/action-validate-secrets/rotate' # why\n- uses: actions/checkout@v1\n- run: echo $/x\n";
  expect(withoutSelfReferences(text)).toBe(
    "- uses: libsql-actions/libsql-actions/action-seed@v1\n- id: a\n  uses: 'libsql-actions/libsql-actions/action-validate-secrets/rotate@v1' # why\n" +
      "- uses: actions/checkout@v1\n- run: echo $/x\n",
  );
});

it("leaves none in the root's action.yml, which has the four actions", () => {
  const named = withoutSelfReferences(readFileSync(join(HOUSE, "action.yml"), "utf8"));
  expect(named).not.toContain("$/a");
  expect([...named.matchAll(/uses: (\S+)/g)].map(([, uses]) => uses)).toEqual(
    ["setup-libsql", "validate-secrets", "migrate", "seed"].map((action) => `libsql-actions/libsql-actions/action-${action}@v1`),
  );
});
