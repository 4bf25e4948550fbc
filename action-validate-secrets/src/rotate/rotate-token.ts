// The recipe of a rotation. It adds to the state of the rotation as it goes, so that whatever ends it, the report is true.
import { databaseUrl } from "./access.ts";
import type { RotateContext } from "./context.ts";
import { invalidate, proveOldTokenDead, seeOldToken } from "./invalidate.ts";
import { mintToken } from "./mint.ts";
import { reportExpiry } from "./old-token.ts";
import { checkTargets, rotatedDatabases } from "./preflight.ts";
import { explain } from "./problem.ts";
import { did } from "./rotation.ts";
import { storeEverywhere } from "./store.ts";

/** Rotates, and never throws: what went wrong is in the rotation. */
export async function rotateToken(context: RotateContext): Promise<void> {
  try {
    await rotate(context);
  } catch (fault) {
    context.rotation.problem = explain(fault);
  }
}

async function rotate(context: RotateContext): Promise<void> {
  const { rotation } = context;
  const { mode, isDryRun, secretName, urlSecretName, scope } = rotation.inputs;
  const databases = await rotatedDatabases(context);
  reportExpiry(context);
  await checkTargets(context);
  if (mode === "leaked") await invalidate(context, databases);
  if (isDryRun) {
    did(
      rotation,
      `A run with \`dry-run: false\` mints a token for the ${scope.kind} ${scope.name} and writes ${secretName}${urlSecretName === undefined ? "" : ` and ${urlSecretName}`} to every target.`,
    );
    return;
  }
  const token = await mintToken(context, databases).catch(async (fault: unknown) => {
    await seeOldToken(context, databases);
    throw fault;
  });
  const [database] = databases.own;
  const hasUrl = urlSecretName !== undefined && database !== undefined;
  await storeEverywhere(context, [secretName, token], hasUrl ? [urlSecretName, databaseUrl(database)] : undefined);
  if (rotation.invalidated === "yes") await proveOldTokenDead(context, databases);
}
