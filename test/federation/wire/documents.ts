import {
  type ActorKeys,
  collectiveToWire,
  instanceToWire,
  memberToWire,
} from '../../../federation/wire/actor.ts';
import type { JsonObject } from '../../../federation/wire/json.ts';
import { proposalToWire } from '../../../federation/wire/opportunity.ts';
import { opportunityNote, type PostSource } from '../../../federation/wire/post.ts';
import { markdownToHtml } from '../../../src/core/html.ts';
import type { ActorId, Iri, MemberId, OpportunityId } from '../../../src/core/id.ts';
import { hostOf, iri, paths } from '../../../src/core/iri.ts';
import { parseMoney } from '../../../src/core/money.ts';
import type { Actor } from '../../../src/domain/actors/actor.ts';
import type { Opportunity } from '../../../src/domain/opportunities/opportunity.ts';

/** The node whose documents these are. */
export const origin = 'https://loom.example';
export const source: PostSource = { origin, handle: 'loom', collective: 'Loom Collective' };
const started = Temporal.Instant.from('2026-03-01T00:00:00Z');

/** Keys made once for these tests; only their public halves are anywhere. */
export const keys: ActorKeys = {
  rsaPem: `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuEhnQVIx9pirFt/sz+rU
32t4v9WAq2B3KW9BtKM7IXYsD4Prper8u1hT6esz6K48mnlUBQsfVlt7aRPdzFpF
/ncsc3Jn7BvPVECd44yT4G8etKZNWpp+2mVQ97uexuDu92ke7h6F2gu71uAhHoOv
8lb/DH04UqYbOQKSGL5128VbZrodMzIjIErc/PQk1gfROjkIEbaK8fao3LY55Kdl
Laae0OVBZn17k5EcJKF2/LyiOGnhVW5zjfUM+EyfzJ+vo3ea7NtGB7lcP9SqzpJ2
1mzk7vOYQYIcHvWVCTmr31iYevnFDu9ByxoOjrdSQvcJn+QLraw+lgSa6zto5Bmx
sQIDAQAB
-----END PUBLIC KEY-----
`,
  ed25519Multibase: 'z6MkozAxMqazGQyGxAktCMQczv31S2PHur7xn7Ato2fAXfKJ',
};

/** A local actor of any kind, of this node or of the one at `at`. */
export function localActor(handle: string, rest: Partial<Actor> = {}, at: string = origin): Actor {
  const address = iri(at, paths.actor(handle));
  return {
    id: '01990000-0000-7000-8000-000000000001' as ActorId,
    iri: address,
    type: 'Person',
    handle,
    host: hostOf(at),
    name: handle,
    summary: '',
    url: address,
    inbox: iri(at, paths.inbox(handle)),
    sharedInbox: iri(at, paths.sharedInbox),
    followers: iri(at, paths.followers(handle)),
    isLocal: true,
    approvesFollowers: false,
    alsoKnownAs: [],
    createdAt: started,
    updatedAt: started,
    deletedAt: null,
    ...rest,
  };
}

/** The opportunity of `wire.md` §6.3, in our own words; `rest` changes it. */
export function opportunity(rest: Partial<Opportunity> = {}): Opportunity {
  const publishedAt = Temporal.Instant.from('2026-11-20T09:00:00Z');
  return {
    id: '0199b2c4-5d6e-7f80-9a1b-2c3d4e5f6071' as OpportunityId,
    title: 'Accessibility audit of a city portal',
    outcome: 'Audit 40 templates against **WCAG 2.2 AA**, fix the shared components, hand over tests.',
    roles: [
      {
        key: 'role-1',
        name: 'Accessibility engineer',
        headcount: 1,
        minutes: 8400,
        skills: ['Accessibility', 'user research'],
        terms: { kind: 'fixed', amount: parseMoney('11000', 'EUR') },
      },
      {
        key: 'role-2',
        name: 'Front-end developer',
        headcount: 2,
        minutes: 4800,
        skills: ['TypeScript', 'Accessibility'],
        terms: { kind: 'fixed', amount: parseMoney('7000.50', 'EUR') },
      },
    ],
    deadline: Temporal.ZonedDateTime.from('2026-12-04T17:00[Europe/Lisbon]'),
    place: { kind: 'remote', name: null },
    languages: ['en', 'pt'],
    contact: 'Ines Duarte',
    audience: 'public',
    status: 'open',
    revision: 1,
    reason: null,
    postedBy: '01990000-0000-7000-8000-000000000002' as MemberId,
    createdAt: publishedAt,
    publishedAt,
    updatedAt: publishedAt,
    ...rest,
  };
}

