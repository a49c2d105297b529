import {
  acceptActivity,
  addActivity,
  announceActivity,
  createActivity,
  deleteActivity,
  deleteActorActivity,
  flagActivity,
  followActivity,
  moveActivity,
  rejectActivity,
  removeActivity,
  undoAnnounceActivity,
  undoFollowActivity,
  updateActivity,
  updateActorActivity,
} from '../../../federation/wire/activities.ts';
import {
  actorsPageToWire,
  affiliationsToWire,
  collectionToWire,
  featuredToWire,
  outboxPageToWire,
  wantedToWire,
} from '../../../federation/wire/collections.ts';
import type { JsonObject } from '../../../federation/wire/json.ts';
import {
  acceptJoinActivity,
  affiliationActivity,
  answerActivity,
  askedActivity,
  inviteActivity,
  joinActivity,
  leaveActivity,
  relationshipToWire,
} from '../../../federation/wire/membership.ts';
import { opportunityNote } from '../../../federation/wire/post.ts';
import type { EventId, Iri } from '../../../src/core/id.ts';
import { iri, paths, publicAudience } from '../../../src/core/iri.ts';
import {
  actorDocuments,
  filled,
  loom,
  opportunity,
  origin,
  proposal,
  source,
  workDocuments,
} from './documents.ts';

/** Every kind of document this node sends or serves, by a name for its golden file. */
export function sentDocuments(): Readonly<Record<string, JsonObject>> {
  return { ...actorDocuments(), ...workDocuments(), ...activityDocuments(), ...collectionDocuments() };
}

/** The address of the n-th activity. */
function activityIri(n: number): Iri {
  const id = `0199b2c4-5d6e-7f80-9a1b-${String(n).padStart(12, '0')}` as EventId;
  return iri(origin, paths.activity(id));
}

function activityDocuments(): Record<string, JsonObject> {
  const kiln = 'https://kiln.example/@kiln' as Iri;
  const post = iri(origin, paths.post(opportunity().id));
  const followers = { to: [iri(origin, paths.followers('loom'))] };
  const everybody = { to: [publicAudience], cc: followers.to };
  const toKiln = { to: [kiln] };
  const self = (n: number) => ({ id: activityIri(n), actor: loom.iri });
  const theirs = { id: 'https://kiln.example/activities/7' as Iri, actor: kiln, object: loom.iri };
  const ours = { id: activityIri(7), actor: loom.iri, object: kiln };
  const boosted = 'https://kiln.example/notes/9' as Iri;
  const featured = iri(origin, paths.featured('loom'));
  const reported = { id: activityIri(18), actor: iri(origin, paths.actor('instance')), to: [kiln] };
  return {
    'activity-create': createActivity(self(1), opportunityNote(opportunity(), source)),
    'activity-update-note': updateActivity(self(2), opportunityNote(filled, source)),
    'activity-update-proposal': updateActivity(self(3), proposal(filled)),
    'activity-update-actor': updateActorActivity(
      { id: activityIri(4), ...everybody },
      actorDocuments()['actor-collective'] ?? {},
    ),
    'activity-delete': deleteActivity(
      { ...self(5), ...everybody },
      post,
      Temporal.Instant.from('2027-03-01T00:00:00Z'),
    ),
    'activity-delete-actor': deleteActorActivity({ ...self(6), to: [publicAudience] }),
    'activity-follow': followActivity(ours),
    'activity-accept': acceptActivity({ ...self(8), ...toKiln }, theirs),
    'activity-reject': rejectActivity({ ...self(9), ...toKiln }, theirs),
    'activity-undo-follow': undoFollowActivity({ ...self(10), ...toKiln }, ours),
    'activity-announce': announceActivity(
      { ...self(11), ...everybody },
      boosted,
      Temporal.Instant.from('2026-11-21T10:00:00Z'),
    ),
    'activity-undo-announce': undoAnnounceActivity({ ...self(12), ...everybody }, activityIri(11), boosted),
    'activity-add': addActivity({ ...self(13), ...everybody }, post, featured),
    'activity-remove': removeActivity({ ...self(14), ...everybody }, post, featured),
    'activity-move': moveActivity({ ...self(15), ...followers }, 'https://reef.example/@loom' as Iri),
    ...membershipActivities(everybody),
    'activity-flag': flagActivity(reported, [kiln, boosted], 'Unpaid trial work demanded after award.'),
  };
}

