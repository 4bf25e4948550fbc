// The backend `turso-local`: one sqld process per instance, each with its own port, folder and log.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { addPath } from "@actions/core";
import { line, note, warn } from "@libsql-actions/shared/report/log";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import type { Installation } from "@libsql-actions/shared/server/install";
import { type Instance, startInstances } from "@libsql-actions/shared/server/instances";
import { makeServerTokens, type ServerTokens } from "@libsql-actions/shared/server/tokens";
import { claimFolder, refuseClaimedFolder } from "../claims.ts";
import { dataFolder, ownFolder } from "../folders.ts";
import { type Context, NOTHING, type Provision } from "../provision.ts";
import { installSqld } from "../sqld.ts";
import { fillServers, placeTemplateFile } from "../template.ts";

/** Where default ports begin: sqld's own default. */
const FIRST_PORT = 8080;

/** Installs sqld, starts the instances, and fills them from the template. */
export async function provideTursoLocal(context: Context): Promise<Provision> {
  const { inputs } = context;
  const sqld = await installSqld(context);
  addPath(join(sqld.path, ".."));
  const installed = { ...NOTHING, libsqlVersion: sqld.version, libsqlPath: sqld.path, cacheHit: sqld.cached };
  if (!inputs.start) {
    line(`sqld ${sqld.version} is on PATH; nothing was started, as \`start: false\` asks.`);
    return installed;
  }
  const own = await ownFolder(context, context.step.temporary);
  const folders = { data: await dataFolder(context, own), logs: join(own, "logs") };
  await mkdir(folders.logs);
  const tokens = inputs.auth === "jwt" ? makeServerTokens(join(own, "tokens.pem"), context.now) : undefined;
  maskSecret(tokens?.fullAccess);
  maskSecret(tokens?.readOnly);
  if (inputs.listenAddress !== "127.0.0.1") warnOfAddress(inputs.listenAddress);
  for (const { name } of inputs.instances) refuseClaimedFolder(folders.data, name);
  await placeTemplateFile(
    inputs.template,
    inputs.instances.map(({ name }) => join(folders.data, name)),
  );

  const instances = await start(context, sqld, folders, tokens);
  await fillServers(context, instances, tokens?.fullAccess);
  for (const { name, url, version, startMs } of instances)
    line(`${name}: ${url} (${version}), ready in ${Math.round(startMs)} ms`);
  return {
    ...installed,
    databases: instances,
    authToken: tokens?.fullAccess ?? "",
    readOnlyAuthToken: tokens?.readOnly ?? "",
    dataDirectory: folders.data,
    logDirectory: folders.logs,
  };
}

function start(
  context: Context,
  sqld: Installation,
  folders: { data: string; logs: string },
  tokens: ServerTokens | undefined,
): Promise<Instance[]> {
  const { inputs, state, step } = context;
  return startInstances({
    instances: inputs.instances,
    sqld: sqld.path,
    version: sqld.version,
    dataDirectory: folders.data,
    logDirectory: folders.logs,
    listenAddress: inputs.listenAddress,
    firstPort: FIRST_PORT,
    keyFile: tokens?.keyFile,
    token: tokens?.fullAccess,
    extraArguments: inputs.serverArguments,
    environment: step.environment,
    timeoutMs: inputs.waitTimeoutMs,
    onLaunch(launched) {
      // One whose port was taken has ended; its successor has its name and its log.
      const earlier = state.servers.findIndex(({ name }) => name === launched.name);
      if (earlier === -1) state.servers.push(launched);
      else state.servers[earlier] = launched;
      claimFolder(state, folders.data, launched.name, launched);
      context.remember();
    },
    onPortTaken: note,
  });
}

function warnOfAddress(address: string): void {
  if (address === "::1") return;
  warn(
    `The servers listen on ${address}. Whoever reaches them with a valid token, or without \`auth\` anybody, can also read files of this machine through SQL.`,
  );
}
