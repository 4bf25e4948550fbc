import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { writeReportFile } from "./report-file.ts";

const workspace = mkdtempSync(join(tmpdir(), "report-file-"));
afterAll(() => rmSync(workspace, { recursive: true }));

const file = (path: string) => ({ input: "report-file", path, workspace });
const text = (path: string) => readFileSync(path, "utf8");

it("writes indented JSON, and makes the folders above it", async () => {
  const written = await writeReportFile(file("a/b/report.json"), { list: [1], text: "é\u2028" });
  expect(written).toBe(join(workspace, "a", "b", "report.json"));
  expect(text(written)).toBe('{\n  "list": [\n    1\n  ],\n  "text": "é\u2028"\n}\n');
  expect(readdirSync(join(workspace, "a", "b"))).toEqual(["report.json"]);
});

it("replaces a file at once, and takes an absolute path", async () => {
  const path = join(workspace, "old.json");
  writeFileSync(path, "old");
  const reader = openSync(path, "r");
  try {
    expect(await writeReportFile(file(path), [])).toBe(path);
    expect(text(path)).toBe("[]\n");
    // Who has begun to read the old one reads it to its end.
    expect(readFileSync(reader, "utf8")).toBe("old");
  } finally {
    closeSync(reader);
  }
});

it("refuses a folder, and leaves it as it is", async () => {
  mkdirSync(join(workspace, "folder"));
  await expect(writeReportFile(file("folder"), {})).rejects.toThrow(
    'The file of `report-file`, "folder", cannot be written (EISDIR). It is a folder: name a file in it.',
  );
  expect(readdirSync(workspace)).not.toContainEqual(expect.stringMatching(/^folder./));
});

it("names the input where the path leads through a file", async () => {
  writeFileSync(join(workspace, "plain"), "kept");
  await expect(writeReportFile(file("plain/deeper/x.json"), {})).rejects.toThrow(
    /^The file of `report-file`, "plain\/deeper\/x\.json", cannot be written \(E\w+\)\. A part of the path is a file/,
  );
  expect(text(join(workspace, "plain"))).toBe("kept");
});

it.skipIf(!existsSync("/proc/self"))("names the input where no folder can be made", async () => {
  await expect(writeReportFile(file("/proc/nope/x.json"), {})).rejects.toThrow(
    'The file of `report-file`, "/proc/nope/x.json", cannot be written (ENOENT). No folder can be made there: name another path.',
  );
});

it("leaves the old file and nothing else when the new one cannot be written", async () => {
  const path = join(workspace, "kept.json");
  writeFileSync(path, "kept");
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  await expect(writeReportFile(file("kept.json"), circle)).rejects.toThrow("`report-file`");
  expect(text(path)).toBe("kept");
  expect(readdirSync(workspace).filter((name) => name.startsWith("kept.json"))).toEqual(["kept.json"]);
});
