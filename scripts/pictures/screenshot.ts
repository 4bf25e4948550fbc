// Takes a picture of a web page with Chromium, and makes it small (Debian: `apt-get install chromium pngquant`).
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runCommand } from "../ci/command.ts";

const WIDTH_PX = 920;
const COLOURS = "32";
const LIMIT_MS = 60_000;
/** Says in the page how large it is, which a screenshot does not find out by itself. */
const MEASURE = `<script>addEventListener("load", () => {
  const { width, height } = document.getElementById("picture").getBoundingClientRect();
  document.documentElement.dataset.size = Math.ceil(width) + "," + Math.ceil(height);
})</script>`;

/** PNG of the element `picture` of a page. */
export async function screenshot(html: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "screenshot-"));
  const [page, picture] = [join(folder, "page.html"), join(folder, "picture.png")];
  const chromium = (...args: string[]) =>
    run("chromium", ...FLAGS, `--user-data-dir=${join(folder, "profile")}`, ...args, pathToFileURL(page).href);
  try {
    await writeFile(page, `${html}${MEASURE}`);
    const [, width, height] = /data-size="(\d+),(\d+)"/.exec(await chromium(`--window-size=${WIDTH_PX},800`, "--dump-dom")) ?? [];
    if (width === undefined || height === undefined) throw new Error("The page did not say how large it is.");
    await chromium(`--window-size=${width},${height}`, `--screenshot=${picture}`);
    await run("pngquant", "--speed", "1", "--strip", "--force", "--output", picture, COLOURS, picture);
    return await readFile(picture);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What a program printed. Throws when it fails. */
async function run(program: string, ...args: string[]): Promise<string> {
  const { code, output } = await runCommand({ line: [program, ...args], env: process.env, limitMs: LIMIT_MS, shown: false });
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${output}`);
  return output;
}

/** Nothing is asked of any network, and letters are grey at their edges, which makes files small. */
const FLAGS = `--headless --no-sandbox --disable-gpu --hide-scrollbars --disable-lcd-text --force-device-scale-factor=1
  --no-first-run --disable-quic --disable-background-networking --disable-component-update --disable-sync`.split(/\s+/);
