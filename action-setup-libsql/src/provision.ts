// What every backend provides, in the same form, so that a matrix can switch between them by one word.
import type { Step } from "@libsql-actions/shared/inputs/step";
import type { SetupInputs } from "./inputs.ts";
import type { SetupState } from "./state.ts";

export interface ProvidedDatabase {
  readonly name: string;
  readonly url: string;
  readonly port?: number;
  /** In the words of the engine. */
  readonly version: string;
  /** How long it took to become ready. */
  readonly startMs: number;
}

export interface Provision {
  readonly databases: readonly ProvidedDatabase[];
  readonly authToken: string;
  readonly readOnlyAuthToken: string;
  readonly libsqlVersion: string;
  readonly libsqlPath: string;
  readonly cacheHit: boolean;
  readonly initSql: string;
  readonly dataDirectory: string;
  readonly logDirectory: string;
}

export const NOTHING: Provision = {
  databases: [],
  authToken: "",
  readOnlyAuthToken: "",
  libsqlVersion: "",
  libsqlPath: "",
  cacheHit: false,
  initSql: "",
  dataDirectory: "",
  logDirectory: "",
};

/** A provision that a backend fills in as things come true, so that a failure can still tell what there is. */
export type GrowingProvision = { -readonly [Key in keyof Provision]: Provision[Key] };

/** Makes whatever a backend provides. */
export type Provide = (context: Context, provision: GrowingProvision) => Promise<void>;

/** What a backend works with. */
export interface Context {
  readonly inputs: SetupInputs;
  readonly step: Step;
  /** Grows as the backend makes things; `rememberState` saves it for the post step. */
  readonly state: SetupState;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}
