// Waits for what the user names besides our own servers. The library costs 0.8 MB and 100 ms, so it is loaded only then.

import { showUrl } from "@libsql-actions/shared/database/show-url";
import { formatDuration, MAX_TIMER_MS } from "@libsql-actions/shared/inputs/duration";
import { quote } from "@libsql-actions/shared/inputs/quote";

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
      timeout: Math.min(MAX_TIMER_MS, Math.max(1, Math.round(timeoutMs))),
      interval: INTERVAL_MS,
      window: 0,
      tcpTimeout: TRY_TIMEOUT_MS,
      httpTimeout: TRY_TIMEOUT_MS,
      strictSSL: true,
      // What is waited for is near: no proxy stands between.
      proxy: false,
    });
  } catch (problem) {
    const shown = resources.map((resource) => (resource.includes("//") ? showUrl(resource) : quote(resource))).join(", ");
    const { message } = problem as Error;
    if (!message.startsWith("Timed out waiting for")) throw new Error(`\`wait-on\` could not wait for ${shown}: ${message}`);
    throw new Error(
      `Waited ${formatDuration(timeoutMs)} for ${shown} (\`wait-on\`). Give it longer with \`wait-timeout\`, or start it before this step.`,
    );
  }
}
