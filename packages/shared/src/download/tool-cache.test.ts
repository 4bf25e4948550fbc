import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findTool, placeTool } from "./tool-cache.ts";

const TOOL = { name: "sqld", version: "0.24.32", architecture: "linux-x64" };
let root: string;
let home: string;
let place: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tool-cache-"));
  home = join(root, "sqld");
  place = join(home, "0.24.32", "linux-x64");
});
afterEach(() => rmSync(root, { recursive: true }));

const fill = (content: string) => (directory: string) => writeFile(join(directory, "sqld"), content);
const placed = () => readFileSync(join(place, "sqld"), "utf8");

describe("placeTool", () => {
  it("places a tool where @actions/tool-cache would, and findTool finds it", async () => {
    expect(await findTool(root, TOOL)).toBeUndefined();
    expect(await placeTool(root, TOOL, fill("new"))).toBe(place);
    expect(await findTool(root, TOOL)).toBe(place);
    expect(placed()).toBe("new");
    expect(existsSync(`${place}.complete`)).toBe(true);
    expect(readdirSync(home)).toEqual(["0.24.32"]);
    expect(readdirSync(join(home, "0.24.32")).sort()).toEqual(["linux-x64", "linux-x64.complete"]);
  });

  it("leaves nothing when the fill fails", async () => {
    const failing = placeTool(root, TOOL, async (directory) => {
      await fill("half")(directory);
      throw new Error("cut");
    });
    await expect(failing).rejects.toThrow("cut");
    expect(readdirSync(home)).toEqual([]);
    expect(await findTool(root, TOOL)).toBeUndefined();
  });

  it.skipIf(!existsSync("/proc/self"))("tells where no folder can be made", async () => {
    await expect(placeTool("/proc/nope", TOOL, fill("new"))).rejects.toThrow(
      /^The tool cache \/proc\/nope cannot be written \(ENOENT\)/,
    );
  });

  it("uses the folder of whoever was first", async () => {
    const gate = Promise.withResolvers<void>();
    const slow = placeTool(root, TOOL, async (directory) => {
      await gate.promise;
      await fill("second")(directory);
    });
    expect(await placeTool(root, TOOL, fill("first"))).toBe(place);
    gate.resolve();
    expect(await slow).toBe(place);
    expect(placed()).toBe("first");
    expect(readdirSync(home)).toEqual(["0.24.32"]);
  });

  it("never takes a placed folder away from its user, with many at once", async () => {
    const results = Array.from({ length: 20 }, async (_, index) => {
      const directory = await placeTool(root, TOOL, fill(String(index)));
      return readFileSync(join(directory, "sqld"), "utf8");
    });
    expect(new Set(await Promise.all(results)).size).toBe(1);
    expect(readdirSync(home)).toEqual(["0.24.32"]);
  });

  it("replaces a folder without `.complete`, as a killed step of another action leaves it", async () => {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "sqld"), "half");
    writeFileSync(join(place, "more"), "half");
    expect(await findTool(root, TOOL)).toBeUndefined();
    await placeTool(root, TOOL, fill("whole"));
    expect(readdirSync(place)).toEqual(["sqld"]);
    expect(placed()).toBe("whole");
    expect(readdirSync(home)).toEqual(["0.24.32"]);
  });

  it("goes on after a step that was killed between its two renames", async () => {
    mkdirSync(join(home, "0.24.32"), { recursive: true });
    writeFileSync(`${place}.lock`, "");
    await placeTool(root, TOOL, fill("whole"));
    expect(placed()).toBe("whole");
    expect(existsSync(`${place}.lock`)).toBe(false);
  });

  it("is not taken in by a fill that was killed, and clears it away an hour later", async () => {
    const child = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", killedFill()], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    const [leftover, ...others] = readdirSync(home);
    expect(others).toEqual([]);
    expect(await findTool(root, TOOL)).toBeUndefined();

    const other = { ...TOOL, version: "0.24.31" };
    await placeTool(root, other, fill("whole"));
    expect(readdirSync(home).sort()).toEqual([leftover, "0.24.31"].sort());

    const longAgo = new Date(Date.now() - 3_700_000);
    utimesSync(join(home, leftover ?? ""), longAgo, longAgo);
    await placeTool(root, TOOL, fill("whole"));
    expect(readdirSync(home)).toEqual(["0.24.31", "0.24.32"]);
  });
});

/** A process that fills half of a tool and then waits to be killed. */
function killedFill(): string {
  const module = JSON.stringify(new URL("./tool-cache.ts", import.meta.url).href);
  return `import { placeTool } from ${module};
    import { writeFileSync } from "node:fs";
    await placeTool(${JSON.stringify(root)}, ${JSON.stringify(TOOL)}, (directory) => {
      writeFileSync(directory + "/sqld", "half");
      console.log("half");
      return new Promise(() => setInterval(() => {}, 1000));
    });`;
}
