// The input `server-args`: more flags for sqld, one a line, none that the action sets itself or that would show a secret.
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { OWN_FLAGS } from "@libsql-actions/shared/server/launch";

/** Their values would stand among the arguments of a process, where every other process can read them. */
const SECRET_FLAGS = [
  "--http-auth",
  "--admin-auth-key",
  "--encryption-key",
  "--heartbeat-auth",
  "--meta-store-access-key-id",
  "--meta-store-secret-access-key",
  "--meta-store-session-token",
];

/** Each line is a flag, with its value behind a space or `=`. What is wrong with them is the reader's to report. */
export function readServerArguments(reader: InputReader): string[] {
  return reader.lines("server-args").flatMap((text) => {
    const [, flag, value] = /^(--?[A-Za-z][\w-]*)(?:[\s=]+(.*))?$/s.exec(text) ?? [];
    if (flag === undefined || text.includes("\0")) {
      // Not shown: it may be a secret on the wrong line.
      reader.reject(
        "server-args",
        undefined,
        "holds a line that is no flag (not shown): give one flag a line, such as `--max-response-size 20MB`.",
      );
      return [];
    }
    const objection = objectionTo(flag);
    if (objection !== undefined) reader.reject("server-args", flag, objection);
    return value === undefined || value === "" ? [flag] : [flag, value];
  });
}

function objectionTo(flag: string): string | undefined {
  if (OWN_FLAGS.includes(flag) || /^-d./.test(flag))
    return "the action sets this flag itself; use `data-directory`, `ports`, `listen-address` or `auth`.";
  if (SECRET_FLAGS.includes(flag))
    return "this flag carries a secret, and every process on the machine can read the arguments of others.";
  if (flag === "--enable-namespaces")
    return "with namespaces a server no longer answers on `http://127.0.0.1`. Ask for several `instances` instead.";
  return undefined;
}
