import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findFolder } from "./find-folder.ts";

it.each([
  [["migrations", "drizzle"], "migrations"],
  [["db/migrations", "drizzle"], "db/migrations"],
  [["prisma/migrations"], "prisma/migrations"],
  [["drizzle"], "drizzle"],
  [[], "migrations"],
])("without `directory`, of %j takes %s", (folders, expected) => {
  const workspace = mkdtempSync(join(tmpdir(), "folder-"));
  for (const folder of folders) mkdirSync(join(workspace, folder), { recursive: true });
  expect(findFolder(undefined, workspace)).toBe(expected);
  expect(findFolder("given", workspace)).toBe("given");
  rmSync(workspace, { recursive: true });
});
