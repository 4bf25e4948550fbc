// Reads the inputs of a step strictly. Every problem is collected, so that a user sees all of them at once.
import { showUrl } from "../database/show-url.ts";
import { parseDuration } from "./duration.ts";
import { quote } from "./quote.ts";

/** Inputs whose values never stand in a message. */
const SECRET_INPUT = /(^|-)token$|^secrets$/;

/** Inputs that hold URLs, which may hold a password or a token. */
const URL_INPUT = /-url$/;
const MAX_LISTED_PROBLEMS = 20;

/** The step was given something it cannot work with. The message lists every problem. */
export class InputError extends Error {
  override name = "InputError";
}

export class InputReader {
  readonly #get: (name: string) => string;
  readonly #problems: string[] = [];

  /** `get` answers with an input's text, the empty string when it was not given. */
  constructor(get: (name: string) => string) {
    this.#get = get;
  }

  /**
   * Adds a problem. `value` is shown, but never that of a secret, nor the credentials of a URL.
   * @param expected what is allowed; without a `value`, what is wrong, to be read after the input's name
   */
  reject(name: string, value: string | undefined, expected: string): undefined {
    this.#problems.push(`\`${name}\` ${value === undefined ? expected : `${shown(name, value)} is not valid: ${expected}`}`);
    return undefined;
  }

  /** The trimmed text of an input, undefined when it is not given. */
  text(name: string): string | undefined {
    const value = this.#get(name).trim();
    return value === "" ? undefined : value;
  }

  /** One line of text without control characters: what a path, a name, a version or a URL has to be. */
  line(name: string): string | undefined {
    const value = this.text(name);
    if (value !== undefined && /[\u0000-\u001f\u007f]/.test(value))
      return this.reject(name, value, "give one line without control characters.");
    return value;
  }

  /** A boolean of the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#10212-boolean); `fallback` when it is not given. */
  boolean(name: string, fallback = false): boolean {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if (/^(true|True|TRUE)$/.test(value)) return true;
    if (!/^(false|False|FALSE)$/.test(value)) this.reject(name, value, "use `true` or `false`.");
    return false;
  }

  /** One of `allowed`; the first of them when the input is not given or wrong. */
  oneOf<const T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = this.text(name);
    const found = allowed.find((candidate) => candidate === value);
    if (value !== undefined && found === undefined)
      this.reject(name, value, `use one of ${allowed.map((one) => `\`${one}\``).join(", ")}.`);
    return found ?? allowed[0];
  }

  /** A whole number from 1 to 999,999,999. */
  count(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^[1-9]\d{0,8}$/.test(value)) return this.reject(name, value, "give a whole number, such as `1`.");
    return Number(value);
  }

  /** A duration in milliseconds. */
  duration(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return parseDuration(value) ?? this.reject(name, value, "give a number and a unit, such as `500ms`, `10s`, `5m` or `14d`.");
  }

  /** One item a line, trimmed, without empty lines. */
  lines(name: string): string[] {
    return this.#items(name, /\r?\n/);
  }

  /** Plain names: one a line, or separated by commas. */
  names(name: string): string[] {
    return this.#items(name, /[\r\n,]/);
  }

  /** Throws one `InputError` that lists every problem found so far; returns when there is none. */
  finish(): void {
    if (this.#problems.length === 0) return;
    if (this.#problems.length === 1) throw new InputError(`The input ${this.#problems[0]}`);
    const listed = this.#problems.slice(0, MAX_LISTED_PROBLEMS).map((problem) => `- ${problem}`);
    const more = this.#problems.length - listed.length;
    if (more > 0) listed.push(`- and ${more} more`);
    throw new InputError(`The inputs have ${this.#problems.length} problems:\n${listed.join("\n")}`);
  }

  #items(name: string, separator: RegExp): string[] {
    return this.#get(name)
      .split(separator)
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }
}

function shown(name: string, value: string): string {
  if (SECRET_INPUT.test(name)) return "has a value (not shown) that";
  const url = URL_INPUT.test(name) || value.includes("://");
  return `is ${url ? showUrl(value) : quote(value)}, which`;
}
