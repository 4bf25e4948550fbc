// A web page that shows a summary as GitHub shows it below the graph of a run.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { marked } from "marked";

const STYLE = readFileSync(createRequire(import.meta.url).resolve("github-markdown-css/github-markdown-light.css"), "utf8");
/** Around what is GitHub's: the box of a job's summary. */
const BOX = `
body { margin: 0; background: #fff; }
#picture { padding: 12px; width: fit-content; min-width: 640px; max-width: 900px; box-sizing: border-box; }
.box { border: 1px solid #d1d9e0; border-radius: 6px; }
.head { padding: 10px 16px; border-bottom: 1px solid #d1d9e0; font: 600 14px sans-serif; color: #1f2328; }
.markdown-body { padding: 16px; font-family: sans-serif; background: none; }
.markdown-body > :last-child { margin-bottom: 0; }`;

/** HTML of the page. The element `picture` is what is to be seen. */
export async function pageOf(markdown: string): Promise<string> {
  const body = await marked.parse(markdown, { gfm: true });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>${STYLE}${BOX}</style>
<div id="picture"><div class="box"><div class="head">test summary</div><div class="markdown-body">${body}</div></div></div></html>`;
}
