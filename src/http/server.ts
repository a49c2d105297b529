import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { availableParallelism } from 'node:os';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Config } from '../config.ts';
import { createRateLimiter, type RateLimiter } from '../core/rate.ts';
import type { Clock } from '../platform/clock.ts';
import { logFor } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { createClientAddressReader, isLoopback, rateKeyOf } from './client-address.ts';
import { type DrawRefusal, type EarlyRefusal, refuseEarly } from './early-refusal.ts';
import { noteFacts } from './request-facts.ts';
import { logWhenAnswered } from './request-log.ts';
import { Throttle, type ThrottleLimits } from './throttle.ts';

const log = logFor('http');

/** Answers `POST /inbox` and `POST /@{handle}/inbox`. It reads the body itself and ends the response. */
export type InboxHandler = (request: IncomingMessage, response: ServerResponse, clientIp: string) => void;

/** Answers a document it holds ready and says true; otherwise touches nothing and says false. */
export type DocumentHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** How much a process takes on, and how much of it from one client. */
export interface ServerLimits extends ThrottleLimits {
  /** Requests one client (IPv4 address or IPv6 /64) may send in a minute, inboxes aside. */
  readonly perMinute: number;
}

/** What stands behind the server. */
export interface NodeServerParts {
  /** The machine: settings, clock, metrics. A `Platform` fits. */
  readonly platform: {
    readonly config: Pick<Config, 'TRUST_PROXY' | 'INBOX_LIMIT'>;
    readonly origin: string;
    readonly clock: Clock;
    readonly metrics: Pick<Metrics, 'requests'>;
  };
  /** The Hono app: `app.fetch`. It sees every request under our origin, whatever proxy it came through. */
  readonly fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>;
  readonly inbox: InboxHandler;
  readonly documents?: DocumentHandler | undefined;
  /** Draws the page of a refusal that no route decided. Without it, problem+json. */
  readonly refusalPage?: DrawRefusal | undefined;
  readonly limits?: Partial<ServerLimits> | undefined;
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** What probes ask by address, and the files the page of a 421 is drawn with. */
const forAnyHost = /^\/(?:healthz|readyz|metrics|assets\/.+)$/;
const inboxPath = /^(?:\/@[^/]+)?\/inbox$/;

function defaultLimits(): ServerLimits {
  const processors = availableParallelism();
  return {
    inFlight: 8 * processors,
    inFlightPerClient: 4 * processors,
    waiting: 64 * processors,
    waitMs: 30_000,
    perMinute: 600,
  };
}

/**
 * The server of one process, not listening yet. Every request passes, in this order: trusted proxies, host, method
 * and path, the throttle of the process, the limit of the client; then the inbox, the documents held ready, or
 * Hono. A client on this machine (the operator, or a proxy TRUST_PROXY does not name) has no limit of its own.
 */
export function createNodeServer(parts: NodeServerParts): Server {
  return createServer(
    {
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 16 * 1024,
    },
    createListener(parts),
  );
}

function createListener(
  parts: NodeServerParts,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { platform, refusalPage } = parts;
  const limits = { ...defaultLimits(), ...parts.limits };
  const clientOf = createClientAddressReader(platform.config.TRUST_PROXY);
  const throttle = new Throttle(limits);
  const pace = createPace(limits, platform.config.INBOX_LIMIT, platform.clock);
  const dispatch = createDispatch(parts);
  const ourHost = new URL(platform.origin).host;
  return (request, response) => {
    const clientIp = clientOf(request);
    const requestId = randomUUID();
    noteFacts(request, { id: requestId, clientIp });
    const method = request.method ?? 'GET';
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    logWhenAnswered(response, { requestId, method, path }, platform.metrics);
    const refuse = (refusal: EarlyRefusal) =>
      refuseEarly(request, response, refusal, platform.origin, refusalPage);

    const asked = request.headers.host ?? '';
    if (canonicalHost(asked, platform.origin) !== ourHost && !forAnyHost.test(path)) {
      return refuse({ status: 421, asked, origin: platform.origin });
    }
    if (!methods.has(method)) return refuse({ status: 405, allow: [...methods].join(', ') });
    if (!path.startsWith('/'))
      return refuse({ status: 400, message: 'The address is not a path of this site.' });

    const isInbox = method === 'POST' && inboxPath.test(path);
    const key = isLoopback(clientIp) ? undefined : rateKeyOf(clientIp);
    const begin = (leave: () => void): void => {
      response.once('close', leave);
      const wait = pace(key, isInbox);
      if (wait === undefined) dispatch(request, response, isInbox, clientIp);
      else refuse({ status: 429, waitSeconds: wait });
    };
    const giveUp = throttle.enter(key, begin, () => refuse({ status: 503, waitSeconds: 30 }));
    response.once('close', giveUp);
  };
}

/** Says how many seconds a client must wait, or undefined where it may go on. */
function createPace(
  limits: ServerLimits,
  inboxLimit: number,
  clock: Clock,
): (key: string | undefined, isInbox: boolean) => number | undefined {
  const pages = createRateLimiter({ capacity: limits.perMinute, perSeconds: 60 });
  // One address may send for many servers; the gate counts each of them by its signature.
  const inboxes = createRateLimiter({ capacity: inboxLimit * 10, perSeconds: 300 });
  return (key, isInbox) => {
    if (key === undefined) return undefined;
    const limiter: RateLimiter = isInbox ? inboxes : pages;
    const taken = limiter.take(key, clock.nowMs());
    return taken.allowed ? undefined : taken.retryAfterSeconds;
  };
}

function createDispatch({
  platform: { origin },
  fetch,
  inbox,
  documents,
}: NodeServerParts): (
  request: IncomingMessage,
  response: ServerResponse,
  isInbox: boolean,
  clientIp: string,
) => void {
  const hono = getRequestListener((request, env) => fetch(request, env as HttpBindings), {
    overrideGlobalObjects: false,
  });
  return (request, response, isInbox, clientIp) => {
    try {
      if (isInbox) return inbox(request, response, clientIp);
      if (documents?.(request, response) === true) return;
      // The absolute form makes this the request's URL whatever Host and scheme the connection had.
      request.url = `${origin}${request.url ?? '/'}`;
      hono(request, response).catch((error: unknown) => fail(response, error));
    } catch (error) {
      fail(response, error);
    }
  };
}

function fail(response: ServerResponse, error: unknown): void {
  log.error('A request failed outside every route', { error });
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { 'content-type': 'text/plain' }).end('Something broke on our side.\n');
}

/** A Host header as our origin would spell it: lower case, no trailing dot, no port that goes without saying. */
function canonicalHost(host: string, origin: string): string {
  const usual = origin.startsWith('https:') ? /:443$/ : /:80$/;
  return host
    .toLowerCase()
    .replace(usual, '')
    .replace(/\.(?=:|$)/, '');
}