const edited = { revision: 3, updatedAt: Temporal.Instant.from('2026-12-05T08:00:00.125Z') };

const hourly = opportunity({
  title: 'Weekly care of a ticket shop <beta>',
  roles: [
    {
      key: 'role-1',
      name: 'Developer & operator',
      headcount: 1,
      minutes: 1220,
      skills: ['C++', 'Node.js & PostgreSQL'],
      terms: { kind: 'hourly', rate: parseMoney('85', 'EUR') },
    },
  ],
  deadline: null,
  place: { kind: 'hybrid', name: 'Porto' },
  languages: ['en'],
});

const exchange = opportunity({
  title: 'Workshop for our neighbours',
  audience: 'followers',
  roles: [
    {
      key: 'teacher',
      name: 'Teacher',
      headcount: 1,
      minutes: null,
      skills: [],
      terms: { kind: 'barter', offer: 'two days of design' },
    },
    { key: 'helper', name: 'Helper', headcount: 3, minutes: 90, skills: [], terms: { kind: 'training' } },
    {
      key: 'founder',
      name: 'Founder',
      headcount: 1,
      minutes: null,
      skills: [],
      terms: { kind: 'equity', points: '2 % over 4 years' },
    },
    { key: 'guest', name: 'Guest', headcount: 1, minutes: null, skills: [], terms: { kind: 'none' } },
  ],
  deadline: Temporal.ZonedDateTime.from('2027-01-15T12:30[UTC]'),
  place: { kind: 'onsite', name: 'Lisbon' },
});

/** One that found its team. */
export const filled = opportunity({
  ...edited,
  status: 'filled',
  reason: 'Kiln with Reef. Thank you to all five bidders.',
});

/** An opportunity as the document machines read. */
export function proposal(of: Opportunity): JsonObject {
  return proposalToWire(of, source, markdownToHtml(of.outcome));
}

/** The collective of that node. */
export const loom = localActor('loom', {
  type: 'Group',
  name: 'Loom Collective',
  summary: '<p>Eleven free agents: accessibility, web, research. We post work and form teams.</p>',
  url: `${origin}/` as Iri,
});

/** Its actors. */
export function actorDocuments(): Record<string, JsonObject> {
  return {
    'actor-collective': collectiveToWire({
      origin,
      actor: loom,
      keys,
      memberCount: 11,
      fields: [{ name: 'Skills', text: 'Accessibility & research, <TypeScript>' }],
      logo: '/media/logo-0123456789abcdef.png',
    }),
    'actor-member': memberToWire({
      origin,
      actor: localActor('ines', {
        name: 'Ines Duarte',
        summary: '<p>Accessibility engineer.</p>',
        approvesFollowers: true,
        alsoKnownAs: ['https://reef.example/@ines' as Iri],
      }),
      keys,
      fields: [
        { name: 'Collective', href: `${origin}/@loom` as Iri },
        { name: 'Skills', text: 'Accessibility, C++ & <TypeScript>' },
        { name: 'Availability', text: '20 h/week from 2026-12-07 (as of 2026-11-19)' },
        { name: 'Rate', text: 'from 85 EUR/h' },
        { name: 'My notes', href: 'https://ines.example/notes' as Iri },
      ],
      occupations: [
        {
          '@type': 'Occupation',
          name: 'Accessibility engineer',
          skills: ['Accessibility:100', 'C++:50', '<TypeScript>'],
        },
      ],
      collectives: [`${origin}/@loom` as Iri, 'https://reef.example/@reef' as Iri],
      discoverable: true,
      indexable: false,
      hasProfile: true,
    }),
    'actor-instance': instanceToWire({
      origin,
      actor: localActor('instance', { type: 'Application', name: 'loom.example', approvesFollowers: true }),
      keys,
    }),
  };
}

/** Its opportunities, as posts and as proposals. */
export function workDocuments(): Record<string, JsonObject> {
  return {
    'note-open': opportunityNote(opportunity(), source),
    'note-hourly': opportunityNote(hourly, source),
    'note-followers': opportunityNote(exchange, source),
    'note-shortlisting': opportunityNote(opportunity({ ...edited, status: 'shortlisting' }), source),
    'note-filled': opportunityNote(filled, source),
    'proposal-open': proposal(opportunity()),
    'proposal-hourly': proposal(hourly),
    'proposal-followers': proposal(exchange),
    'proposal-filled': proposal(filled),
  };
}
