// The one shape of a write: what a transaction runs and what came of it, whatever kind of database carries it out.
import type { TransactionFailure } from "../sql/transaction-failure.ts";
import type { Statement } from "./statement.ts";

export interface TransactionPlan {
  /** Turned off before BEGIN (inside of a transaction the pragma does nothing) and on again afterwards. */
  readonly foreignKeysOff: boolean;
  /** Run after BEGIN and before COMMIT. Each fails when something is not as it has to be. */
  readonly guards?: { readonly before?: Statement; readonly after: Statement };
  readonly statements: readonly Statement[];
  /** Asked while the transaction is still open when every statement passed and it cannot be committed. */
  readonly diagnosis: Statement;
}

export type Outcome =
  | { readonly ok: true; readonly rowsAffected: number[] }
  | ({
      readonly ok: false;
      /** The rows that the diagnosis gave. */
      readonly diagnosis: readonly (readonly unknown[])[];
    } & TransactionFailure);

/** Runs a plan as BEGIN IMMEDIATE … COMMIT; nothing of it stays when anything fails. */
export type RunPlan = (plan: TransactionPlan) => Promise<Outcome>;
