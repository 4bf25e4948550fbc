// Replaces secrets in text with `***` the way the runner does: each registered value, and the forms it takes when it is encoded.
// Rules from actions/runner: src/Sdk/DTLogging/Logging/SecretMasker.cs and ValueEncoders.cs.

/** Base64 of the value as it looks with 0, 1 or 2 bytes cut off its front, without padding, in both alphabets. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value, "utf8");
  return [0, 1, 2].flatMap((offset) => {
    const encoded = bytes.subarray(offset).toString("base64").replace(/=+$/, "");
    return [encoded, encoded.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function jsonForm(value: string): string {
  // Newtonsoft also escapes the line ends that JSON.stringify leaves alone.
  return JSON.stringify(value)
    .slice(1, -1)
    .replace(/[\u0085\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function uriForm(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function xmlForm(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}

/** PowerShell prints the parts of a value before and after an ampersand apart from each other; parts under 6 characters are left. */
function ampersandForms(value: string): string[] {
  const coloured = value.indexOf("&+");
  const cut = coloured >= 0 ? coloured + 2 : value.lastIndexOf("&") + 1;
  if (cut === 0) return [];
  return [value.slice(0, cut), value.slice(coloured >= 0 ? cut + 1 : cut)].filter((part) => part.length >= 6);
}

/** Every form in which the runner looks for a secret, the value itself first. */
export function maskedForms(value: string): string[] {
  const quoted = value.length > 8 && value.startsWith('"') && value.endsWith('"');
  const forms = [
    value,
    ...base64Forms(value),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    jsonForm(value),
    uriForm(value),
    xmlForm(value),
    quoted ? value.slice(1, -1) : "",
    ...ampersandForms(value),
  ];
  return [...new Set(forms)].filter((form) => form !== "");
}

/** The secrets of one job. */
export class SecretMasker {
  readonly #values = new Set<string>();
  readonly #forms = new Set<string>();

  /** Registers a value, and each of its lines: the log is written line by line (AddMaskCommandExtension and Variables.cs). */
  add(value: string): void {
    const lines = value.split(/[\r\n]/).map((line) => line.trim());
    for (const one of [value, ...lines]) {
      if (one === "" || this.#values.has(one)) continue;
      this.#values.add(one);
      for (const form of maskedForms(one)) this.#forms.add(form);
    }
  }

  /** Replaces every form of every secret; ranges that overlap or touch become one `***`. */
  mask(text: string): string {
    const ranges: { start: number; end: number }[] = [];
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1))
        ranges.push({ start: at, end: at + form.length });
    }
    if (ranges.length === 0) return text;
    ranges.sort((a, b) => a.start - b.start);
    let masked = "";
    let written = 0;
    for (const { start, end } of ranges) {
      if (end <= written) continue;
      if (start > written || masked === "") masked += `${text.slice(written, start)}***`;
      written = end;
    }
    return masked + text.slice(written);
  }
}
