import { createHash } from 'node:crypto';
import { createRateLimiter, type RateLimiter } from '../core/rate.ts';
import { findApiToken, type Scope } from '../domain/auth/api-tokens.ts';
import type { Database } from '../domain/database.ts';
import type { Member } from '../domain/members/member.ts';
import type { Platform } from '../platform/platform.ts';
import { ApiError } from './problem.ts';

/** How often one token may ask. */
const tokenRate = { capacity: 600, perSeconds: 60 };

/** Lets requests in by their bearer token alone; a cookie opens nothing here. */
export interface Doorkeeper {
  /**
   * Check the token of a request against the scopes of a route, and say for whom it asks.
   * @throws ApiError 401 `token.missing`, `token.invalid`; 403 `token.scope`; 429 `token.rate`
   */
  admit(header: string | undefined, scopes: readonly Scope[]): Promise<Member | 'node'>;
}

/** A doorkeeper for one process; how often a token asked is remembered in memory. */
export function createDoorkeeper(
  platform: Platform<Database>,
  limiter: RateLimiter = createRateLimiter(tokenRate),
): Doorkeeper {
  return {
    admit: async (header, scopes) => {
      const secret = readBearer(header);
      const held = await findApiToken(platform.db, secret, platform.clock.now());
      if (held === undefined) {
        throw new ApiError(401, 'token.invalid', 'This token is unknown or has expired. Make a new one.', {
          'www-authenticate': 'Bearer realm="guildhall", error="invalid_token"',
        });
      }
      const answer = limiter.take(
        createHash('sha256').update(secret).digest('base64'),
        platform.clock.nowMs(),
      );
      if (!answer.allowed) {
        throw new ApiError(429, 'token.rate', 'This token asks too often. Wait, then go on.', {
          'retry-after': String(answer.retryAfterSeconds),
        });
      }
      if (!scopes.some((scope) => held.scopes.includes(scope))) {
        throw new ApiError(
          403,
          'token.scope',
          `This needs a token with the scope ${scopes.join(' or ')}; yours has ${held.scopes.join(', ') || 'none'}.`,
          {
            'www-authenticate': `Bearer realm="guildhall", error="insufficient_scope", scope="${scopes.join(' ')}"`,
          },
        );
      }
      return held.asker;
    },
  };
}

function readBearer(header: string | undefined): string {
  const secret = /^Bearer +([\w~+/.-]+=*) *$/i.exec(header ?? '')?.[1];
  if (secret !== undefined) return secret;
  throw new ApiError(
    401,
    'token.missing',
    'Send a bearer token: Authorization: Bearer ghd_… Make one with: guildhall token create',
    { 'www-authenticate': 'Bearer realm="guildhall"' },
  );
}
