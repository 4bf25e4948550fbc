import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { expect, test } from "vitest";
import { serverlessTests } from "./serverless-tests.ts";

const SHARED = "packages/shared/src";

test("a test that comes to a server over others, or only now and then, is left out", () => {
  const root = mkdtempSync(join(tmpdir(), "serverless-"));
  try {
    write(root, {
      [`${SHARED}/testing/sqld.ts`]: "export const startSqld = 1;",
      [`${SHARED}/testing/tool-cache.ts`]: 'import { startSqld } from "./sqld.ts";\nexport { startSqld };',
      [`${SHARED}/a.test.ts`]: 'import { a } from "./a.ts";',
      [`${SHARED}/a.ts`]: 'import { b } from "./b.ts";\nimport "node:fs";\nexport const a = b;',
      [`${SHARED}/b.ts`]: 'import { a } from "./a.ts";\nexport const b = a;',
      "test/direct.test.ts": 'import { startSqld } from "@libsql-actions/shared/testing/sqld";',
      "test/far.test.ts": 'import {\n  startSqld,\n} from "@libsql-actions/shared/testing/tool-cache";',
      "test/late.test.ts": 'const { startSqld } = await import("@libsql-actions/shared/testing/tool-cache");',
      "test/only-type.test.ts": 'import { expect } from "vitest";\nconst name = "sqld.ts";',
    });
    expect(serverlessTests(root, ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"])).toEqual([
      `${SHARED}/a.test.ts`,
      "test/only-type.test.ts",
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
