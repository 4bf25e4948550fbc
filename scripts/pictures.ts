// `npm run pictures [-- NAME…]`: runs the built actions on real databases, well and badly, and writes pictures of their summaries into docs/pictures.
// Needs Chromium and pngquant.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DATABASE_STORIES } from "./pictures/database-stories.ts";
import { pageOf } from "./pictures/page.ts";
import { screenshot } from "./pictures/screenshot.ts";
import { SECRET_STORIES } from "./pictures/secret-stories.ts";
import { tell } from "./pictures/story.ts";
import { HOUSE } from "./run-tool.ts";

const wanted = process.argv.slice(2);
const folder = join(HOUSE, "docs", "pictures");
await mkdir(folder, { recursive: true });
for (const story of [...DATABASE_STORIES, ...SECRET_STORIES]) {
  if (wanted.length > 0 && !wanted.includes(story.name)) continue;
  const summary = await tell(story);
  const png = await screenshot(await pageOf(summary));
  await writeFile(join(folder, `${story.name}.png`), png);
  console.log(`docs/pictures/${story.name}.png written: ${png.length} bytes`);
}
