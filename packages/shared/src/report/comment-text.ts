// The text of a comment: the mark that finds it again, nothing that rings anybody's bell, and no more than GitHub takes.
import { redact } from "./secrets.ts";
import { markdownText } from "./summary.ts";

/** GitHub refuses a longer text ("Body is too long (maximum is 65536 characters)"). */
const MAX_COMMENT_CHARACTERS = 65_536;
/** For the line that says what was cut, and for what the cut left open. */
const RESERVED_CHARACTERS = 300;
const MAX_CLOSED = 10;

/** The mark that a comment begins with; nobody sees it. No key can end it. */
export function commentMarker(key: string): string {
  return `<!-- libsql-actions:${encodeURIComponent(key.toWellFormed())} -->`;
}

/** Markdown that is shown on a click only. */
export function folded(title: string, markdown: string): string {
  return `<details>\n<summary>${markdownText(title)}</summary>\n\n${markdown}\n\n</details>`;
}

/** The whole text of the comment with this key. @param body Markdown, in which what comes from outside went through `markdownText` */
export function commentText(key: string, body: string): string {
  const marker = commentMarker(key);
  return `${marker}\n${bounded(quiet(redact(body)), MAX_COMMENT_CHARACTERS - marker.length - 1)}`;
}

/**
 * Takes from foreign text what GitHub acts upon when it shows a comment: it looks for names of people and teams, for issues and for addresses in
 * the text as it is shown, where `&#64;` is `@` again. An invisible space keeps them apart. Links that Markdown or HTML make stay as they are.
 */
function quiet(markdown: string): string {
  return markdown
    .replace(/&#(?:64|35);/g, "$&&#8203;")
    .replace(/\b(GH)-(?=\d)/gi, "$1-&#8203;")
    .replace(/(?<!\]\(|<|<a href=")\b(https?|ftp):(?=\/\/)/gi, "$1:&#8203;")
    .replace(/\bwww\.(?=\w)/gi, "www.&#8203;");
}

function bounded(markdown: string, maximum: number): string {
  if (markdown.length <= maximum) return markdown;
  const kept = markdown
    .slice(0, maximum - RESERVED_CHARACTERS)
    .toWellFormed()
    .replace(/\n[^\n]*$/, "");
  return `${kept}${closing(kept)}\n\n_The rest was cut: a comment holds 65,536 characters. The summary of the step has all of it._`;
}

/** Ends what is still open at the end of the text: a code block, and what is folded. */
function closing(markdown: string): string {
  let fence: string | undefined;
  let open = 0;
  for (const line of markdown.split("\n")) {
    const mark = /^(`{3,10}|~{3,10})/.exec(line)?.[1];
    if (fence === undefined) fence = mark;
    else if (mark === fence && line.trim() === fence) fence = undefined;
    if (fence === undefined) open += Number(line === "<details>") - Number(line === "</details>");
  }
  return `${fence === undefined ? "" : `\n${fence}`}${"\n\n</details>".repeat(Math.min(Math.max(open, 0), MAX_CLOSED))}`;
}
