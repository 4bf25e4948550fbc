// Makes one bundle: ncc puts an entry and all it imports into one folder, terser makes every file of it small.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { runTool } from "../run-tool.ts";
import { type Contents, contentsOf, type SizedModule } from "./contents.ts";
import { licensesOf } from "./licenses.ts";
import type { Bundle } from "./list.ts";

/** A name that stands nowhere else. */
const CALLED = "__module_that_is_called_at_once__";

export interface BuiltBundle {
  name: string;
  rawBytes: number;
  gzipBytes: number;
  milliseconds: number;
  contents: Contents;
}

/** Builds one bundle of the repository at `root`; its package must be emitted already. Paths are relative to `root`. */
export async function makeBundle(root: string, bundle: Bundle): Promise<BuiltBundle> {
  const started = performance.now();
  const folder = join(root, bundle.folder);
  const modules = await packModules(root, bundle);
  const scripts = (await readdir(folder)).filter((file) => file.endsWith(".js"));
  for (const script of scripts) await minify(folder, script);
  const texts = await Promise.all(scripts.map((script) => readFile(join(folder, script))));
  return {
    name: bundle.name,
    rawBytes: texts.reduce((sum, text) => sum + text.length, 0),
    gzipBytes: texts.reduce((sum, text) => sum + gzipSync(text).length, 0),
    milliseconds: Math.round(performance.now() - started),
    contents: contentsOf(modules, root),
  };
}

/** @returns what is in it, by webpack's statistics */
async function packModules(root: string, { script, folder }: Bundle): Promise<SizedModule[]> {
  const aside = await mkdtemp(join(tmpdir(), "bundle-"));
  try {
    const stats = join(aside, "stats.json");
    // Without the cache: what is in a bundle must depend on the sources alone. With the checkout's own ncc: webpack makes a
    // module's number from the paths of its loaders too, relative to the checkout.
    await runTool("ncc", ["build", script, "--out", folder, "--no-cache", "--quiet", "--stats-out", stats], root, root);
    const { modules } = JSON.parse(await readFile(stats, "utf8"));
    await writeFile(join(root, folder, "licenses.txt"), licensesOf(modules));
    return modules;
  } finally {
    await rm(aside, { recursive: true });
  }
}

/**
 * Makes one file of a bundle small. `__dirname` has to be defined here: the `libsql` package calls `load(__dirname)`, a name
 * that does not exist in an ES module, and our addon loader needs no folder.
 *
 * The functions of the modules stay in parentheses, by which V8 knows that they are called at once. Without them it reads each module twice, which is a
 * third of what loading a bundle takes. terser drops them, but not around the argument of a call, so for terser each is one.
 */
export async function minify(folder: string, script: string): Promise<void> {
  const path = join(folder, script);
  await writeFile(path, (await readFile(path, "utf8")).replaceAll(/^\/\*{3}\/ \(/gm, `/***/ ${CALLED}(`));
  const options = ["--module", "--compress", "--mangle", "--define", '__dirname=""', "--format", "comments=false"];
  await runTool("terser", [script, ...options, "--output", script], folder);
  await writeFile(path, (await readFile(path, "utf8")).replaceAll(`${CALLED}(`, "("));
}
