// What the steps of a rotation work with: two APIs, a way to databases, and the state that they add to.
import type { SecretsApi } from "@libsql-actions/shared/github/secrets-api";
import type { Send } from "@libsql-actions/shared/network/send";
import type { PlatformApi, PlatformDatabase } from "@libsql-actions/shared/turso/platform-api";
import type { Rotation } from "./rotation.ts";
import type { Patience } from "./wait-until.ts";

export interface RotateContext {
  readonly rotation: Rotation;
  readonly platform: PlatformApi;
  readonly secrets: SecretsApi;
  readonly send: Send;
  readonly patience: Patience;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** GITHUB_EVENT_NAME is `schedule`. */
  readonly isScheduled: boolean;
}

/** The databases that a rotation is about. */
export interface Databases {
  /** Those that the new token is for. */
  readonly own: readonly PlatformDatabase[];
  /** The group whose key signs their tokens; undefined where there is none. */
  readonly group: string | undefined;
  /** The names of all that an invalidation hits. */
  readonly hit: readonly string[];
}