/** Ines of Kiln joins, is asked in, leaves, and is sent away; the n-th activity of hers is at Kiln. */
function membershipActivities(everybody: { to: Iri[]; cc: Iri[] }): Record<string, JsonObject> {
  const ines = 'https://kiln.example/@ines' as Iri;
  const self = (n: number) => ({ id: activityIri(n), actor: loom.iri });
  const hers = (n: number) => ({
    id: `https://kiln.example/activities/${n}` as Iri,
    actor: ines,
    to: [loom.iri],
  });
  const list = { id: iri(origin, paths.affiliations('loom')), collective: loom.iri };
  const entry = relationshipToWire(list, { person: ines, role: 'member', key: 'ines@kiln.example' });
  const asked = askedActivity('Join', { id: hers(1).id, actor: ines, object: loom.iri });
  const invited = askedActivity('Invite', { ...self(8), object: loom.iri, target: ines });
  const why = '<p>You asked to be taken off.</p>';
  return {
    'activity-join': joinActivity(hers(1), loom.iri, '<p>Two of you worked with me.</p>'),
    'activity-accept-join': acceptJoinActivity({ ...self(31), to: [ines] }, asked, entry),
    'activity-reject-join': answerActivity('Reject', { ...self(32), to: [ines] }, asked),
    'activity-invite': inviteActivity({ ...self(8), to: [ines] }, ines),
    'activity-accept-invite': answerActivity('Accept', hers(2), invited),
    'activity-leave': leaveActivity(hers(3), loom.iri),
    'activity-add-affiliation': affiliationActivity(
      'Add',
      { ...self(33), ...everybody },
      { entry, target: list.id, content: '' },
    ),
    'activity-remove-affiliation': affiliationActivity(
      'Remove',
      { ...self(34), ...everybody },
      { entry, target: list.id, content: why },
    ),
  };
}

function collectionDocuments(): Record<string, JsonObject> {
  const outbox = iri(origin, paths.outbox('loom'));
  const followers = iri(origin, paths.followers('loom'));
  const affiliations = iri(origin, paths.affiliations('loom'));
  const page = (of: Iri, cursor: string) => `${of}?cursor=${cursor}` as Iri;
  const create = createActivity(
    { id: activityIri(1), actor: loom.iri },
    opportunityNote(opportunity(), source),
  );
  const members = [
    { person: 'https://loom.example/@tomas' as Iri, role: 'steward', key: 'tomas' },
    { person: 'https://kiln.example/@ines' as Iri, role: 'member', key: 'ines@kiln.example' },
  ] as const;
  return {
    'collection-outbox': collectionToWire({
      id: outbox,
      attributedTo: loom.iri,
      totalItems: 1,
      first: page(outbox, 'a'),
    }),
    'collection-outbox-page': outboxPageToWire({
      id: page(outbox, 'a'),
      partOf: outbox,
      totalItems: 1,
      next: page(outbox, 'b'),
      items: [create],
    }),
    'collection-followers': collectionToWire({
      id: followers,
      attributedTo: loom.iri,
      totalItems: 2,
      first: null,
    }),
    'collection-followers-page': actorsPageToWire({
      id: page(followers, 'a'),
      partOf: followers,
      totalItems: 2,
      next: null,
      items: ['https://kiln.example/@kiln' as Iri, 'https://social.example/users/ada' as Iri],
    }),
    'collection-featured': featuredToWire(iri(origin, paths.featured('loom')), loom.iri, [
      opportunityNote(opportunity(), source),
    ]),
    'collection-wanted': wantedToWire(iri(origin, paths.wanted('loom')), loom.iri, [proposal(opportunity())]),
    'collection-affiliations': affiliationsToWire(affiliations, loom.iri, members),
  };
}
