import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { expect, test } from "vitest";
import { findFiles } from "./find-files.ts";

test("each file once, in order and with `/`, whatever patterns it fits", () => {
  const root = mkdtempSync(join(tmpdir(), "find-files-"));
  try {
    write(root, { "b/c.yml": "", "a.yml": "", "b/d.txt": "" });
    expect(findFiles(root, "b/*.yml", "**/*.yml")).toEqual(["a.yml", "b/c.yml"]);
    expect(findFiles(root, "none/*")).toEqual([]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
