// Why a transaction failed, whatever kind of database it ran on.

export interface TransactionFailure {
  /** Of the statement that failed; undefined when BEGIN, a guard, COMMIT or the request as a whole failed. */
  readonly index?: number;
  /** Of SQLite or of the server, such as `SQLITE_CONSTRAINT`. */
  readonly code: string;
  readonly message: string;
}
