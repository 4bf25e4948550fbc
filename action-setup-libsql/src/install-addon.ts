// Fetches and verifies the native addon here, so that later steps that open `file:` and `:memory:` databases need no network.
import { ensureAddon } from "@libsql-actions/shared/database/addon";
import { ADDON_VERSION } from "@libsql-actions/shared/database/addon-releases";
import { databaseSettings } from "./database-settings.ts";
import type { Context, GrowingProvision } from "./provision.ts";

/** In the words of a provided database's version. */
export const ENGINE = `libSQL ${ADDON_VERSION}`;

/** Makes sure that the addon is in the tool cache, and says so in the provision. */
export async function installAddon(context: Context, provision: GrowingProvision): Promise<void> {
  const { cached } = await ensureAddon(databaseSettings(context).addon);
  provision.libsqlVersion = ADDON_VERSION;
  provision.cacheHit = cached;
}
