// Inputs that are fine by themselves and do not go together. What a backend has no use for is ignored, so that a matrix can switch by one word.
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { isLoopbackAddress } from "@libsql-actions/shared/network/loopback";
import type { Backend, SetupInputs } from "./inputs.ts";

type Reject = (input: string, value: string | undefined, reason: string) => void;

/** Rejects what contradicts itself, by backend. */
export function rejectContradictions(reader: InputReader, inputs: SetupInputs): void {
  CONTRADICTIONS[inputs.backend](inputs, (input, value, reason) => reader.reject(input, value, reason));
}

const CONTRADICTIONS: Record<Backend, (inputs: SetupInputs, reject: Reject) => void> = {
  "turso-local"(inputs, reject) {
    rejectOtherListeners(inputs, reject);
    const { listenAddress, auth, allowPlaintext, storage, dataDirectory } = inputs;
    if (!isLoopbackAddress(listenAddress) && auth === "none" && !allowPlaintext)
      reject(
        "listen-address",
        listenAddress,
        "other machines could reach a server without authentication. Add `auth: jwt`, or `allow-plaintext: true` to accept that.",
      );
    if (storage === "ram" && dataDirectory !== undefined)
      reject("storage", storage, "`data-directory` names a place on disk; give one of the two.");
  },
  file({ instances, databaseFile, storage, dataDirectory }, reject) {
    if (databaseFile !== undefined && instances.length > 1)
      reject(
        "database-file",
        databaseFile,
        `${instances.length} instances cannot share one file. Leave it out, or ask for one instance.`,
      );
    if (storage === "ram" && dataDirectory !== undefined)
      reject("storage", storage, "`data-directory` names a place on disk; give one of the two.");
  },
  memory(inputs, reject) {
    rejectSeveral(inputs, reject);
  },
  "turso-cloud"(inputs, reject) {
    rejectSeveral(inputs, reject);
    if (inputs.template !== undefined)
      reject(
        "template",
        inputs.template,
        "`backend: turso-cloud` takes the database as it is. Use the migrate and seed actions to fill it.",
      );
    if (inputs.databaseUrls.length > 1) reject("database-url", undefined, "must hold one URL.");
  },
};

/** Flags by which sqld listens in more places. None of these asks for the tokens of `auth: jwt` alone. */
const LISTEN_FLAGS = ["--hrana-listen-addr", "--admin-listen-addr", "--grpc-listen-addr"];

function rejectOtherListeners({ serverArguments, allowPlaintext }: SetupInputs, reject: Reject): void {
  for (const [index, flag] of serverArguments.entries()) {
    const address = serverArguments[index + 1]?.replace(/:\d*$/, "").replace(/^\[(.*)\]$/, "$1") ?? "";
    if (LISTEN_FLAGS.includes(flag) && !isLoopbackAddress(address) && !allowPlaintext)
      reject(
        "server-args",
        flag,
        "other machines could reach the server there. Give a loopback address, or `allow-plaintext: true` to accept that.",
      );
  }
}

function rejectSeveral({ backend, instances }: SetupInputs, reject: Reject): void {
  if (instances.length > 1)
    reject(
      "instances",
      String(instances.length),
      `\`backend: ${backend}\` has one database. Use \`turso-local\` or \`file\` for several.`,
    );
}
