// Finds where a Markdown text links to, by position, so that a target can be replaced and everything else stays as it is. Not by the library that
// check/markdown.ts reads with: it does not say where a target stands, and a release needs nothing but Node and git.

/** A target in the text. `shown` when the reader's browser loads it (a picture), else the reader goes there. */
export interface Link {
  readonly target: string;
  readonly start: number;
  readonly end: number;
  readonly shown: boolean;
}

const FENCE = /^[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d+[.)])[ \t]+)*(`{3,}|~{3,})(.*)$/;
const DEFINITION = /^( {0,3}\[(?!\^)(?:[^\]\\\n]|\\.)+\]:[ \t]*)(<[^<>\n]*>|[^\s<]\S*)/;
const PICTURE = /\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#]|$)/i;
const TAG = /^<([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^"'<>])*)>/i;
const ATTRIBUTE = /([a-z-]+)\s*=\s*("[^"]*"|'[^']*')/gi;
const GOING = new Set(["href"]);
const LOADING = new Set(["src", "srcset"]);
/** What ends a paragraph without an empty line: the row of a table, a heading, a quote, an item of a list, a fence. */
const BLOCK = "[ \\t]*(?:\\r?$|[|#>]|[-*+][ \\t]|\\d+[.)][ \\t]|`{3}|~{3})";
const BEGINS_BLOCK = new RegExp(`^${BLOCK}`);
const NEXT_BLOCK = new RegExp(`\\n(?=${BLOCK})`, "m");

/**
 * The targets of links, pictures, definitions and of `href`, `src` and `srcset` (of one picture) in HTML, in the order of the text. Those in fenced
 * code, code spans and comments are none. Code that is only indented is not told from text: use fences.
 */
export function findLinks(markdown: string): Link[] {
  const links: Link[] = [];
  // Of every bracket that is open: whether it began with `![`.
  let open: boolean[] = [];
  let position = 0;
  while (position < markdown.length) {
    if (position === 0 || markdown[position - 1] === "\n") {
      const line = lineAt(markdown, position);
      if (BEGINS_BLOCK.test(line)) open = [];
      const block = endOfFence(markdown, position, line);
      if (block !== undefined) {
        position = block;
        continue;
      }
      const definition = definitionIn(line, position);
      if (definition !== undefined) {
        links.push(definition);
        position += line.length;
        continue;
      }
    }
    position = readInline(markdown, position, open, links);
  }
  return links;
}

/** The text with every target replaced by what `replace` makes of it. */
export function replaceLinks(markdown: string, replace: (link: Link) => string): string {
  let text = "";
  let done = 0;
  for (const link of findLinks(markdown)) {
    text += markdown.slice(done, link.start) + replace(link);
    done = link.end;
  }
  return text + markdown.slice(done);
}

/** Reads what stands at `position`, notes a link that ends there, and answers where to go on. */
function readInline(markdown: string, position: number, open: boolean[], links: Link[]): number {
  const rest = (): string => markdown.slice(position, endOfParagraph(markdown, position));
  switch (markdown[position]) {
    case "\\":
      return position + 2;
    case "`":
      return position + (codeSpan(rest()) ?? /^`+/.exec(rest())?.[0].length ?? 1);
    case "<":
      return endOfHtml(markdown, position, rest, links);
    case "!":
      if (markdown[position + 1] !== "[") return position + 1;
      open.push(true);
      return position + 2;
    case "[":
      open.push(false);
      return position + 1;
    case "]": {
      const shown = open.pop();
      const target = shown !== undefined && markdown[position + 1] === "(" ? targetIn(rest().slice(2)) : undefined;
      if (shown === undefined || target === undefined) return position + 1;
      const start = position + 2 + target.start;
      links.push({ target: target.text, start, end: start + target.text.length, shown });
      return start + target.text.length;
    }
    default:
      return position + 1;
  }
}

function lineAt(markdown: string, position: number): string {
  const end = markdown.indexOf("\n", position);
  return markdown.slice(position, end < 0 ? undefined : end);
}

/** Inline markup does not reach from one block into the next. */
function endOfParagraph(markdown: string, position: number): number {
  const found = NEXT_BLOCK.exec(markdown.slice(position));
  return found === null ? markdown.length : position + found.index;
}

/** Where the text goes on behind a fenced block that begins with this line, undefined where none does. */
function endOfFence(markdown: string, position: number, line: string): number | undefined {
  const [, fence = "", info = ""] = FENCE.exec(line) ?? [];
  if (fence === "" || (fence.startsWith("`") && info.includes("`"))) return undefined;
  const closing = new RegExp(`^[ \\t]*(?:>[ \\t]*)*${fence[0]}{${fence.length},}[ \\t]*\\r?$`);
  let next = position + line.length + 1;
  while (next < markdown.length) {
    const inside = lineAt(markdown, next);
    next += inside.length + 1;
    if (closing.test(inside)) break;
  }
  return Math.min(next, markdown.length);
}

function definitionIn(line: string, position: number): Link | undefined {
  const [, head, found] = DEFINITION.exec(line) ?? [];
  if (head === undefined || found === undefined) return undefined;
  const inAngles = found.startsWith("<");
  const target = inAngles ? found.slice(1, -1) : found;
  const start = position + head.length + (inAngles ? 1 : 0);
  return { target, start, end: start + target.length, shown: PICTURE.test(target) };
}

/** The length of the code span that a text begins with: it ends at as many backticks as it began with. */
function codeSpan(text: string): number | undefined {
  const [ticks = ""] = /^`+/.exec(text) ?? [];
  const closing = new RegExp(`(?<!\`)${ticks}(?!\`)`, "g");
  closing.lastIndex = ticks.length;
  const found = closing.exec(text);
  return found === null ? undefined : found.index + ticks.length;
}

function endOfHtml(markdown: string, position: number, rest: () => string, links: Link[]): number {
  if (markdown.startsWith("<!--", position)) {
    const end = markdown.indexOf("-->", position + 4);
    return end < 0 ? markdown.length : end + 3;
  }
  const tag = TAG.exec(rest());
  if (tag === null) return position + 1;
  for (const { index, 0: whole, 1: name = "", 2: quoted = "" } of tag[0].matchAll(ATTRIBUTE)) {
    const shown = LOADING.has(name.toLowerCase());
    if (!shown && !GOING.has(name.toLowerCase())) continue;
    const start = position + index + whole.length - quoted.length + 1;
    const target = quoted.slice(1, -1);
    links.push({ target, start, end: start + target.length, shown });
  }
  return position + tag[0].length;
}

/** The target that a text begins with, which stands behind `](`: in angle brackets, or up to white space or the closing parenthesis. */
function targetIn(text: string): { start: number; text: string } | undefined {
  const white = /^\s*/.exec(text)?.[0].length ?? 0;
  const angled = /^<([^<>\n]*)>/.exec(text.slice(white))?.[1];
  const target = angled ?? balanced(text.slice(white));
  const start = white + (angled === undefined ? 0 : 1);
  const behind = text.slice(start + target.length + (angled === undefined ? 0 : 1));
  const closes = /^(?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?\s*\)/.test(behind);
  return closes ? { start, text: target } : undefined;
}

/** Up to white space, or to a closing parenthesis that none of its own opens. */
function balanced(text: string): string {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? "";
    if (character === "\\") index += 1;
    else if (character === "(") depth += 1;
    else if (/\s/.test(character) || (character === ")" && depth === 0)) return text.slice(0, index);
    else if (character === ")") depth -= 1;
  }
  return text;
}
