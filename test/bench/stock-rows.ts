import { exportJwk, generateCryptoKeyPair } from '@fedify/fedify';
import type { Sql } from 'postgres';

/** The rows a small Fedify application keeps, each read by its index. */
const schema = `
  create table stock_actor (
    identifier text primary key, name text not null, summary text not null,
    published timestamptz not null default now()
  );
  create table stock_key (
    identifier text not null references stock_actor, position int not null,
    private_key jsonb not null, public_key jsonb not null,
    primary key (identifier, position)
  );
  create table stock_follower (
    identifier text not null references stock_actor, follower text not null,
    inbox text not null, shared_inbox text, since timestamptz not null default now(),
    primary key (identifier, follower)
  );
  create table stock_opportunity (
    id uuid primary key, identifier text not null references stock_actor,
    title text not null, source text not null, content text not null, place text not null,
    hours int not null, deadline timestamptz not null, published timestamptz not null default now()
  );
  create table stock_post (
    id uuid primary key, identifier text not null references stock_actor,
    content text not null, published timestamptz not null default now()
  );
  create index on stock_post (identifier, published desc);
  create table stock_note (
    iri text primary key, author text not null, content text not null,
    published timestamptz, received timestamptz not null default now()
  );
`;

/** The one local actor of the stock node. */
export const stockIdentifier = 'bench';
/** The one opportunity of the stock node. */
export const stockOpportunityId = '0192f0c4-7a5b-7c3d-8e9f-1a2b3c4d5e6f';

export interface StockActorRow {
  name: string;
  summary: string;
  published: Date;
}

export interface StockKeyRow {
  private_key: JsonWebKey;
  public_key: JsonWebKey;
}

export interface StockFollowerRow {
  follower: string;
  inbox: string;
  shared_inbox: string | null;
}

export interface StockOpportunityRow {
  id: string;
  title: string;
  source: string;
  content: string;
  place: string;
  hours: number;
  deadline: Date;
  published: Date;
}

export interface StockPostRow {
  id: string;
  content: string;
  published: Date;
}

/**
 * Creates the tables and the collective with the key pairs that Fedify's documentation makes: RSA
 * (4,096 bits, its default) first, Ed25519 second, both kept as JWK.
 */
export async function setUpStock(sql: Sql): Promise<void> {
  await sql.unsafe(schema);
  await sql`
    insert into stock_actor (identifier, name, summary)
    values (${stockIdentifier}, 'Bench', 'A collective that exists to be measured.')`;
  for (const [position, algorithm] of (['RSASSA-PKCS1-v1_5', 'Ed25519'] as const).entries()) {
    const pair = await generateCryptoKeyPair(algorithm);
    const privateKey = JSON.stringify(await exportJwk(pair.privateKey));
    const publicKey = JSON.stringify(await exportJwk(pair.publicKey));
    await sql`
      insert into stock_key (identifier, position, private_key, public_key)
      values (${stockIdentifier}, ${position}, ${privateKey}::text::jsonb, ${publicKey}::text::jsonb)`;
  }
  const outcome = 'The hull leaks in three places. We look for two people who know clinker building.';
  await sql`
    insert into stock_opportunity (id, identifier, title, source, content, place, hours, deadline)
    values (${stockOpportunityId}, ${stockIdentifier}, 'A wooden boat, repaired', ${outcome},
      ${`<p>${outcome}</p>`}, 'Lübeck', 120, now() + interval '30 days')`;
}
