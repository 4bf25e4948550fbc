// Keeps secrets out of everything the suite writes: masks them in the runner's log, and takes them out of text that goes elsewhere.
import { setSecret } from "@actions/core";
import { decodePercent } from "../network/percent.ts";
import { base64Forms, escapedForms } from "./encoded-forms.ts";

const MIN_SECRET_CHARACTERS = 8;
/** A JWT anywhere in a text: header (base64url of `{`, always beginning with `ey`), payload, signature. */
const JWT = /(?<![\w-])ey[\w-]+\.([\w-]+)\.([\w-]+)/g;
/** Parameters of a URL that hold a secret, such as `authToken`. */
const SECRET_PARAMETER = /[?&][^=&#]*(?:token|secret|password|key)[^=&#]*=([^&#]+)/gi;
const known = new Set<string>();
/** The forms in which known secrets may stand in a text, those of the longest first. */
let forms: readonly { readonly form: string | RegExp; readonly length: number }[] = [];

/**
 * The parts of a secret that are secret by themselves: each line, what stands between quotes, and of a JWT the payload and the signature
 * (the header is the same for all).
 */
function secretParts(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
  const bare = lines.map((line) => line.replace(/^["'`]+|["'`]+$/g, "").trim());
  const segments = [...secret.matchAll(JWT)].flatMap((match) => [match[0], match[1] ?? "", match[2] ?? ""]);
  return [secret, ...lines, ...bare, ...segments];
}

/**
 * Masks a secret in the log of this job and remembers it for `redact`. Call it before anything else happens with the value.
 * Nothing under 8 characters is masked: it would blacken the log and give nothing away less.
 */
export function maskSecret(secret: string | undefined): void {
  for (const part of secret === undefined ? [] : secretParts(secret)) {
    if (part.length < MIN_SECRET_CHARACTERS || known.has(part)) continue;
    known.add(part);
    const own = [part, escapedForms(part), ...base64Forms(part)].filter((form) => form !== undefined);
    forms = [...forms, ...own.map((form) => ({ form, length: part.length }))].sort((a, b) => b.length - a.length);
    setSecret(part);
  }
}

/**
 * Masks what is secret in a URL: password or user name, and parameters such as `authToken`. Not the URL itself: GitHub drops outputs that
 * hold a masked value (https://github.com/actions/runner/issues/1061).
 */
export function maskUrlSecrets(url: string | undefined): void {
  if (url === undefined) return;
  // In the path of a file `@` is a character like any other.
  const userinfo = (/^file:/i.test(url) ? /^file:\/\/([^/]*)@/i : /\/\/(.*)@/s).exec(url)?.[1] ?? "";
  const values = [
    userinfo.slice(userinfo.indexOf(":") + 1),
    ...Array.from(url.matchAll(SECRET_PARAMETER), (match) => match[1] ?? ""),
  ];
  for (const value of values) {
    maskSecret(value);
    maskSecret(decodePercent(value));
  }
}

/**
 * Replaces every known secret in a text by `***`, also where it is encoded. The runner masks its log only, not summaries, outputs and files. A text is
 * to be cut afterwards: the first half of a secret would not be known again.
 */
export function redact(text: string): string {
  return forms.reduce((clean, { form }) => clean.replaceAll(form, "***"), text);
}
