/** The statuses the gate answers with; each refusal also names a reason for the log. */
export type RefusedStatus = 400 | 401 | 403 | 405 | 413 | 415 | 421 | 429;

/**
 * The gate said no. `reason` is one of the stable words of the log (`sig.invalid`, `shape.depth`, …) and holds
 * nothing that a stranger wrote.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: RefusedStatus;
  readonly reason: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: RefusedStatus, reason: string, retryAfterSeconds?: number) {
    super(reason);
    this.status = status;
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
