// The inputs `instances` and `ports`: how many servers, what they are called, and where each listens.
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import type { InstanceWish, PortWish } from "@libsql-actions/shared/server/instances";

const MAX_INSTANCES = 64;
const MIN_PORT = 1;
const MAX_PORT = 65_535;
/** Ports that `fetch`, and with it @libsql/client, refuses to talk to (https://fetch.spec.whatwg.org/#port-blocking), from 1024 upwards. */
const BLOCKED_PORTS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Reads both inputs. What is wrong with them is the reader's to report. */
export function readInstances(reader: InputReader): InstanceWish[] {
  const names = readNames(reader);
  const ports = readPorts(reader, names.length);
  return names.map((name, index) => ({ name, port: ports[index] ?? { kind: "default" } }));
}

function readNames(reader: InputReader): string[] {
  const given = reader.names("instances");
  const text = given[0] ?? "1";
  const names = given.length <= 1 && /^\d+$/.test(text) ? numbered(reader, text) : given;
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
  return names;
}

function numbered(reader: InputReader, text: string): string[] {
  const count = Number(text);
  if (count < 1 || count > MAX_INSTANCES) reader.reject("instances", text, `ask for 1 to ${MAX_INSTANCES} instances.`);
  return Array.from({ length: Math.min(count, MAX_INSTANCES) }, (_, index) => `db-${index + 1}`);
}

function readPorts(reader: InputReader, instances: number): PortWish[] {
  const given = reader.names("ports");
  if (given.length === 1 && given[0] === "auto") return Array.from({ length: instances }, () => ({ kind: "auto" }));
  const wishes = given.map((text): PortWish => {
    if (text === "auto") return { kind: "auto" };
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (port < MIN_PORT || port > MAX_PORT)
      reader.reject("ports", text, `a port is a number from ${MIN_PORT} to ${MAX_PORT}, or \`auto\`.`);
    if (BLOCKED_PORTS.has(port))
      reader.reject(
        "ports",
        text,
        "browsers and `fetch` refuse to talk to this port, and so does @libsql/client. Give another one.",
      );
    return { kind: "given", port };
  });
  if (given.length > 0 && given.length !== instances)
    reader.reject("ports", given.join(", "), `give one port for each of the ${instances} instances, or \`auto\` for all.`);
  const numbers = wishes.flatMap((wish) => (wish.kind === "given" ? [wish.port] : []));
  if (new Set(numbers).size !== numbers.length) reader.reject("ports", given.join(", "), "two instances cannot share a port.");
  return wishes;
}
