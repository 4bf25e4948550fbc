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

/** How a kind of database carries out writes. */
export interface Writer {
  /**
   * Runs plans in turn, each as BEGIN IMMEDIATE … COMMIT; nothing of one stays when anything in it fails. A remote database gets all of them in one
   * request and begins the later ones also when an earlier one failed: each plan has to look by itself whether it may still run.
   * @returns what came of each, up to the first that failed
   */
  readonly run: (plans: readonly TransactionPlan[]) => Promise<Outcome[]>;
  /** Runs statements outside of any transaction, each by itself, up to the first that fails. */
  readonly runLoose: (statements: readonly Statement[]) => Promise<LooseOutcome>;
  /** Waits until nobody else holds the write lock. Returns false when that takes longer than `timeoutMs`. */
  readonly waitForLock: (timeoutMs: number) => Promise<boolean>;
  /** Runs reads in one request; each gives its rows or why it failed, and a failure does not keep the others from running. */
  readonly read: (statements: readonly Statement[]) => Promise<(unknown[][] | TransactionFailure)[]>;
  /** Has the parser of the server look at statements without running them. Undefined where there is no server. */
  readonly parse: ((statements: readonly Statement[]) => Promise<(TransactionFailure | undefined)[]>) | undefined;
}

/** What came of statements without a transaction. */
export interface LooseOutcome {
  /** How many of them have run; what an open transaction of their own held is not among them. */
  readonly done: number;
  /** With the index of the one that failed. */
  readonly failure: TransactionFailure | undefined;
}
