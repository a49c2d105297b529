import { cleanName } from '../../core/html.ts';
import { isId, type MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import { postLetter } from '../mail.ts';
import type { Member } from '../members/member.ts';
import { findMember } from '../members/queries.ts';
import type { Work } from '../work.ts';
import { digestSecret, newSecret } from './secret.ts';
import type { TokenId } from './tables.ts';

/**
 * What a token may do: `read` everything the API shows to whose it is, post and edit `opportunities`, act on the
 * `network` (follow, decide about followers, send deliveries again), or act for `people`: write a signpost, invite,
 * vouch, admit. A token of a person may never do more than the person.
 */
export const scopes = ['read', 'opportunities', 'network', 'people'] as const;
/** One of those. */
export type Scope = (typeof scopes)[number];

/** Tokens one person may have. */
const mostTokens = 30;

/** A token as its owner sees it. The secret itself is nowhere. */
export interface TokenLine {
  readonly id: TokenId;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant | null;
  readonly usedAt: Temporal.Instant | null;
}

/** The rows of tokens that still open something, the newest first. */
function living(db: Db, now: Temporal.Instant) {
  return db
    .selectFrom('api_token')
    .select(['api_token.id', 'api_token.name', 'scopes', 'api_token.created_at', 'expires_at', 'used_at'])
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .orderBy('api_token.created_at', 'desc')
    .orderBy('api_token.id');
}

type Row = Awaited<ReturnType<ReturnType<typeof living>['execute']>>[number];

function toLine(row: Row): TokenLine {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes.filter(isScope),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  };
}

/** The tokens of a member that still open something, the newest first. */
export async function listTokens(db: Db, member: MemberId, now: Temporal.Instant): Promise<TokenLine[]> {
  const rows = await living(db, now).where('member_id', '=', member).execute();
  return rows.map(toLine);
}

/** All tokens that still open something, each with the handle of its owner; null for those of the node. */
export async function listAllTokens(
  db: Db,
  now: Temporal.Instant,
): Promise<(TokenLine & { readonly owner: string | null })[]> {
  const rows = await living(db, now)
    .leftJoin('member', 'member.id', 'api_token.member_id')
    .leftJoin('actor', 'actor.id', 'member.actor_id')
    .where('member.left_at', 'is', null)
    .select('actor.handle')
    .execute();
  return rows.map((row) => ({ ...toLine(row), owner: row.handle }));
}

/**
 * Make a token for a program of one's own. Returned once; the person is told by mail.
 * @throws Refusal invalid `token.scope`, `token.name`; conflict `token.many` beyond thirty
 */
export async function createOwnToken(
  work: Work,
  member: MemberId,
  token: {
    readonly name: string;
    readonly scopes: readonly string[];
    readonly lifetime: Temporal.Duration;
  },
): Promise<string> {
  const name = cleanName(token.name);
  if (name === '') {
    throw new Refusal('invalid', 'token.name', 'The name is empty. Write which program it is for.');
  }
  // Two made at once would each count the other out.
  await work.tx.selectFrom('member').select('id').where('id', '=', member).forUpdate().execute();
  if ((await listTokens(work.tx, member, work.now)).length >= mostTokens) {
    throw new Refusal('conflict', 'token.many', `You have ${mostTokens} tokens. Remove one you do not use.`, {
      most: mostTokens,
    });
  }
  const secret = await createApiToken(work, name, token.scopes, token.lifetime, member);
  await postLetter(work, { kind: 'account', change: 'token-made' }, { member });
  return secret;
}

/** Take a token of one's own back: it opens nothing from now on. @throws Refusal not-found `token.unknown` */
export async function revokeToken(work: Work, member: MemberId, id: string): Promise<void> {
  const gone = await work.tx
    .deleteFrom('api_token')
    .where('id', '=', id as TokenId)
    .where('member_id', '=', member)
    .returning('id')
    .executeTakeFirst();
  if (gone !== undefined) return;
  throw new Refusal('not-found', 'token.unknown', 'You have no such token. It may be removed already.');
}

/** Take any token back, for the keeper of the node. @throws Refusal not-found `token.unknown` */
export async function revokeAnyToken(work: Work, id: string): Promise<void> {
  if (isId(id)) {
    const gone = await work.tx
      .deleteFrom('api_token')
      .where('id', '=', id as TokenId)
      .returning('id')
      .executeTakeFirst();
    if (gone !== undefined) return;
  }
  throw new Refusal('not-found', 'token.unknown', 'There is no such token. It may be removed already.');
}

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
      { scope: unknown ?? '', scopes: scopes.join(', ') },
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
