// Asks databases over and over whether they may be written to, with probes that open a transaction, to be killed:
// `node probe-child.ts <url> <probe> [<url> <probe>]…`, where a probe is `schema` or `table:<name>`. It prints `probing` when all have begun.
import { setImmediate } from "node:timers/promises";
import { resolveDatabases } from "@libsql-actions/shared/database/resolve";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { openingOf } from "../../action-validate-secrets/src/session.ts";
import { mayWrite, type WriteProbe } from "../../action-validate-secrets/src/write-probe.ts";

const given = process.argv.slice(2);
let waiting = given.length / 2;

async function probe(url: string, kind: string): Promise<never> {
  const { databases } = resolveDatabases({ urls: [url], tokens: [], allowPlaintext: false, environment: {}, directory: "/" });
  const [database] = databases;
  if (database === undefined) throw new Error("there is no database");
  const writeProbe: WriteProbe = kind === "schema" ? { kind } : { kind: "table", table: kind.replace("table:", "") };
  const settings = testSettings();
  const { send } = settings;
  const target = { database, urlName: "database-url", tokenName: "auth-token" };
  const opening = openingOf(database, settings, undefined);
  const reach = { target, opening, send, optionalSend: send, patientSend: send, deadlineMs: 10_000 };
  for (let probes = 0; ; probes++) {
    if (!(await mayWrite(reach, writeProbe))) throw new Error("the database takes no writes");
    // The native client never waits, and would let no other probe begin.
    await setImmediate();
    if (probes === 0 && --waiting === 0) console.info("probing");
  }
}

const pairs = Array.from({ length: waiting }, (_, index) => given.slice(2 * index, 2 * index + 2));
await Promise.all(pairs.map(([url = "", kind = ""]) => probe(url, kind)));
