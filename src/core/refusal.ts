/** The ways the domain says no. Each door maps a kind once: HTTP status, problem+json, drop, exit code. */
export type RefusalKind = 'not-found' | 'forbidden' | 'conflict' | 'invalid' | 'gone';

/**
 * The domain said no. `code` is stable (`opportunity.not_open`) and safe to show; `message` says what
 * happened and the next step, in words for a person. Never carries a secret or a stack.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly code: string;
  /** What the message names, for saying it in another language. */
  readonly values: Readonly<Record<string, string | number>>;

  constructor(
    kind: RefusalKind,
    code: string,
    message: string,
    values: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.values = values;
  }
}
