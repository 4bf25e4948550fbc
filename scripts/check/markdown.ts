// Reads of a Markdown file what it links to, and what others can link to in it: its anchors, by GitHub's rule.
import GithubSlugger from "github-slugger";
import { lexer, type Token, type Tokens, walkTokens } from "marked";

/** A link or a picture. `line` is the line of the file (from 1) on which it begins. */
export interface MarkdownLink {
  line: number;
  target: string;
}

export interface MarkdownFile {
  links: MarkdownLink[];
  /** What is written like a link and is none, since its target holds a space, or nothing defines its reference. */
  broken: MarkdownLink[];
  /** Without `#`. */
  anchors: ReadonlySet<string>;
}

/** What a browser takes as the place that `#name` means (https://html.spec.whatwg.org/#find-a-potential-indicated-element). */
const HTML_ANCHOR = /<[a-z][^>]*?\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const HTML_LINK = /<[a-z][^>]*?\s(?:href|src|srcset)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const HTML_COMMENT = /<!--[\s\S]*?-->/g;
const LOOKS_LINKED = /\[[^\]]*\](?:\([^)]*\)?|\[[^\]]*\]?)/g;

/** The links, pictures and anchors of a Markdown text, those in HTML too. Code has none. */
export function readMarkdown(text: string): MarkdownFile {
  const slugger = new GithubSlugger();
  const links: MarkdownLink[] = [];
  const broken: MarkdownLink[] = [];
  const anchors = new Set<string>();
  let line = 1;
  for (const block of lexer(text)) {
    let from = 0;
    const add = (list: MarkdownLink[], target: string, raw: string) => {
      // The text of a list item stands deeper in the file than in its token, so a link over two lines is found by its target alone.
      const found = [raw, target].map((needle) => block.raw.indexOf(needle, from)).find((index) => index !== -1) ?? from;
      list.push({ line: line + lineBreaks(block.raw.slice(0, found)), target });
      from = found + 1;
    };
    void walkTokens([block], (token) => {
      if (token.type === "heading") anchors.add(slugger.slug(shownText((token as Tokens.Heading).tokens)));
      if (token.type === "link" || token.type === "image") add(links, (token as Tokens.Link | Tokens.Image).href, token.raw);
      if (token.type === "text" && token.tokens === undefined)
        for (const [text] of token.raw.matchAll(LOOKS_LINKED)) add(broken, text, text);
      if (token.type !== "html") return;
      const html = token.raw.replaceAll(HTML_COMMENT, "");
      for (const name of attributes(html, HTML_ANCHOR)) anchors.add(name);
      for (const target of attributes(html, HTML_LINK)) add(links, target, target);
    });
    line += lineBreaks(block.raw);
  }
  return { links, broken, anchors };
}

function lineBreaks(text: string): number {
  return text.split("\n").length - 1;
}

function attributes(html: string, pattern: RegExp): string[] {
  return [...html.matchAll(pattern)].map(([, double, single, bare]) => double ?? single ?? bare ?? "");
}

/** The text of a heading as its reader sees it, from which GitHub makes the anchor. A picture has none. */
function shownText(tokens: readonly Token[]): string {
  return tokens.map(shownTextOf).join("");
}

function shownTextOf(token: Token): string {
  if (token.type === "image" || token.type === "html") return "";
  if ("tokens" in token && token.tokens !== undefined) return shownText(token.tokens);
  if (token.type === "codespan" || token.type === "escape") return (token as Tokens.Codespan).text;
  return "text" in token ? decoded(String(token.text)) : "";
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** Character references of the names that are used in prose, and by number. */
function decoded(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
