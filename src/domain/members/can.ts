import type { MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Hat, Member } from './member.ts';

/** Who asks to do something: a member; the keeper of the node (its command line, its own tokens); or a visitor. */
export type Asker = Member | 'node' | undefined;

/** What something is done to, as far as rights go. */
export interface Subject {
  /** Whose it is, where it belongs to a person. */
  readonly owner?: MemberId | null | undefined;
}

type Rule = (member: Member, subject: Subject) => boolean;

const wears =
  (...some: readonly Hat[]): Rule =>
  (member) =>
    some.some((hat) => member.hats.includes(hat));
const isSteward = wears('steward');
const belongs: Rule = (member) => member.stage !== 'alum';
const isMember: Rule = (member) => member.stage === 'member';
const isOwn: Rule = (member, { owner }) => belongs(member, {}) && owner === member.id;
const either =
  (...rules: readonly Rule[]): Rule =>
  (member, subject) =>
    rules.some((rule) => rule(member, subject));

/** Everything that asks for a right, and who has it. Reading what is public asks for none. */
const rules = {
  /** Name, purpose, colour, logo, who may join and follow. */
  'collective.change': isSteward,
  /** Write, publish, move on and delete the opportunities of the collective. */
  'opportunity.write': isSteward,
  /** Follow collectives, pass their work on, decide about followers. */
  'network.act': isSteward,
  'network.read': belongs,
  /** Read receipts, send a delivery again. */
  'delivery.act': isSteward,
  /** Block and unblock servers. */
  'moderation.act': wears('steward', 'moderator'),
  'skill.curate': isSteward,
  /** Pass on the sign-in link of somebody who has no mail. */
  'sign-in.pass_on': isSteward,
  /** Help somebody back in who lost every way: somebody else, never oneself. */
  'sign-in.reset': (member, { owner }) => isSteward(member, {}) && owner !== member.id,
  'health.read': isSteward,
  'person.read': belongs,
  /** Hats, engagement and stage of others. */
  'person.change': isSteward,
  'person.remove': isSteward,
  /** Leave: nobody has to agree. */
  'person.leave': isOwn,
  'person.export': either(isOwn, isSteward),
  'person.erase': either(isOwn, isSteward),
  'invitation.write': isMember,
  'invitation.read': either(isOwn, isSteward),
  'invitation.revoke': either(isOwn, isSteward),
  /** See who asked to join. */
  'application.read': isMember,
  'application.vouch': isMember,
  'application.decide': isSteward,
  'signpost.write': isOwn,
  /** Pools, notes, snoozes, notices: what is only for oneself. */
  'own.read': isOwn,
  'own.write': isOwn,
  /** Ask other collectives to join them, answer their invitations. */
  'affiliation.act': isOwn,
  /** Invite people of other servers, answer those who ask. */
  'affiliation.decide': isSteward,
} as const satisfies Record<string, Rule>;

/** Something that asks for a right. */
export type Action = keyof typeof rules;

/** Every action, for the sweep that tries them all. */
export const actions = Object.keys(rules) as Action[];

/**
 * The one place that says who may do what. The keeper of the node may do everything, a visitor nothing of it; what
 * belongs to a person is told by `subject.owner`.
 */
export function can(asker: Asker, action: Action, subject: Subject = {}): boolean {
  if (asker === 'node') return true;
  return asker !== undefined && rules[action](asker, subject);
}

/** @throws Refusal forbidden `steward.only` where a hat is missing, `person.may_not` otherwise */
export function requireMay(asker: Asker, action: Action, subject: Subject = {}): void {
  if (can(asker, action, subject)) return;
  const isForStewards = rules[action] === isSteward;
  throw isForStewards
    ? new Refusal('forbidden', 'steward.only', 'Only a steward of this collective can do that.')
    : new Refusal('forbidden', 'person.may_not', 'That is for others to do. Ask a steward if you should.');
}
