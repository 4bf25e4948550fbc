import { describe, expect, it } from "vitest";
import { changesOf, readReleaseTag } from "./release-tag.ts";

describe("readReleaseTag", () => {
  it.each([
    ["v1.2.3", ["v1.2.3"], true],
    ["v1.2.3", ["v1", "v1.2.2", "v0.9.0", "v2.0.0", "v1.10", "other"], true],
    ["v1.10.0", ["v1.9.9", "v1.9.10"], true],
    ["v1.2.3", ["v1.10.0", "v1.2.2"], false],
  ])("reads %s beside %j", (tag, tags, isNewest) => {
    expect(readReleaseTag(tag, tags)).toEqual({ version: tag.slice(1), major: "v1", isNewest });
  });

  it.each(["1.2.3", "v1", "v1.2", "v1.2.3-rc.1", "v01.2.3", "v1.2.3\nnewest=true", "v1.2.3.4", ""])("refuses %j", (tag) => {
    expect(() => readReleaseTag(tag, [])).toThrow("is no version to release: a tag is v<major>.<minor>.<patch>");
  });

  it("refuses a patch that others have gone past", () => {
    expect(() => readReleaseTag("v1.2.3", ["v1.2.10"])).toThrow("v1.2.3 comes too late: v1.2.10 is there already");
  });
});

describe("changesOf", () => {
  const changelog =
    "# Changelog\n\n## Unreleased\n\n## [1.2.0] - 2026-11-21\n\n### Added\n\n- One\n\n## 1.1.0\n\n- Two\n\n## 1.0.0\n";
  it.each([
    ["1.2.0", "### Added\n\n- One"],
    ["1.1.0", "- Two"],
  ])("finds the section of %s", (version, text) => {
    expect(changesOf(changelog, version)).toBe(text);
  });

  it.each(["1.0.0", "1.1", "1.1.00", "1x1.0"])("does not take another section for that of %s, nor an empty one", (version) => {
    expect(() => changesOf(changelog, version)).toThrow(`write a section "## ${version}"`);
  });
});
