import type { MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import type { Member } from '../members/member.ts';
import { findMember } from '../members/queries.ts';
import type { Work } from '../work.ts';
import { digestSecret, newSecret } from './secret.ts';

/**
 * What a token may do: `read` everything the API shows to whose it is, post and edit `opportunities`, act on the
 * `network` (follow, decide about followers, send deliveries again), or act for `people`: write a signpost, invite,
 * vouch, admit. A token of a person may never do more than the person.
 */
export const scopes = ['read', 'opportunities', 'network', 'people'] as const;
/** One of those. */
export type Scope = (typeof scopes)[number];

/**
 * Make a bearer token: of a person, or of the node itself (`owner` null). Returned once; only its digest is written.
 * @throws Refusal invalid `token.scope` for an unknown scope or none
 */
export async function createApiToken(
  work: Work,
  name: string,
  wanted: readonly string[],
  lifetime?: Temporal.Duration,
  owner: MemberId | null = null,
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
      member_id: owner,
      name,
      scopes: [...new Set(wanted)],
      created_at: work.now,
      expires_at: lifetime === undefined ? null : work.now.add(lifetime),
      used_at: null,
    })
    .execute();
  return secret;
}

/** A living token: what it may do, and for whom. */
export interface ApiToken {
  readonly scopes: readonly Scope[];
  /** Whose it is: a member, or the keeper of the node. */
  readonly asker: Member | 'node';
}

/** A living token; undefined if there is none, or its person has left. Notes the use, at most once a minute. */
export async function findApiToken(
  db: Db,
  secret: string,
  now: Temporal.Instant,
): Promise<ApiToken | undefined> {
  if (!secret.startsWith('ghd_')) return undefined;
  const hash = digestSecret(secret);
  const row = await db
    .selectFrom('api_token')
    .select(['scopes', 'used_at', 'member_id'])
    .where('hash', '=', hash)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.used_at === null || Temporal.Instant.compare(row.used_at, now.subtract({ minutes: 1 })) < 0) {
    await db.updateTable('api_token').set({ used_at: now }).where('hash', '=', hash).execute();
  }
  const asker = row.member_id === null ? 'node' : await findMember(db, row.member_id);
  return asker && { scopes: row.scopes.filter(isScope), asker };
}

function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text);
}
