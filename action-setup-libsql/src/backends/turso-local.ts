// The backend `turso-local`: one sqld process per instance, each with its own port, folder and log.
import { dirname, join } from "node:path";
import { addPath } from "@actions/core";
import { isLoopbackAddress } from "@libsql-actions/shared/network/loopback";
import { line, note, warn } from "@libsql-actions/shared/report/log";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import { type Installation, isDamaged } from "@libsql-actions/shared/server/install";
import { type Instance, startInstances } from "@libsql-actions/shared/server/instances";
import { makeServerTokens, type ServerTokens } from "@libsql-actions/shared/server/tokens";
import { claimFolder, handOverFolder } from "../claims.ts";
import { dataFolder, makeFolder, ownFolder } from "../folders.ts";
import { installSqld } from "../install-sqld.ts";
import type { Context, GrowingProvision } from "../provision.ts";
import { rememberState } from "../state.ts";
import { fillServers, placeTemplate } from "../template.ts";

/** Where default ports begin: sqld's own default. */
const FIRST_PORT = 8080;

/** Installs sqld, starts the instances, and fills them from the template. */
export async function provideTursoLocal(context: Context, provision: GrowingProvision): Promise<void> {
  const { inputs } = context;
  const sqld = await installSqld(context);
  addPath(dirname(sqld.path));
  Object.assign(provision, { libsqlVersion: sqld.version, libsqlPath: sqld.path, cacheHit: sqld.cached });
  if (!inputs.start) {
    line(`sqld ${sqld.version} is on PATH; nothing was started, as \`start: false\` asks.`);
    return;
  }
  const own = await ownFolder(context, context.step.temporary);
  provision.dataDirectory = await dataFolder(context, own);
  provision.logDirectory = await makeFolder(join(own, "logs"), "RUNNER_TEMP");
  const tokens = inputs.auth === "jwt" ? makeServerTokens(join(own, "tokens.pem"), context.nowMs) : undefined;
  maskSecret(tokens?.fullAccess);
  maskSecret(tokens?.readOnly);
  warnOfAddress(inputs.listenAddress);
  const folders = inputs.instances.map(({ name }) => join(provision.dataDirectory, name));
  for (const folder of folders) claimFolder(context.state, folder);
  if (inputs.template !== undefined) await placeTemplate(context, inputs.template, folders);

  const instances = await start(context, sqld, provision, tokens).catch(async (problem: unknown) => {
    throw (await isDamaged(sqld))
      ? new Error(`The sqld in the tool cache is damaged: remove ${dirname(sqld.path)}, and run the job again`, {
          cause: problem,
        })
      : problem;
  });
  await fillServers(context, instances, tokens?.fullAccess);
  for (const { name, url, version, startMs } of instances)
    line(`${name}: ${url} (${version}), ready in ${Math.round(startMs)} ms`);
  provision.databases = instances;
  provision.authToken = tokens?.fullAccess ?? "";
  provision.readOnlyAuthToken = tokens?.readOnly ?? "";
}

function start(
  context: Context,
  sqld: Installation,
  { dataDirectory, logDirectory }: GrowingProvision,
  tokens: ServerTokens | undefined,
): Promise<Instance[]> {
  const { inputs, state, step } = context;
  return startInstances({
    instances: inputs.instances,
    sqld: sqld.path,
    version: sqld.version,
    dataDirectory,
    logDirectory,
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
      rememberState(state);
      handOverFolder(join(dataDirectory, launched.name), launched);
    },
    onPortTaken: note,
  });
}

function warnOfAddress(address: string): void {
  if (isLoopbackAddress(address)) return;
  warn(
    `The servers listen on ${address}. Whoever reaches them with a valid token, or without \`auth\` anybody, can also read and write files of this machine through SQL.`,
  );
}
