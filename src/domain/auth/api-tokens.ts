import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import type { Work } from '../work.ts';
import { digestSecret, newSecret } from './secret.ts';

/**
 * What a token may do: `read` everything the API shows, post and edit `opportunities`, or act on the `network`:
 * follow, decide about followers, send deliveries again.
 */
export const scopes = ['read', 'opportunities', 'network'] as const;
/** One of those. */
export type Scope = (typeof scopes)[number];

/**
 * Make a bearer token. Returned once; only its digest is written.
 * @throws Refusal invalid `token.scope` for an unknown scope or none
 */
export async function createApiToken(
  work: Work,
  name: string,
  wanted: readonly string[],
  lifetime?: Temporal.Duration,
): Promise<string> {
  const unknown = wanted.find((scope) => !isScope(scope));
  if (wanted.length === 0 || unknown !== undefined) {
    throw new Refusal(
      'invalid',
      'token.scope',
      `"${unknown ?? ''}" is not a scope. Use ${scopes.join(' or ')}.`,
    );
  }
  const secret = newSecret('ghd_');
  await work.tx
    .insertInto('api_token')
    .values({
      hash: digestSecret(secret),
      name,
      scopes: [...new Set(wanted)],
      created_at: work.now,
      expires_at: lifetime === undefined ? null : work.now.add(lifetime),
      used_at: null,
    })
    .execute();
  return secret;
}

/** The scopes of a living token; undefined if there is no such token. Notes the use, at most once a minute. */
export async function findApiToken(
  db: Db,
  secret: string,
  now: Temporal.Instant,
): Promise<readonly Scope[] | undefined> {
  if (!secret.startsWith('ghd_')) return undefined;
  const hash = digestSecret(secret);
  const row = await db
    .selectFrom('api_token')
    .select(['scopes', 'used_at'])
    .where('hash', '=', hash)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.used_at === null || Temporal.Instant.compare(row.used_at, now.subtract({ minutes: 1 })) < 0) {
    await db.updateTable('api_token').set({ used_at: now }).where('hash', '=', hash).execute();
  }
  return row.scopes.filter(isScope);
}

function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text);
}
