// The inputs of the action as one flat record, checked against each other; every problem is reported at once.
import { isIP } from "node:net";
import { resolve } from "node:path";
import { type DatabaseInputs, readDatabaseInputs } from "@libsql-actions/shared/inputs/database-inputs";
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { maskUrlSecrets } from "@libsql-actions/shared/report/secrets";
import type { Source } from "@libsql-actions/shared/server/install";
import type { InstanceWish } from "@libsql-actions/shared/server/instances";
import { rejectContradictions } from "./contradictions.ts";
import { readInstances } from "./instance-inputs.ts";
import { type Logs, readLogs } from "./logs.ts";
import { readServerArguments } from "./server-arguments.ts";

export const BACKENDS = ["turso-local", "file", "memory", "turso-cloud"] as const;
export type Backend = (typeof BACKENDS)[number];

export interface SetupInputs extends DatabaseInputs {
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
  readonly waitTimeoutMs: number;
  readonly waitOn: readonly string[];
  /** For the post step, which reads it again. */
  readonly logs: Logs;
}

const DEFAULT_WAIT_TIMEOUT_MS = 10_000;

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
    template: readTemplate(reader, path("template")),
    auth: reader.oneOf("auth", ["none", "jwt"]),
    serverArguments: readServerArguments(reader),
    databaseFile: path("database-file"),
    ...readDatabaseInputs(reader),
    waitTimeoutMs: reader.duration("wait-timeout") ?? DEFAULT_WAIT_TIMEOUT_MS,
    waitOn: readWaitOn(reader),
    logs: readLogs(reader),
  };
  rejectContradictions(reader, inputs);
  return inputs;
}

function readTemplate(reader: InputReader, path: string | undefined): string | undefined {
  if (path === undefined || /\.(db|sqlite|sql)$/i.test(path)) return path;
  return reader.reject("template", path, "give a `.db`, `.sqlite` or `.sql` file.");
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

function readListenAddress(reader: InputReader): string {
  const value = reader.line("listen-address") ?? "127.0.0.1";
  if (isIP(value) !== 0) return value;
  reader.reject("listen-address", value, "give an IP address, such as `127.0.0.1` or `0.0.0.0`.");
  return "127.0.0.1";
}

function readWaitOn(reader: InputReader): string[] {
  const lines = reader.lines("wait-on");
  for (const text of lines) maskUrlSecrets(text);
  // Its `command:` resources are left out: they run a shell, and a step of the job's own can do that.
  const unfit = lines.find(
    (text) => !/^((file|https?|https?-get|socket):.|tcp:([^:/]+:|\[[0-9a-f:]+\]:)?\d{1,5}$|[./])/i.test(text),
  );
  if (unfit !== undefined)
    reader.reject(
      "wait-on",
      unfit,
      "give resources in the notation of wait-on, such as `tcp:127.0.0.1:6379` or `http-get://127.0.0.1:3000/health`.",
    );
  return lines;
}
