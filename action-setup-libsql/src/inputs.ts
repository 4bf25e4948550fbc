// The inputs of the action as one flat record, checked against each other; every problem is reported at once.
import { isIP } from "node:net";
import { resolve } from "node:path";
import { isLoopback } from "@libsql-actions/shared/database/url";
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import type { Source } from "@libsql-actions/shared/server/install";
import type { InstanceWish, PortWish } from "@libsql-actions/shared/server/instances";
import { OWN_FLAGS } from "@libsql-actions/shared/server/launch";

export const BACKENDS = ["turso-local", "file", "memory", "turso-cloud"] as const;
export type Backend = (typeof BACKENDS)[number];

export interface SetupInputs {
  readonly backend: Backend;
  readonly version: string | undefined;
  readonly versionFile: string | undefined;
  readonly checksum: string | undefined;
  readonly sources: readonly Source[];
  readonly mirrorUrl: string | undefined;
  readonly registryUrl: string | undefined;
  readonly githubToken: string | undefined;
  readonly start: boolean;
  readonly instances: readonly InstanceWish[];
  readonly listenAddress: string;
  readonly storage: "disk" | "ram";
  readonly dataDirectory: string | undefined;
  readonly template: string | undefined;
  readonly auth: "none" | "jwt";
  readonly serverArguments: readonly string[];
  readonly databaseFile: string | undefined;
  readonly databaseUrls: readonly string[];
  readonly authTokens: readonly string[];
  readonly allowPlaintext: boolean;
  readonly waitTimeoutMs: number;
  readonly waitOn: readonly string[];
}

const MAX_INSTANCES = 64;
const MIN_PORT = 1;
const MAX_PORT = 65_535;
const DEFAULT_WAIT_TIMEOUT_MS = 10_000;
const SECRET_FLAGS = [
  "--http-auth",
  "--admin-auth-key",
  "--encryption-key",
  "--heartbeat-auth",
  "--meta-store-access-key-id",
  "--meta-store-secret-access-key",
  "--meta-store-session-token",
];

/**
 * Reads and checks the inputs. The caller calls `reader.finish()`.
 * @param workspace what relative paths are relative to
 */
export function readSetupInputs(reader: InputReader, workspace: string): SetupInputs {
  const path = (name: string) => {
    const text = reader.line(name);
    return text === undefined ? undefined : resolve(workspace, text);
  };
  const inputs: SetupInputs = {
    backend: reader.oneOf("backend", BACKENDS),
    version: reader.line("libsql-version"),
    versionFile: path("libsql-version-file"),
    checksum: readChecksum(reader),
    sources: readSources(reader),
    mirrorUrl: readHttpUrl(reader, "mirror-url"),
    registryUrl: readHttpUrl(reader, "registry-url"),
    githubToken: reader.line("github-token"),
    start: reader.boolean("start", true),
    instances: readInstances(reader),
    listenAddress: readListenAddress(reader),
    storage: reader.oneOf("storage", ["disk", "ram"]),
    dataDirectory: path("data-directory"),
    template: path("template"),
    auth: reader.oneOf("auth", ["none", "jwt"]),
    serverArguments: readServerArguments(reader),
    databaseFile: path("database-file"),
    databaseUrls: reader.lines("database-url"),
    authTokens: reader.lines("auth-token"),
    allowPlaintext: reader.boolean("allow-plaintext"),
    waitTimeoutMs: reader.duration("wait-timeout") ?? DEFAULT_WAIT_TIMEOUT_MS,
    waitOn: readWaitOn(reader),
  };
  rejectContradictions(reader, inputs);
  return inputs;
}

function rejectContradictions(reader: InputReader, inputs: SetupInputs): void {
  const count = inputs.instances.length;
  if (inputs.template !== undefined && !/\.(db|sqlite|sql)$/i.test(inputs.template))
    reader.reject("template", inputs.template, "give a `.db`, `.sqlite` or `.sql` file.");
  if (
    inputs.backend === "turso-local" &&
    !isLoopback(inputs.listenAddress) &&
    inputs.listenAddress !== "::1" &&
    inputs.auth === "none" &&
    !inputs.allowPlaintext
  )
    reader.reject(
      "listen-address",
      inputs.listenAddress,
      "other machines could reach a server without authentication. Add `auth: jwt`, or `allow-plaintext: true` to accept that.",
    );
  if (inputs.backend === "turso-local" && inputs.storage === "ram" && inputs.dataDirectory !== undefined)
    reader.reject("storage", "ram", "`data-directory` names a place on disk; give one of the two.");
  if (inputs.backend === "file" && inputs.databaseFile !== undefined && count > 1)
    reader.reject(
      "database-file",
      inputs.databaseFile,
      `${count} instances cannot share one file. Leave it out, or ask for one instance.`,
    );
  if ((inputs.backend === "memory" || inputs.backend === "turso-cloud") && count > 1)
    reader.reject(
      "instances",
      String(count),
      `\`backend: ${inputs.backend}\` has one database. Use \`turso-local\` or \`file\` for several.`,
    );
  if (inputs.backend === "turso-cloud" && inputs.template !== undefined)
    reader.reject(
      "template",
      inputs.template,
      "`backend: turso-cloud` takes the database as it is. Use the migrate and seed actions to fill it.",
    );
  if (inputs.backend === "turso-cloud" && inputs.databaseUrls.length > 1)
    reader.reject("database-url", undefined, "must hold one URL.");
}

