import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { Refusal } from '../core/refusal.ts';
import { databaseWaitSeconds, isDatabaseAway, statusOf } from '../http/errors.ts';
import { problemType } from '../http/problem.ts';
import { InputRefusal, type Problem } from '../plain/input.ts';

/** What every error of the API looks like: `application/problem+json` (RFC 9457). */
export const ProblemDetails = z.strictObject({
  type: z.literal('about:blank').describe('The status says what kind of problem it is; `code` which one.'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What happened and the next step, for a person.'),
  code: z.string().describe('Stable, for programs: opportunity.not_live, money.invalid, …'),
  requestId: z.string().describe('Names this request in the log of the node.'),
  errors: z
    .array(z.strictObject({ path: z.string(), detail: z.string(), code: z.string() }))
    .optional()
    .describe('Everything that is wrong with what was sent, and where.'),
});

/** An error of the API itself: no token, too large, too often. Rules of the domain throw `Refusal`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Whatever was thrown, as the answer to a request; undefined for what nobody foresaw. */
export function toApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof Refusal) return new ApiError(statusOf[error.kind], error.code, error.message);
  if (isDatabaseAway(error)) {
    return new ApiError(503, 'node.unavailable', 'The database does not answer. Try again in a moment.', {
      'retry-after': String(databaseWaitSeconds),
    });
  }
  return undefined;
}

/** The answer for an error; `errors` come from what was wrong with the form. */
export function problemResponse(error: ApiError, requestId: string, errors?: readonly Problem[]): Response {
  const details: z.output<typeof ProblemDetails> = {
    type: 'about:blank',
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
  return new Response(JSON.stringify(details), {
    status: error.status,
    headers: { ...error.headers, 'content-type': problemType, 'cache-control': 'no-store' },
  });
}

/** What was wrong with a form, where that is what was thrown. */
export function problemsOf(error: unknown): readonly Problem[] | undefined {
  return error instanceof InputRefusal ? error.problems : undefined;
}
