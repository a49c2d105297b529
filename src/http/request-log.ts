import type { ServerResponse } from 'node:http';
import { logFor } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';

const log = logFor('http');

/** A request as it is logged: never its query, which may hold a token. */
export interface LoggedRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
}

/**
 * Log and count a request once its answer is over. What only reads and succeeds is `debug`, the rest `info`;
 * an answer that was cut off has status 0.
 */
export function logWhenAnswered(
  response: ServerResponse,
  request: LoggedRequest,
  metrics: Pick<Metrics, 'requests'>,
): void {
  const startedMs = performance.now();
  response.once('close', () => {
    const elapsedMs = performance.now() - startedMs;
    const status = response.writableFinished ? response.statusCode : 0;
    metrics.requests.observe({ method: request.method, status: String(status) }, elapsedMs / 1000);
    const facts = { ...request, status, ms: Math.round(elapsedMs * 10) / 10 };
    const isQuiet = status > 0 && status < 400 && (request.method === 'GET' || request.method === 'HEAD');
    if (isQuiet) log.debug('answered', facts);
    else log.info('answered', facts);
  });
}