function readChecksum(reader: InputReader): string | undefined {
  const value = reader
    .line("checksum")
    ?.toLowerCase()
    .replace(/^sha256:/, "");
  return value === undefined || /^[0-9a-f]{64}$/.test(value)
    ? value
    : reader.reject("checksum", value, "give a sha256 in 64 hexadecimal digits.");
}

function readSources(reader: InputReader): Source[] {
  const names = reader.names("download-from");
  const sources = names.filter((name): name is Source => name === "github" || name === "npm");
  if (sources.length !== names.length)
    reader.reject("download-from", names.join(", "), "give `github`, `npm` or both, in the order they are to be tried.");
  return sources.length === 0 ? ["github", "npm"] : [...new Set(sources)];
}

function readHttpUrl(reader: InputReader, name: string): string | undefined {
  const text = reader.line(name);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Not shown: an address that is wrong may be wrong because a password stands in it.
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== "" ||
    url.password !== "" ||
    url.search !== "" ||
    url.hash !== ""
  )
    return reader.reject(
      name,
      undefined,
      "must be an `https://` or `http://` address without user, password, `?` and `#` (its value is not shown).",
    );
  return url.href.replace(/\/+$/, "");
}

function readInstances(reader: InputReader): InstanceWish[] {
  const given = reader.names("instances");
  const count = given.length === 1 && /^\d+$/.test(given[0] ?? "") ? Number(given[0]) : undefined;
  if (count !== undefined && (count < 1 || count > MAX_INSTANCES))
    reader.reject("instances", given[0], `ask for 1 to ${MAX_INSTANCES} instances.`);
  const names =
    count === undefined
      ? given
      : Array.from({ length: Math.min(Math.max(count, 1), MAX_INSTANCES) }, (_, index) => `db-${index + 1}`);
  const unfit = names.find((name) => !/^[a-z][a-z0-9-]{0,39}$/.test(name));
  if (unfit !== undefined)
    reader.reject(
      "instances",
      unfit,
      "a name is made of lower-case letters, digits and `-`, begins with a letter, and has at most 40 characters.",
    );
  if (new Set(names).size !== names.length) reader.reject("instances", names.join(", "), "the names must differ.");
  if (names.length > MAX_INSTANCES)
    reader.reject("instances", undefined, `has ${names.length} names; at most ${MAX_INSTANCES} are possible.`);
  const ports = readPorts(reader, names.length);
  return (names.length === 0 ? ["db-1"] : names).map((name, index) => ({ name, port: ports[index] ?? { kind: "default" } }));
}

function readPorts(reader: InputReader, instances: number): PortWish[] {
  const given = reader.names("ports");
  const wishes = given.map((text): PortWish => {
    if (text === "auto") return { kind: "auto" };
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (port < MIN_PORT || port > MAX_PORT)
      reader.reject("ports", text, `a port is a number from ${MIN_PORT} to ${MAX_PORT}, or \`auto\`.`);
    return { kind: "given", port };
  });
  if (given.length === 1 && given[0] === "auto") return Array.from({ length: instances }, () => ({ kind: "auto" }));
  if (given.length > 0 && given.length !== Math.max(instances, 1))
    reader.reject("ports", given.join(", "), `give one port for each of the ${instances} instances, or \`auto\` for all.`);
  const numbers = wishes.flatMap((wish) => (wish.kind === "given" ? [wish.port] : []));
  if (new Set(numbers).size !== numbers.length) reader.reject("ports", given.join(", "), "two instances cannot share a port.");
  return wishes;
}

function readListenAddress(reader: InputReader): string {
  const value = reader.line("listen-address") ?? "127.0.0.1";
  if (isIP(value) === 0) reader.reject("listen-address", value, "give an IP address, such as `127.0.0.1` or `0.0.0.0`.");
  return value;
}

/** Each line is a flag, with its value behind a space or `=`. */
function readServerArguments(reader: InputReader): string[] {
  return reader.lines("server-args").flatMap((text) => {
    const [, flag, value] = /^(--?[A-Za-z][\w-]*)(?:[\s=]+(.*))?$/s.exec(text) ?? [];
    if (flag === undefined || text.includes("\0"))
      reader.reject(
        "server-args",
        SECRET_FLAGS.some((secret) => text.includes(secret)) ? undefined : text,
        "holds a line that is no flag: give one flag a line, such as `--max-response-size 20MB`.",
      );
    else if (OWN_FLAGS.includes(flag) || /^-d./.test(flag))
      reader.reject(
        "server-args",
        flag,
        "the action sets this flag itself; use `data-directory`, `ports`, `listen-address` or `auth`.",
      );
    else if (SECRET_FLAGS.includes(flag))
      reader.reject(
        "server-args",
        flag,
        "this flag carries a secret, and every process on the machine can read the arguments of others.",
      );
    else if (flag === "--enable-namespaces")
      reader.reject(
        "server-args",
        flag,
        "with namespaces a server no longer answers on `http://127.0.0.1`. Ask for several `instances` instead.",
      );
    return flag === undefined ? [] : value === undefined || value === "" ? [flag] : [flag, value];
  });
}

function readWaitOn(reader: InputReader): string[] {
  const lines = reader.lines("wait-on");
  // Its `command:` resources are left out: they run a shell, and a step of the job's own can do that.
  const unfit = lines.find((text) => !/^((file|https?|https?-get|tcp|socket):|[./])/.test(text));
  if (unfit !== undefined)
    reader.reject(
      "wait-on",
      unfit,
      "give resources in the notation of wait-on, such as `tcp:127.0.0.1:6379` or `http-get://127.0.0.1:3000/health`.",
    );
  return lines;
}
