import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { JsonObject } from '../../federation/wire/json.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import type { OpportunityDraft } from '../../src/domain/opportunities/opportunity.ts';
import { follow, settled, type TestNode } from '../support/nodes.ts';
import type { Peer, PeerActor } from '../support/peer.ts';
import type { Signer } from '../support/peer-message.ts';

export const everybody = 'https://www.w3.org/ns/activitystreams#Public';
/** How often and how long to look whether something has happened. */
export const soon = { interval: 10, timeout: 5_000 } as const;

const context = 'https://www.w3.org/ns/activitystreams';

/** An opportunity to post; `rest` changes it. */
export function draft(rest: Partial<OpportunityDraft> = {}): OpportunityDraft {
  return {
    title: 'Audit of a city portal',
    outcome: 'Forty templates meet **WCAG 2.2 AA**.',
    roles: [
      {
        key: 'role-1',
        name: 'Auditor',
        headcount: 1,
        minutes: 600,
        skills: ['accessibility'],
        terms: { kind: 'hourly', rate: { minor: 8500n, currency: 'EUR' } },
      },
    ],
    deadline: Temporal.Now.zonedDateTimeISO('Europe/Lisbon').add({ days: 10 }).round('minute'),
    place: { kind: 'remote', name: null },
    languages: ['en'],
    contact: 'Tomas Stern',
    audience: 'public',
    ...rest,
  };
}

/** Somebody who can say something: as much of an actor as an activity needs. */
export type Speaker = Signer & { readonly id: string };

/** An activity with an id of its own; `rest` adds to it and changes it. */
export function activityBy(
  speaker: { readonly id: string },
  type: string,
  rest: JsonObject = {},
): JsonObject {
  return {
    '@context': context,
    id: `${new URL(speaker.id).origin}/activities/${randomUUID()}`,
    type,
    actor: speaker.id,
    ...rest,
  };
}

/** A public post of somebody, with an address of its own. */
export function noteBy(speaker: { readonly id: string }, rest: JsonObject = {}): JsonObject {
  return {
    id: `${new URL(speaker.id).origin}/notes/${randomUUID()}`,
    type: 'Note',
    attributedTo: speaker.id,
    to: [everybody],
    cc: [`${speaker.id}/followers`],
    content: '<p>Hello</p>',
    published: new Date().toISOString(),
    ...rest,
  };
}

/** Create or Update of a post. */
export function told(
  speaker: { readonly id: string },
  verb: 'Create' | 'Update',
  note: JsonObject,
): JsonObject {
  return activityBy(speaker, verb, { to: note['to'], cc: note['cc'], object: note });
}

/** A Proposal of somebody, as their server serves it. */
export function proposalBy(speaker: { readonly id: string }, rest: JsonObject = {}): JsonObject {
  const id = `${new URL(speaker.id).origin}/proposals/${randomUUID()}`;
  return {
    '@context': [
      context,
      {
        vf: 'https://w3id.org/valueflows/ont/vf#',
        Proposal: 'vf:Proposal',
        purpose: 'vf:purpose',
        publishes: 'vf:publishes',
        gh: 'https://w3id.org/guildhall/ns#',
      },
    ],
    id,
    type: 'Proposal',
    purpose: 'request',
    attributedTo: speaker.id,
    to: [everybody],
    name: 'Paint a mural',
    content: '<p>A wall of forty metres.</p>',
    published: '2026-11-20T09:00:00Z',
    updated: '2026-11-20T09:00:00Z',
    publishes: { id: `${id}#primary`, type: 'Intent', action: 'deliverService' },
    'gh:status': 'open',
    ...rest,
  };
}

/** The link of a post to a Proposal (FEP-e232). */
export function proposalLink(href: unknown): JsonObject {
  return {
    type: 'Link',
    name: href,
    href,
    mediaType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    rel: ['https://w3id.org/valueflows/ont/vf#Proposal'],
  };
}

/** An actor of a peer follows a node's collective; returns the Follow. */
export async function followedBy(node: TestNode, who: Speaker, rest: JsonObject = {}): Promise<JsonObject> {
  const sent = activityBy(who, 'Follow', { object: node.actor.iri, ...rest });
  expect(await node.receive(who, sent)).toMatchObject({ status: 202 });
  await settled(node);
  return sent;
}

/** A node's collective follows an actor of a peer, who lets it in. */
export async function ally(node: TestNode, who: PeerActor): Promise<Actor> {
  const actor = await follow(node, who.id);
  await settled(node);
  const { follow_iri } = await node.db
    .selectFrom('following')
    .select('follow_iri')
    .where('target_id', '=', actor.id)
    .executeTakeFirstOrThrow();
  const object = { id: follow_iri, type: 'Follow', actor: node.actor.iri, object: who.id };
  expect(await node.receive(who, activityBy(who, 'Accept', { object }))).toMatchObject({ status: 202 });
  await settled(node);
  return actor;
}

/** Posts of others that a node keeps, by address. */
export function postsOf(node: TestNode) {
  return node.db.selectFrom('post').selectAll().orderBy('iri').execute();
}

/** Followers of a node's collective, whatever their state, by address. */
export async function followersOf(node: TestNode): Promise<Record<string, string>> {
  const rows = await node.db
    .selectFrom('follower')
    .innerJoin('actor', 'actor.id', 'follower.follower_id')
    .select(['actor.iri', 'follower.state'])
    .where('follower.actor_id', '=', node.collective.actor)
    .execute();
  return Object.fromEntries(rows.map((row) => [row.iri, row.state]));
}

/** Sends what somebody says, and waits until it has its effect. */
export async function say(node: TestNode, who: Speaker, ...activities: readonly unknown[]): Promise<void> {
  for (const activity of activities) expect(await node.receive(who, activity)).toMatchObject({ status: 202 });
  await settled(node);
}

/** Activities of a type that a peer was sent, oldest first. */
export function heard(peer: Peer, type: string): JsonObject[] {
  return peer.requests
    .filter((request) => request.method === 'POST')
    .map((request): JsonObject => JSON.parse(request.body.toString()))
    .filter((activity) => activity['type'] === type);
}

/** A Proposal that a peer serves, and the post that points at it. */
export function offeredBy(peer: Peer, who: PeerActor): { proposal: JsonObject; note: JsonObject } {
  const proposal = proposalBy(who);
  peer.serve(new URL(String(proposal['id'])).pathname, proposal);
  return { proposal, note: noteBy(who, { tag: [proposalLink(proposal['id'])] }) };
}

/** Whom a node's collective follows or asked to follow, and how it stands. */
export async function followingOf(node: TestNode): Promise<Record<string, string>> {
  const rows = await node.db
    .selectFrom('following')
    .innerJoin('actor', 'actor.id', 'following.target_id')
    .select(['actor.iri', 'following.state'])
    .execute();
  return Object.fromEntries(rows.map((row) => [row.iri, row.state]));
}
