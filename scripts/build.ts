// `npm run build`: builds every bundle and prints what each weighs.
import { globSync } from "node:fs";
import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CONTENTS_FILE, contentsText } from "./bundle/contents.ts";
import { inCopy } from "./bundle/copy.ts";
import { BUNDLES_PAGE, bundleFacts, bundlesPage } from "./bundle/page.ts";
import { buildRepository } from "./bundle/repository.ts";
import { HOUSE } from "./run-tool.ts";

const built = await inCopy(HOUSE, async (copy) => {
  const bundles = await buildRepository(copy);
  for (const dist of globSync("action-*/dist", { cwd: HOUSE })) await rm(join(HOUSE, dist), { recursive: true });
  for (const dist of globSync("action-*/dist", { cwd: copy })) await cp(join(copy, dist), join(HOUSE, dist), { recursive: true });
  return bundles;
});
await writeFile(join(HOUSE, CONTENTS_FILE), contentsText(built));
await writeFile(join(HOUSE, BUNDLES_PAGE), bundlesPage(bundleFacts(HOUSE)));
const width = Math.max(6, ...built.map(({ name }) => name.length));
const row = (name: string, ...cells: (string | number)[]) =>
  console.log([name.padEnd(width), ...cells.map((cell) => String(cell).padStart(11))].join(" "));
row("bundle", "raw bytes", "gzip bytes", "build ms");
for (const { name, rawBytes, gzipBytes, milliseconds } of built) row(name, rawBytes, gzipBytes, milliseconds);
