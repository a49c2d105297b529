import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import type { LiveSession } from '../domain/auth/sessions.ts';
import type { Member } from '../domain/members/member.ts';

/** What the server found out about a request before any route saw it. */
export interface RequestFacts {
  /** Names the request in the log and on the page that reports a failure. */
  readonly id: string;
  /** The client's address, behind the operator's own proxies. */
  readonly clientIp: string;
}

/** What every Hono app of this node has in its context. */
export interface WebEnv {
  Bindings: { readonly incoming?: IncomingMessage };
  Variables: {
    /** Names this request in the log and in what is answered. */
    requestId: string;
    /** Who is signed in; undefined for visitors. */
    viewer: Member | undefined;
    /** Their session; undefined where there is no viewer. */
    session: LiveSession | undefined;
  };
}

const known = new WeakMap<IncomingMessage, RequestFacts>();
const nothing: RequestFacts = { id: 'unknown', clientIp: 'unknown' };

/** Remember what was found out, for as long as the request lives. */
export function noteFacts(incoming: IncomingMessage, facts: RequestFacts): void {
  known.set(incoming, facts);
}

/** What was found out about the request behind a Hono context; `unknown` where no server stands before it. */
export function factsOf(context: { readonly env: WebEnv['Bindings'] | undefined }): RequestFacts {
  const incoming = context.env?.incoming;
  return (incoming === undefined ? undefined : known.get(incoming)) ?? nothing;
}

/** Names each request as the server did, or by a name of its own, and makes a visitor of whoever asks. */
export function beginRequest(): MiddlewareHandler<WebEnv> {
  return async (context, next) => {
    const { id } = factsOf(context);
    context.set('requestId', id === nothing.id ? randomUUID() : id);
    context.set('viewer', undefined);
    context.set('session', undefined);
    await next();
  };
}
