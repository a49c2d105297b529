import type { Iri } from '../../src/core/id.ts';
import { Refusal } from '../../src/core/refusal.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { isGuildhallActor } from '../../src/domain/actors/queries.ts';
import { isFollowed } from '../../src/domain/follows/queries.ts';
import { keepAllyOpportunity } from '../../src/domain/opportunities/allies.ts';
import type { Work } from '../../src/domain/work.ts';
import { logFor } from '../../src/platform/log.ts';
import { LoadFailure } from '../net/fetch-document.ts';
import type { IncomingActivity } from '../wire/incoming.ts';
import { sameOrigin } from '../wire/json.ts';
import type { IncomingNote } from '../wire/note.ts';
import type { IncomingProposal } from '../wire/opportunity.ts';
import { type Effect, isFinal, knownSender, type Reading } from './reading.ts';

const log = logFor('inbox');

/** One post may point at a few Proposals; more are not followed. */
const mostProposals = 3;

/**
 * The machine form of what an ally posts: the links of its post are followed to the Proposals on its own server
 * (FEP-e232), each read from its own address. Posts of others are not followed.
 */
export async function proposalsOf(
  reading: Reading,
  author: Actor,
  note: IncomingNote,
  isFromAlly: boolean,
): Promise<((work: Work) => Promise<unknown>)[]> {
  if (!isFromAlly) return [];
  const links = note.proposals.filter((link) => sameOrigin(link, author.iri)).slice(0, mostProposals);
  const read = await Promise.all(links.map((link) => proposalAt(reading, link)));
  const proposals = read
    .filter((proposal) => proposal !== undefined)
    .filter((proposal) => proposal.attributedTo === author.iri && proposal.purpose === 'request');
  const isGuildhall = await isGuildhallActor(reading.db, author.id);
  // A cache between the two servers may still hold the Proposal from before the change the post tells of.
  if (isGuildhall && proposals.some((proposal) => isOlder(proposal, note)))
    throw new LoadFailure('obj.stale');
  return proposals.map((proposal) => (work: Work) => keepAllyOpportunity(work, author, proposal, note.iri));
}

/** What a link of a post leads to; undefined where that is nothing we can read: the post is kept all the same. */
async function proposalAt(reading: Reading, link: Iri): Promise<IncomingProposal | undefined> {
  try {
    return await reading.remote.proposal(link);
  } catch (error) {
    const isUnexpected = !(error instanceof Refusal) && !(error instanceof LoadFailure);
    if (isUnexpected || (error instanceof LoadFailure && !isFinal(error))) throw error;
    log.info('A Proposal was not read', { reason: error.code, object: link });
    return undefined;
  }
}

function isOlder(proposal: IncomingProposal, note: IncomingNote): boolean {
  return note.updatedAt !== null && Temporal.Instant.compare(proposal.updatedAt, note.updatedAt) < 0;
}

/** A Proposal sent whole by the ally it belongs to. From anybody else it is ignored. */
export async function readProposal(
  reading: Reading,
  activity: IncomingActivity,
  proposal: IncomingProposal,
): Promise<Effect> {
  const sender = await knownSender(reading, activity);
  if (sender === undefined || proposal.purpose !== 'request' || !(await isFollowed(reading.db, sender.id)))
    return null;
  return async (work) => {
    await keepAllyOpportunity(work, sender, proposal, null);
  };
}
