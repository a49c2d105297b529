import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actorKeys } from '../../src/domain/actors/queries.ts';
import { createApiToken } from '../../src/domain/auth/api-tokens.ts';
import { consumeLink, issueLink } from '../../src/domain/auth/links.ts';
import { openSession } from '../../src/domain/auth/sessions.ts';
import { setUpNode } from '../../src/domain/auth/setup.ts';
import type { Database } from '../../src/domain/database.ts';
import { postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { generateActorKeys, openPrivateJwk } from '../../src/platform/actor-keys.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { openTestPlatform, storeKinds } from '../support/database.ts';
import { setupOf } from './house.ts';
import { draft } from './samples.ts';

/** Every cell of every table, as text: what somebody finds who gets hold of a backup. Bytes in four spellings. */
async function dumpOf(db: Platform<Database>['db']): Promise<string[]> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`.execute(db);
  const cells: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
    for (const row of rows) {
      for (const value of Object.values(row)) {
        if (value instanceof Uint8Array) {
          const bytes = Buffer.from(value);
          const spellings = ['latin1', 'hex', 'base64', 'base64url'] as const;
          cells.push(...spellings.map((spelling) => bytes.toString(spelling)));
        } else if (value !== null) cells.push(typeof value === 'string' ? value : JSON.stringify(value));
      }
    }
  }
  return cells;
}

describe.each(storeKinds)('W14: a dump of the whole database, on %s', (kind) => {
  let platform: Platform<Database>;
  let cells: string[];
  const secrets = new Map<string, string>();
  const privateParts = new Map<string, string>();

  beforeAll(async () => {
    const masterKey = randomBytes(32);
    secrets.set('master key', masterKey.toString('base64url'));
    const settings = { ORIGIN: 'https://loom.test', MASTER_KEY: masterKey.toString('base64') };
    platform = await openTestPlatform(kind, settings);
    const work = <T>(command: (work: Work) => Promise<T>) => inWork(platform, command);
    secrets.set('setup link', await work((tx) => issueLink(tx, 'setup', null)));
    const { collective, steward, signIn } = await work((tx) =>
      setUpNode(tx, setupOf(), (actor) => generateActorKeys(platform.seal, actor)),
    );
    secrets.set('first sign-in link', signIn);
    const used = await work((tx) => issueLink(tx, 'sign-in', steward.id));
    await work((tx) => consumeLink(tx, 'sign-in', used));
    secrets.set('used sign-in link', used);
    secrets.set('session', await work((tx) => openSession(tx, steward.id)));
    secrets.set('API token', await work((tx) => createApiToken(tx, 'x', ['read', 'network'])));
    await work((tx) => postOpportunity(tx, steward, draft(), 'open'));
    for (const actor of [collective.actor, steward.actor]) {
      for (const pair of await actorKeys(platform.db, actor)) {
        const jwk = openPrivateJwk(platform.seal, actor, pair);
        for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) {
          const value = jwk[part];
          if (value !== undefined) privateParts.set(`${part} of ${pair.kind} of ${actor}`, value);
        }
      }
    }
    cells = await dumpOf(platform.db);
  });
  afterAll(() => platform?.close());

  /** The spellings in which a secret could stand somewhere: as it is, and its bytes in hex and base64. */
  const spellingsOf = (secret: string): string[] => {
    const bytes = Buffer.from(secret.replace(/^ghd_/, ''), 'base64url');
    return [secret, bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')];
  };
  const found = (text: string) => cells.some((cell) => cell.toLowerCase().includes(text.toLowerCase()));

  it('holds what is public, so that this search can find something', () => {
    expect(cells.length).toBeGreaterThan(100);
    for (const text of ['tomas@loom.test', 'Forty templates', '"kty":"OKP"', 'opportunity.posted'])
      expect(found(text), text).toBe(true);
  });

  it('holds no secret that was handed out, in no spelling', () => {
    expect(secrets.size).toBe(6);
    for (const [name, secret] of secrets)
      for (const spelling of spellingsOf(secret)) expect(found(spelling), name).toBe(false);
  });

  it('holds no private key, in no spelling', () => {
    // Six parts of RSA and one of Ed25519 for each of two actors.
    expect(privateParts.size).toBe(14);
    for (const [name, part] of privateParts)
      for (const spelling of spellingsOf(part)) expect(found(spelling), name).toBe(false);
    for (const mark of ['PRIVATE KEY', '"d":', '"d" :', '"qi":', 'BEGIN RSA'])
      expect(found(mark), mark).toBe(false);
  });
});
