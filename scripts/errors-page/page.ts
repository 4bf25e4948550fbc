// docs/errors.md, made of the messages in the sources and of the causes and cures in groups/.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { slug } from "github-slugger";
import { type Area, type Group, groupOf } from "./group.ts";
import { EVERY_ACTION_AREA } from "./groups/every-action.ts";
import { MIGRATE_AREA } from "./groups/migrate.ts";
import { SEED_AREA } from "./groups/seed.ts";
import { SETUP_AREA } from "./groups/setup.ts";
import { ROTATE_AREA, VALIDATE_AREA } from "./groups/validate.ts";
import type { Message } from "./messages.ts";

export const ERRORS_PAGE = "docs/errors.md";
export const AREAS: readonly Area[] = [EVERY_ACTION_AREA, SETUP_AREA, MIGRATE_AREA, SEED_AREA, VALIDATE_AREA, ROTATE_AREA];
/** How many words of a message its anchor has, where these are not those of another one. */
const FIRST_WORDS = 6;
const REASONS_PAGE = "../action-validate-secrets/README.md#verdicts-and-reasons";

const HEAD = `# Error messages

Every message of the actions, with its cause and its cure. Paste a part of yours into the search of your browser: the words stand here as they appear.

- ‹words› stand for what differs: a name, a number, the words of a server.
- [text] is not always there, and of [one|other] one is.
- ⏎ is a line break.
- A message can be a part of another one: behind a colon, or as a sentence at its end.

A step that fails ends with exit code 1 and one error that says all that was wrong; a step that does not fail ends with 0. Every output that can be told
is set all the same, and the job summary has what does not fit into one line. Warnings, notices and what a check says when it passes
stand here too. An error without words of ours, such as a \`TypeError\`, is a fault of the action: please report it, with the log of the step.

This page is made of the sources by \`npm run docs\`.
`;

/** What is wrong with the catalogue of causes: messages without one, and groups without messages. */
export function catalogueProblems(messages: readonly Message[], areas: readonly Area[]): string[] {
  const homeless = new Set(messages.map(({ file }) => file).filter((file) => groupOf(file, areas) === undefined));
  const used = new Set(messages.map(({ file }) => groupOf(file, areas)));
  const unused = areas.flatMap(({ groups }) => groups).filter((group) => !used.has(group));
  return [
    ...[...homeless].map(
      (file) => `${file} has messages without a cause and a cure: give it a group in scripts/errors-page/groups`,
    ),
    ...unused.map(
      ({ title }) => `The group "${title}" of scripts/errors-page/groups has no messages: take it out, or correct its files`,
    ),
  ];
}

/** The page of the checkout at `root`, which has these messages. */
export function errorsPage(root: string, messages: readonly Message[]): string {
  const codes = codesOf(readFileSync(join(root, "docs/findings.md"), "utf8"));
  const reasons = reasonsOf(readFileSync(join(root, "action-validate-secrets/src/result.ts"), "utf8"));
  return pageOf(messages, AREAS, codes, reasons);
}

/** The page. @param codes of findings, @param reasons of verdicts: messages that are tagged with one are linked to what is said of it */
export function pageOf(
  messages: readonly Message[],
  areas: readonly Area[],
  codes: ReadonlySet<string>,
  reasons: ReadonlySet<string>,
): string {
  const anchorOf = anchors();
  const parts = areas.map((area) => {
    const groups = area.groups.map((group) => {
      const own = messages.filter(({ file }) => groupOf(file, areas) === group);
      const lines = inOrder(own).map(
        (message) => `- <a id="${anchorOf(message.text)}"></a>${codeSpan(message.text)}${linkOf(message, codes, reasons)}`,
      );
      return `### ${group.title}\n\n**Cause.** ${group.cause}\n\n**What to do.** ${group.cure}\n\n${lines.join("\n")}\n`;
    });
    return `## ${area.title}\n\n${groups.join("\n")}`;
  });
  const contents = areas.map((area) => [`- [${area.title}](#${slug(area.title)})`, ...area.groups.map(titleLink)].join("\n  - "));
  return `${HEAD}\n${contents.join("\n")}\n\n${parts.join("\n")}`;
}

const titleLink = ({ title }: Group) => `[${title}](#${slug(title)})`;

/** Each text once, by its words. */
function inOrder(messages: readonly Message[]): Message[] {
  const once = [...new Map(messages.map((message) => [message.text, message])).values()];
  const key = ({ text }: Message) => plainWords(text).join(" ");
  return once.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.text < b.text ? -1 : 1));
}

function linkOf({ tags, file }: Message, codes: ReadonlySet<string>, reasons: ReadonlySet<string>): string {
  const code = file.startsWith("action-validate") ? undefined : tags.find((tag) => codes.has(tag));
  if (code !== undefined) return ` (finding [\`${code}\`](findings.md#${code}))`;
  const reason = file.startsWith("action-validate") ? tags.find((tag) => tag !== "ok" && reasons.has(tag)) : undefined;
  return reason === undefined ? "" : ` (reason [\`${reason}\`](${REASONS_PAGE}))`;
}

/** Inline code, whatever backticks are in it (https://spec.commonmark.org/0.31.2/#code-spans). */
function codeSpan(text: string): string {
  const line = text.replaceAll(/\s*\n+\s*/g, " ⏎ ");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

/** Gives each text an anchor of its own: its first words, and more of them where others have the same. */
function anchors(): (text: string) => string {
  const given = new Set<string>();
  return (text) => {
    const words = plainWords(text);
    const first = Math.min(FIRST_WORDS, words.length);
    for (let count = first; ; count++) {
      const number = count > words.length ? `-${count - words.length + 1}` : "";
      const anchor = `e-${words.slice(0, count).join("-")}${number}`;
      if (given.has(anchor)) continue;
      given.add(anchor);
      return anchor;
    }
  };
}

function plainWords(text: string): string[] {
  return (
    text
      .replaceAll(/‹[^‹›]*›/g, " ")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  );
}

function codesOf(findingsPage: string): Set<string> {
  return new Set([...findingsPage.matchAll(/^## (\S+)$/gm)].map(([, code]) => code ?? ""));
}

/** The reasons of verdicts, as their list in the sources has them. */
function reasonsOf(source: string): Set<string> {
  const list = /export const REASONS = \[([\s\S]*?)\] as const/.exec(source)?.[1] ?? "";
  return new Set([...list.matchAll(/"([a-z-]+)"/g)].map(([, reason]) => reason ?? ""));
}
