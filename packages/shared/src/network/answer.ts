// An answer to a request, whatever it came over.
import type { IncomingHttpHeaders } from "node:http";
import { pipeline, type Readable } from "node:stream";

export interface Answer {
  /** Whose it is, with its port: after a redirect another one than was asked. */
  readonly host: string;
  readonly status: number;
  /** The status is 2xx. */
  readonly ok: boolean;
  readonly headers: AnswerHeaders;
  /** The bytes, as they were before the server compressed them. */
  readonly body: Readable;
}

export interface AnswerHeaders {
  /** By name, in any letters; what came several times is joined by commas. Null for a header that is not there. */
  get(name: string): string | null;
}

/** What is asked for, and can be read: see `toAnswer`. */
export const ACCEPTED_ENCODING = "gzip";

/** What the clients of Node and of undici both give. Headers are by their names in small letters. */
interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/** Makes an answer of it. */
export async function toAnswer({ host }: URL, { status, headers, body: raw }: RawAnswer): Promise<Answer> {
  // Whoever reads it is told of an error; one that comes before that must not end the process.
  raw.on("error", () => undefined);
  const isZipped = /^(x-)?gzip$/i.test(headers["content-encoding"] ?? "") && !isEmpty(status, headers);
  const body = isZipped ? await unzipped(raw) : raw;
  const get = (name: string) => {
    const value = headers[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  };
  return { host, status, ok: status >= 200 && status < 300, headers: { get }, body };
}

/** Servers name an encoding also where there is nothing to be encoded. */
function isEmpty(status: number, headers: IncomingHttpHeaders): boolean {
  return status === 204 || status === 304 || headers["content-length"] === "0";
}

async function unzipped(raw: Readable): Promise<Readable> {
  const { createGunzip } = await import("node:zlib");
  // The callback is told what the reader is told.
  return pipeline(raw, createGunzip(), () => undefined);
}
