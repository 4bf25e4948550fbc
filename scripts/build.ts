// `npm run build`: builds every bundle and prints what each weighs.
import { buildRepository } from "./bundle/repository.ts";
import { HOUSE } from "./run-tool.ts";

const built = await buildRepository(HOUSE);
const width = Math.max(6, ...built.map(({ name }) => name.length));
const row = (name: string, ...cells: (string | number)[]) =>
  console.log([name.padEnd(width), ...cells.map((cell) => String(cell).padStart(11))].join(" "));
row("bundle", "raw bytes", "gzip bytes", "build ms");
for (const { name, rawBytes, gzipBytes, milliseconds } of built) row(name, rawBytes, gzipBytes, milliseconds);
