// Waits for what the user names besides our own servers. The library costs 0.8 MB and 100 ms, so it is loaded only then.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { errorMessage } from "@libsql-actions/shared/report/failure";

const INTERVAL_MS = 100;
const TRY_TIMEOUT_MS = 2_000;

/**
 * Resolves when all resources are there, in the notation of wait-on (https://www.npmjs.com/package/wait-on).
 * @throws when they are not within `timeoutMs`
 */
export async function waitForResources(resources: readonly string[], timeoutMs: number): Promise<void> {
  const { default: waitOn } = await import("wait-on");
  try {
    await waitOn({
      resources: [...resources],
      timeout: Math.max(1, Math.round(timeoutMs)),
      interval: INTERVAL_MS,
      window: 0,
      tcpTimeout: TRY_TIMEOUT_MS,
      httpTimeout: TRY_TIMEOUT_MS,
      strictSSL: true,
      // What is waited for is near: no proxy stands between.
      proxy: false,
    });
  } catch (problem) {
    throw new Error(
      `Waited ${formatDuration(timeoutMs)} for ${resources.map((resource) => quote(resource)).join(", ")} (\`wait-on\`): ${errorMessage(problem)}. Give it longer with \`wait-timeout\`, or start it before this step.`,
    );
  }
}
