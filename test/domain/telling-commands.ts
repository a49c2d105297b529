import type { Actor } from '../../src/domain/actors/actor.ts';
import { requireActor } from '../../src/domain/actors/queries.ts';
import {
  guestClaims,
  inviteGuest,
  receiveJoin,
  refuseGuest,
  removeGuest,
} from '../../src/domain/affiliations/guests.ts';
import {
  acceptInvitation,
  askToJoin,
  endMembership,
  receiveInvite,
  receiveJoinAnswer,
} from '../../src/domain/affiliations/memberships.ts';
import { createApiToken } from '../../src/domain/auth/api-tokens.ts';
import { issueLink } from '../../src/domain/auth/links.ts';
import { openSession } from '../../src/domain/auth/sessions.ts';
import { changeCollective } from '../../src/domain/collective/commands.ts';
import {
  acceptFollower,
  receiveAnswer,
  receiveFollow,
  receiveUnfollow,
  rejectFollower,
  requestFollow,
  unfollow,
} from '../../src/domain/follows/commands.ts';
import { introduceMember, setFederated } from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { findMember, requireMember } from '../../src/domain/members/queries.ts';
import { blockHost, receiveBlock } from '../../src/domain/moderation/commands.ts';
import {
  announceAlly,
  forgetAllyOpportunity,
  keepAllyOpportunity,
  takeBackAlly,
} from '../../src/domain/opportunities/allies.ts';
import {
  changeStatus,
  deleteOpportunity,
  editOpportunity,
  postOpportunity,
} from '../../src/domain/opportunities/commands.ts';
import type { Opportunity } from '../../src/domain/opportunities/opportunity.ts';
import type { EventKind } from '../../src/domain/outbox.ts';
import { deletePost, keepPost, keepReaction } from '../../src/domain/posts/commands.ts';
import type { Work } from '../../src/domain/work.ts';
import type { House } from './house.ts';
import { addressOf, draft, postOf, proposalOf } from './samples.ts';

/** What a command finds: an actor of another server, a member, opportunities of ours. */
export interface Scene {
  readonly house: House;
  readonly ana: Actor;
  readonly us: Actor;
  readonly member: Member;
  readonly open: Opportunity;
  readonly draft: Opportunity;
  readonly hidden: Opportunity;
}

/** A command and everything it makes this node say. */
export interface TellingCommand {
  readonly command: string;
  /** What has to be so before, done in a transaction of its own. */
  readonly before?: (work: Work, scene: Scene) => Promise<unknown>;
  readonly act: (work: Work, scene: Scene) => Promise<unknown>;
  /** Everything that leaves the node because of it, in order. */
  readonly tells: readonly EventKind[];
}

const follow = (work: Work, { us, ana }: Scene) => receiveFollow(work, us, ana, addressOf(ana, 'follows'));
const ask = (work: Work, { us, ana }: Scene) => requestFollow(work, us.id, ana);
const befriend = async (work: Work, scene: Scene) => {
  await ask(work, scene);
  await receiveAnswer(work, scene.ana, scene.us.id, null, 'accepted');
};
const steward = ({ house }: Scene) => house.steward;
const held = (work: Work, { house }: Scene) =>
  changeCollective(work, { ...house.collective, followPolicy: 'approve' });

