import type { Context } from 'hono';
import { isProved, type LiveSession } from '../domain/auth/sessions.ts';
import type { Clock } from '../platform/clock.ts';
import { HttpRefusal } from './errors.ts';
import type { WebEnv } from './request-facts.ts';

/** Where somebody who is signed in shows once more that it is them. */
export const proofPath = '/sign-in/again';

/** Somebody is signed in, but showed that it is them more than ten minutes ago. A page leads to where they can. */
export class ProofNeeded extends HttpRefusal {
  /** The page to come back to afterwards: a path of ours. */
  readonly next: string;

  constructor(next: string) {
    super(
      403,
      'session.proof',
      'Show first that it is you: for this, ten minutes are the longest we trust a browser.',
    );
    this.next = next;
  }

  /** The address that asks for it. */
  get address(): string {
    return `${proofPath}?${new URLSearchParams({ next: this.next })}`;
  }
}

/**
 * Lets only somebody pass who showed within ten minutes that it is them. `next` is the page to come back to.
 * @throws ProofNeeded; HttpRefusal 401 `session.none` where nobody is signed in
 */
export function requireProof<E extends WebEnv>(context: Context<E>, clock: Clock, next: string): LiveSession {
  const session = requireSession(context);
  if (isProved(session, clock.now())) return session;
  throw new ProofNeeded(next);
}

/** The session of who asks. @throws HttpRefusal 401 `session.none` */
export function requireSession<E extends WebEnv>(context: Context<E>): LiveSession {
  const { session } = context.var as WebEnv['Variables'];
  if (session !== undefined) return session;
  throw new HttpRefusal(401, 'session.none', 'Sign in first.');
}
