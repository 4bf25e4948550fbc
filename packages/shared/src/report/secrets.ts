// Keeps secrets out of everything the suite writes: masks them in the runner's log, and takes them out of text that goes elsewhere.
import { setSecret } from "@actions/core";

const MIN_SECRET_CHARACTERS = 8;
const known = new Set<string>();

/** The parts of a secret that are secret by themselves: each line, and of a JWT the payload and the signature (the header is the same for all). */
function secretParts(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const segments = lines.flatMap((line) => (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(line) ? line.split(".").slice(1) : []));
  return [...new Set([secret, ...lines, ...segments])].filter((part) => part.length >= MIN_SECRET_CHARACTERS);
}

/**
 * Masks a secret in the log of this job and remembers it for `redact`. Call it before anything else happens with the value.
 * Nothing under 8 characters is masked: it would blacken the log and give nothing away less.
 */
export function maskSecret(secret: string | undefined): void {
  for (const part of secret === undefined ? [] : secretParts(secret)) {
    if (known.has(part)) continue;
    known.add(part);
    setSecret(part);
  }
}

/** Replaces every known secret in a text by `***`. The runner masks its log only, not summaries, outputs and files. */
export function redact(text: string): string {
  return [...known].sort((a, b) => b.length - a.length).reduce((clean, secret) => clean.replaceAll(secret, "***"), text);
}
