import type { IncomingMessage, ServerResponse } from 'node:http';
import { logFor } from '../src/platform/log.ts';
import type { Metrics } from '../src/platform/metrics.ts';
import { traced } from '../src/platform/traces.ts';
import type { Arrival, Gate, Verdict } from './gate/gate.ts';
import { MAX_BODY } from './gate/shape.ts';

const log = logFor('gate');
/** A body must be whole within this time. */
const bodyMs = 30_000;

/** Answers a POST to an inbox: reads the body, asks the gate, and says 202 once the row is on disk. */
export type InboxDoor = (request: IncomingMessage, response: ServerResponse, clientIp: string) => void;

/** The inbox of one process. `write` resolves after the commit; nothing is acknowledged before. */
export function createInboxDoor(options: {
  readonly gate: Gate;
  readonly write: (arrival: Arrival) => Promise<void>;
  readonly metrics: Pick<Metrics, 'gate'>;
}): InboxDoor {
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    if (body === undefined) {
      answerRefusal(options.metrics, request, response, {
        kind: 'refused',
        status: 413,
        reason: 'shape.size',
      });
      return;
    }
    const { method = '', url = '', rawHeaders } = request;
    const verdict = await options.gate.admit({ method, url, rawHeaders, body });
    if (verdict.kind === 'refused') {
      answerRefusal(options.metrics, request, response, verdict);
      return;
    }
    options.metrics.gate.inc({ verdict: verdict.kind });
    if (verdict.kind === 'accepted') {
      await options.write(verdict.arrival);
      options.gate.remember(verdict.arrival);
    }
    response.writeHead(202).end();
  };
  return (request, response) => {
    traced('guildhall.inbox.receive', { 'http.request.method': 'POST' }, () =>
      receive(request, response),
    ).catch((error: unknown) => {
      // The database did not take it, or the sender went away: nothing was acknowledged, and it may come again.
      log.error('An activity could not be written down', { error });
      if (!response.headersSent) response.writeHead(503, { 'retry-after': '30', connection: 'close' });
      response.end();
    });
  };
}

function answerRefusal(
  metrics: Pick<Metrics, 'gate'>,
  request: IncomingMessage,
  response: ServerResponse,
  verdict: Extract<Verdict, { kind: 'refused' }>,
): void {
  const { status, reason, retryAfterSeconds } = verdict;
  metrics.gate.inc({ verdict: reason });
  log.info('Refused at the gate', { reason, status, path: (request.url ?? '').split('?', 1)[0] });
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    // What was not read must not be taken for the next request of this connection.
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(JSON.stringify({ title: 'Refused at the gate', status, code: reason }));
}

/** The whole body, or undefined as soon as it is known to be too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return undefined;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const parts: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(() => request.destroy(new Error('The body took too long.')), bodyMs);
  request.on('data', (part: Buffer) => {
    length += part.length;
    if (length > MAX_BODY) {
      request.pause();
      resolve(undefined);
    } else parts.push(part);
  });
  request.on('end', () =>
    resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)),
  );
  request.on('error', reject);
  request.on('aborted', () => reject(new Error('The sender went away.')));
  return promise.finally(() => clearTimeout(timer));
}
