// The inputs by which an action is told of the API of a service: its address, a token for it, and whose account it is about.
import { isLoopback } from "../network/loopback.ts";
import type { InputReader } from "./reader.ts";

/** Less is masked nowhere: it would blacken the log. */
const MIN_TOKEN_CHARACTERS = 8;

/** The address of an API that a token is sent to: https, or http on this machine. Undefined when it is not given or wrong. */
export function readApiUrl(reader: InputReader, name: string): string | undefined {
  const value = reader.line(name);
  const problem = value === undefined ? undefined : apiUrlProblem(value);
  return problem === undefined ? value : reader.reject(name, value, problem);
}

/** Why no token is to be sent to an address, and what to give; undefined for one that is good. */
export function apiUrlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  const isBare = url !== null && [url.username, url.password, url.search, url.hash].every((part) => part === "");
  if (!isBare || !/^https?:$/.test(url.protocol)) return "give an `https://` URL without user name and parameters.";
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    return "a token would go there in plain text; give an `https://` URL.";
  return undefined;
}

/** A token, without the line break that it may have been stored with. Undefined when it is not given or wrong. */
export function readApiToken(reader: InputReader, name: string): string | undefined {
  const value = reader.text(name);
  if (value === undefined) return undefined;
  if (!/^[\u0021-\u007e]+$/.test(value))
    return reader.reject(name, undefined, "holds spaces, line breaks or other characters that no token has.");
  if (value.length < MIN_TOKEN_CHARACTERS)
    return reader.reject(
      name,
      undefined,
      `has fewer than ${MIN_TOKEN_CHARACTERS} characters: no token is so short, and none could be masked.`,
    );
  return value;
}

/** The name of an organization, a group or a database, as it stands in paths and commands. Undefined when it is not given or wrong. */
export function readSlug(reader: InputReader, name: string): string | undefined {
  const value = reader.line(name);
  if (value !== undefined && !/^[A-Za-z\d][\w.-]{0,99}$/.test(value))
    return reader.reject(name, value, "give a name of letters, digits and dashes.");
  return value;
}