/** Every command of the domain that must tell somebody, and those that must not. */
export const tellingCommands: readonly TellingCommand[] = [
  {
    command: 'post a public opportunity',
    act: (work, scene) => postOpportunity(work, steward(scene), draft(), 'open'),
    tells: ['opportunity.posted', 'opportunity.featured'],
  },
  {
    command: 'post an opportunity for followers',
    act: (work, scene) => postOpportunity(work, steward(scene), draft({ audience: 'followers' }), 'open'),
    tells: ['opportunity.posted'],
  },
  {
    command: 'write a draft',
    act: (work, scene) => postOpportunity(work, steward(scene), draft(), 'draft'),
    tells: [],
  },
  {
    command: 'edit an open opportunity',
    act: (work, scene) =>
      editOpportunity(work, steward(scene), scene.open.id, { ...scene.open, title: 'New' }),
    tells: ['opportunity.changed'],
  },
  {
    command: 'edit a draft',
    act: (work, scene) =>
      editOpportunity(work, steward(scene), scene.draft.id, { ...scene.draft, title: 'New' }),
    tells: [],
  },
  {
    command: 'edit without a change',
    act: (work, scene) => editOpportunity(work, steward(scene), scene.open.id, scene.open),
    tells: [],
  },
  {
    command: 'open a draft',
    act: (work, scene) => changeStatus(work, steward(scene), scene.draft.id, 'open', null),
    tells: ['opportunity.posted', 'opportunity.featured'],
  },
  {
    command: 'shortlist',
    act: (work, scene) => changeStatus(work, steward(scene), scene.open.id, 'shortlisting', null),
    tells: ['opportunity.changed'],
  },
  {
    command: 'fill',
    act: (work, scene) => changeStatus(work, steward(scene), scene.open.id, 'filled', null),
    tells: ['opportunity.changed', 'opportunity.unfeatured'],
  },
  {
    command: 'fill what was for followers',
    act: (work, scene) => changeStatus(work, steward(scene), scene.hidden.id, 'filled', null),
    tells: ['opportunity.changed'],
  },
  {
    command: 'delete a public opportunity',
    act: (work, scene) => deleteOpportunity(work, steward(scene), scene.open.id),
    tells: ['opportunity.deleted', 'opportunity.unfeatured'],
  },
  {
    command: 'delete what was for followers',
    act: (work, scene) => deleteOpportunity(work, steward(scene), scene.hidden.id),
    tells: ['opportunity.deleted'],
  },
  {
    command: 'delete a draft',
    act: (work, scene) => deleteOpportunity(work, steward(scene), scene.draft.id),
    tells: [],
  },
  { command: 'be followed', act: follow, tells: ['follower.accepted'] },
  {
    command: 'be asked, where a steward decides',
    before: held,
    act: async (work, scene) => follow(work, { ...scene, us: await requireActor(work.tx, scene.us.id) }),
    tells: [],
  },
  {
    command: 'let a follower in',
    before: async (work, scene) => {
      await held(work, scene);
      await follow(work, { ...scene, us: await requireActor(work.tx, scene.us.id) });
    },
    act: (work, { us, ana }) => acceptFollower(work, us.id, ana.id),
    tells: ['follower.accepted'],
  },
  {
    command: 'send a follower away',
    before: follow,
    act: (work, { us, ana }) => rejectFollower(work, us.id, ana.id),
    tells: ['follower.rejected'],
  },
  {
    command: 'lose a follower',
    before: follow,
    act: (work, { us, ana }) => receiveUnfollow(work, ana, us.iri, null),
    tells: [],
  },
  { command: 'ask to follow', act: ask, tells: ['follow.requested'] },
  {
    command: 'hear a yes',
    before: ask,
    act: (work, { us, ana }) => receiveAnswer(work, ana, us.id, null, 'accepted'),
    tells: [],
  },
  {
    command: 'stop following',
    before: befriend,
    act: (work, { us, ana }) => unfollow(work, us.id, ana.id),
    tells: ['follow.undone'],
  },
  {
    command: 'be blocked',
    before: befriend,
    act: (work, { us, ana }) => receiveBlock(work, ana, us.id, null),
    tells: [],
  },
  {
    command: 'block a host',
    before: befriend,
    act: (work, { ana }) => blockHost(work, ana.host, 'Spam.'),
    tells: [],
  },
  {
    command: 'keep an opportunity of an ally',
    before: befriend,
    act: (work, { ana }) => keepAllyOpportunity(work, ana, proposalOf(ana), null),
    tells: [],
  },
  {
    command: 'lose an opportunity of an ally',
    before: befriend,
    act: (work, { ana }) => forgetAllyOpportunity(work, ana, addressOf(ana, 'proposals')),
    tells: [],
  },
  {
    command: 'pass an opportunity of an ally on',
    before: befriend,
    act: async (work, scene) => {
      const proposal = proposalOf(scene.ana);
      await keepAllyOpportunity(work, scene.ana, proposal, addressOf(scene.ana, 'notes'));
      await announceAlly(work, steward(scene), proposal.iri);
    },
    tells: ['announced'],
  },
  {
    command: 'take back what was passed on',
    before: befriend,
    act: async (work, scene) => {
      const proposal = proposalOf(scene.ana);
      await keepAllyOpportunity(work, scene.ana, proposal, addressOf(scene.ana, 'notes'));
      await announceAlly(work, steward(scene), proposal.iri);
      await takeBackAlly(work, steward(scene), proposal.iri);
    },
    tells: ['announced', 'announce.undone'],
  },
  {
    command: 'keep, lose and like posts',
    act: async (work, { ana, us }) => {
      const post = postOf(ana);
      await keepPost(work, ana, post);
      await keepReaction(work, ana, 'like', us.iri, null);
      await deletePost(work, ana, post.iri);
    },
    tells: [],
  },
  {
    command: 'change what the collective says of itself',
    act: (work, { house }) => changeCollective(work, { ...house.collective, name: 'New' }),
    tells: ['actor.updated'],
  },
  {
    command: 'introduce a member nobody outside knows',
    act: (work, { member }) => introduceMember(work, member, { name: 'New', about: '' }),
    tells: [],
  },
  {
    command: 'bring a member to the Fediverse',
    act: (work, { member }) => setFederated(work, member, true),
    tells: ['actor.updated', 'member.listed'],
  },
  {
    command: 'introduce a member anew',
    before: (work, { member }) => setFederated(work, member, true),
    act: async (work, { member }) =>
      introduceMember(work, (await findMember(work.tx, member.id)) ?? member, { name: 'New', about: '' }),
    tells: ['actor.updated'],
  },
  {
    command: 'take a member off the Fediverse',
    before: (work, { member }) => setFederated(work, member, true),
    act: async (work, { member }) =>
      setFederated(work, (await findMember(work.tx, member.id)) ?? member, false),
    tells: ['actor.deleted', 'member.unlisted'],
  },
  {
    command: 'invite somebody elsewhere who then asks, is listed and taken off',
    act: async (work, scene) => {
      const person = { ...scene.ana, type: 'Person' } as const;
      await inviteGuest(work, steward(scene), person);
      await receiveJoin(work, person, null, '');
      await guestClaims(work, person.id, true);
      await removeGuest(work, steward(scene), person.id, 'Bye');
    },
    tells: ['guest.invited', 'guest.admitted', 'guest.listed', 'guest.unlisted'],
  },
  {
    command: 'refuse somebody elsewhere who asks',
    act: async (work, scene) => {
      await receiveJoin(work, { ...scene.ana, type: 'Person' }, null, '');
      await refuseGuest(work, steward(scene), scene.ana.id);
    },
    tells: ['guest.refused'],
  },
  {
    command: 'ask a collective elsewhere and leave it again',
    before: (work, { member }) => setFederated(work, member, true),
    act: async (work, { ana, member }) => {
      const ines = await requireMember(work.tx, member.id);
      await askToJoin(work, ines, ana, '');
      await receiveJoinAnswer(work, ana, { id: null, by: ines.actor }, true);
      await endMembership(work, ines, ana.id);
    },
    tells: ['membership.asked', 'actor.updated', 'membership.left', 'actor.updated'],
  },
  {
    command: 'accept the invitation of a collective elsewhere, and decline one',
    before: (work, { member }) => setFederated(work, member, true),
    act: async (work, { ana, member }) => {
      const ines = await requireMember(work.tx, member.id);
      await receiveInvite(work, ines, ana, addressOf(ana, 'invites'));
      await endMembership(work, ines, ana.id);
      await receiveInvite(work, ines, ana, addressOf(ana, 'invites'));
      await acceptInvitation(work, ines, ana.id);
    },
    tells: ['membership.answered', 'membership.answered', 'actor.updated'],
  },
  {
    command: 'let somebody in',
    act: async (work, { member }) => {
      await issueLink(work, 'sign-in', member.id);
      await openSession(work, member.id);
      await createApiToken(work, 'test', ['read']);
    },
    tells: [],
  },
];
