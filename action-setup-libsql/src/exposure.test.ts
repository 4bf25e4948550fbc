// What a server shows: to other machines nothing, since it listens on loopback only; to its clients files of this machine, but nothing that only the job knows.
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executeBody } from "@libsql-actions/shared/database/hrana";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { type LaunchedInstance, startInstances } from "@libsql-actions/shared/server/instances";
import { stopProcesses } from "@libsql-actions/shared/server/stop";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { sqldPath } from "@libsql-actions/shared/testing/sqld";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readSetupInputs } from "./inputs.ts";

const CANARY = "canary-of-the-job";
let folder: string;
let launched: LaunchedInstance[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "exposure-"));
  launched = [];
});
afterEach(async () => {
  await stopProcesses(launched);
  await rm(folder, { recursive: true });
});

/** One server, with what an empty `with:` asks for. */
async function startDefault(keyFile?: string, token?: string) {
  const { listenAddress } = readSetupInputs(new InputReader(() => ""), folder);
  const [server] = await startInstances({
    ...{ instances: [{ name: "db", port: { kind: "auto" } }], sqld: sqldPath(), version: "0.24.32" },
    ...{ dataDirectory: join(folder, "data"), logDirectory: folder, listenAddress, keyFile, token, firstPort: 8080 },
    ...{ extraArguments: [], timeoutMs: 10_000, onPortTaken: () => undefined },
    environment: { ...process.env, TURSO_AUTH_TOKEN: CANARY, ACTIONS_RUNTIME_TOKEN: CANARY, SQLD_ADMIN_AUTH_KEY: CANARY },
    onLaunch: (instance) => launched.push(instance),
  });
  return server?.url ?? "";
}

/** The addresses on which a process listens, as `/proc/net` has them: hexadecimal, little-endian. */
async function listeningOn(pid: number): Promise<string[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(descriptors.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => "")));
  const sockets = new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
  const tables = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/${pid}/net/${name}`, "utf8").catch(() => "")));
  const rows = tables.flatMap((table) => table.split("\n").map((line) => line.trim().split(/\s+/)));
  return rows.filter((row) => row[3] === "0A" && sockets.has(row[9] ?? "")).map((row) => row[1]?.split(":")[0] ?? "");
}

test.runIf(process.platform === "linux")("a server listens on 127.0.0.1 only, unless it is told otherwise", async () => {
  await startDefault();
  expect(await listeningOn(launched[0]?.pid ?? 0)).toEqual(["0100007F"]);
});

describe("`server-args` opens no other door to other machines", () => {
  test.each(["--hrana-listen-addr", "--admin-listen-addr", "--grpc-listen-addr"])("by %s", (flag) => {
    const refusal =
      (address: string, more: Readonly<Record<string, string>> = {}) =>
      () => {
        const given = { "server-args": `${flag} ${address}`, auth: "jwt", ...more };
        const reader = new InputReader((name) => new Map(Object.entries(given)).get(name) ?? "");
        readSetupInputs(reader, folder);
        reader.finish();
      };
    for (const address of ["0.0.0.0:5001", "[::]:5001", "192.168.0.1:5001"])
      expect(refusal(address)).toThrow("other machines could reach the server there");
    for (const address of ["127.0.0.1:5001", "[::1]:5001"]) expect(refusal(address)).not.toThrow();
    expect(refusal("0.0.0.0:5001", { "allow-plaintext": "true" })).not.toThrow();
  });
});

test.runIf(process.platform === "linux")(
  "whoever may only read rows can read and write files, and the server has nothing of the job to show",
  async () => {
    const { ask } = await startWithReader();
    const [secret, target] = [join(folder, "of-the-runner"), join(folder, "written")];
    await writeFile(secret, "what the user of the runner may read");
    // That it can is libSQL's doing. Should it end, docs/threat-model.md has to say so.
    expect(await ask(`SELECT CAST(readfile('${secret}') AS TEXT)`)).toContain("what the user of the runner may read");
    expect(await ask(`SELECT writefile('${target}', 'x')`)).toContain('"ok"');
    expect(await readFile(target, "utf8")).toBe("x");
    for (const file of ["environ", "cmdline"])
      expect(await readFile(`/proc/${launched[0]?.pid}/${file}`, "utf8")).not.toContain(CANARY);
  },
);

test("what stands in a database cannot: views and triggers may use neither function", async () => {
  const { ask, write } = await startWithReader();
  const target = join(folder, "written");
  await write(`CREATE VIEW w AS SELECT writefile('${target}', 'x')`);
  await write("CREATE VIEW r AS SELECT readfile('/etc/hostname')");
  expect(await ask("SELECT * FROM w")).toContain("unsafe use of writefile()");
  expect(await ask("SELECT * FROM r")).toContain("unsafe use of readfile()");
  expect(existsSync(target)).toBe(false);
});

/** A server that wants tokens, and what a token for reading, and one for writing, get from it. */
async function startWithReader() {
  const issuer = tokenIssuer();
  await writeFile(join(folder, "key.pem"), issuer.publicKey);
  const url = await startDefault(join(folder, "key.pem"), issuer.token({ a: "ro" }));
  const as = (access: "ro" | "rw") => async (sql: string) => {
    const headers = { authorization: `Bearer ${issuer.token({ a: access })}` };
    return (await fetch(`${url}/v2/pipeline`, { method: "POST", headers, body: executeBody(sql) })).text();
  };
  return { ask: as("ro"), write: as("rw") };
}
