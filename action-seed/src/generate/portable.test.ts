// The same values whatever the machine says of itself: the golden digests once more, in other time zones and languages, and under the other versions of
// Node whose binaries the variable NODE_BINARIES names (paths with `:` between them, on Windows `;`).
import { execFile } from "node:child_process";
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const HOUSE = join(import.meta.dirname, "../../..");
const PLAIN = { TZ: "UTC", LC_ALL: "C" };

let folder: string;
let wanted: string;

/** Older versions of Node do not read TypeScript. */
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "portable-")));
  wanted = await readFile(join(import.meta.dirname, "golden-digests.txt"), "utf8");
  const config = {
    extends: join(HOUSE, "tsconfig.json"),
    compilerOptions: { noCheck: true, types: [], rootDir: HOUSE, outDir: folder },
    files: [join(import.meta.dirname, "golden.ts")],
    include: [],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await run(process.execPath, [join(HOUSE, "node_modules/typescript/bin/tsc"), "-p", folder]);
});

afterAll(() => rm(folder, { recursive: true }));

interface Told {
  readonly locale: string;
  readonly minutes: number;
  readonly version: string;
  readonly digests: string;
}

async function digestsUnder(node: string, env: Record<string, string>): Promise<Told> {
  const script = `
    const { goldenDigests } = await import(process.argv[1]);
    const { locale } = Intl.DateTimeFormat().resolvedOptions();
    const minutes = -new Date(0).getTimezoneOffset();
    console.log(JSON.stringify({ locale, minutes, version: process.version, digests: goldenDigests() }));`;
  const module = pathToFileURL(join(folder, "action-seed/src/generate/golden.js")).href;
  const { stdout } = await run(node, ["--input-type=module", "-e", script, module], { env });
  return JSON.parse(stdout);
}

it.each([
  [PLAIN, "en-US", 0],
  [{ TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8" }, "tr-TR", 330],
  [{ TZ: "America/St_Johns", LANG: "tr_TR.UTF-8", LC_ALL: "de_DE.UTF-8" }, "de-DE", -210],
])("are the same with %j", async (env, locale, minutes) => {
  const told = await digestsUnder(process.execPath, env);
  // That the child really is elsewhere. On Windows no variable says which language to use.
  expect(told).toMatchObject(process.platform === "win32" ? { minutes } : { locale, minutes });
  expect(told.digests).toBe(wanted);
});

const binaries = (process.env["NODE_BINARIES"] ?? "").split(delimiter).filter((path) => path !== "");

it.skipIf(binaries.length === 0)("are the same under the other versions of Node", async () => {
  for (const binary of binaries) {
    const { version, digests } = await digestsUnder(binary, PLAIN);
    console.log(`${binary} is ${version}`);
    expect(digests, version).toBe(wanted);
  }
});
