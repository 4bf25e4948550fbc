// The settings that tests open databases with: the network without a proxy, the native addon of the lock file.
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClientSettings } from "../database/client.ts";
import { createSend } from "../network/send.ts";

const REPOSITORY = fileURLToPath(new URL("../../../../", import.meta.url));

/** Holds the addon between runs, where nobody commits or misses it. */
export const TEST_TOOL_CACHE = join(REPOSITORY, "node_modules", ".cache", "libsql-actions-tools");

/** Times are short: a test that waits is a test that fails. */
export function testSettings(lockTimeoutMs = 5_000): ClientSettings {
  const send = createSend({ proxy: {}, tryTimeoutMs: 10_000, deadlineMs: 15_000 });
  const addon = {
    toolCache: TEST_TOOL_CACHE,
    workspace: REPOSITORY,
    home: homedir(),
    environment: {},
    send,
  };
  return { send, addon, lockTimeoutMs };
}
