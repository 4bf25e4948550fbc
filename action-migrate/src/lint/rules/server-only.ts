// How much weighs what a server refuses and the native engine of a file or of memory runs.
import type { Found, Target } from "../rule.ts";

/**
 * Added to what is found: on a file or in memory it is a warning, since it runs there, and the folder that is tested there may be for a server.
 * Elsewhere it is what the rule says.
 */
export function onServerOnly({ native }: Target): Pick<Found, "severity"> {
  return native ? { severity: "warning" } : {};
}
