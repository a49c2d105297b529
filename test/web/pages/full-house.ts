import type { EventId, Iri } from '../../../src/core/id.ts';
import { newId } from '../../../src/core/id.ts';
import { iri, paths } from '../../../src/core/iri.ts';
import { findLocalActor } from '../../../src/domain/actors/queries.ts';
import { requireCollective } from '../../../src/domain/collective/queries.ts';
import type { DeliveryState } from '../../../src/domain/deliveries/delivery.ts';
import { receiveAnswer, receiveFollow, requestFollow } from '../../../src/domain/follows/commands.ts';
import { introduceMember, setFederated } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { blockHost } from '../../../src/domain/moderation/commands.ts';
import { keepAllyOpportunity } from '../../../src/domain/opportunities/allies.ts';
import type { IncomingOpportunity } from '../../../src/domain/opportunities/ally-opportunity.ts';
import { changeStatus, postOpportunity } from '../../../src/domain/opportunities/commands.ts';
import type { Opportunity, OpportunityDraft } from '../../../src/domain/opportunities/opportunity.ts';
import { keepPost } from '../../../src/domain/posts/commands.ts';
import { inWork } from '../../../src/domain/work.ts';
import { keepWeaver, type TestSite } from './site.ts';

function inTwoWeeks(): Temporal.ZonedDateTime {
  const day = Temporal.Now.plainDateISO('Europe/Brussels').add({ days: 14 });
  return day.toZonedDateTime({ timeZone: 'Europe/Brussels', plainTime: '18:00' });
}

/** The smallest opportunity, changed as wanted. */
export function draftOf(change: Partial<OpportunityDraft> = {}): OpportunityDraft {
  return {
    title: 'Accessibility audit of a city portal',
    outcome:
      'By the end of February every one of the 40 page templates can be used with a keyboard and a screen reader.\n\n- 40 templates audited against WCAG 2.2 AA\n- Shared components fixed and merged',
    roles: [
      {
        key: 'role-1',
        name: 'Accessibility engineer',
        headcount: 1,
        minutes: 140 * 60,
        skills: ['WCAG 2.2', 'screen readers'],
        terms: { kind: 'fixed', amount: { minor: 1_150_000n, currency: 'EUR' } },
      },
      {
        key: 'role-2',
        name: 'Front-end developer',
        headcount: 2,
        minutes: 80 * 60,
        skills: ['TypeScript'],
        terms: { kind: 'fixed', amount: { minor: 650_000n, currency: 'EUR' } },
      },
    ],
    deadline: inTwoWeeks(),
    place: { kind: 'remote', name: null },
    languages: ['en', 'nl'],
    contact: 'Ana Verhelst',
    audience: 'public',
    ...change,
  };
}

/** What stands in a house that is lived in. */
export interface FullHouse {
  readonly steward: Member;
  readonly open: Opportunity;
  readonly followersOnly: Opportunity;
  readonly draft: Opportunity;
  readonly fromAlly: Iri;
}

/** Live in a site: opportunities in every state, allies, followers, a reply, receipts of every kind, a blocked host. */
export async function liveIn(site: TestSite): Promise<FullHouse> {
  const { steward } = await site.found();
  const { platform } = site;
  const write = (change: Partial<OpportunityDraft>, status: 'draft' | 'open' = 'open') =>
    inWork(platform, (work) => postOpportunity(work, steward, draftOf(change), status));
  const closed = await write({ title: 'Signs for a swimming pool' });
  await inWork(platform, (work) =>
    changeStatus(work, steward, closed.id, 'withdrawn', 'Budget cut, said on the same day'),
  );
  const followersOnly = await write({
    title: 'Letters for the hospital',
    audience: 'followers',
    deadline: null,
  });
  const draft = await write({ title: 'A catalogue for the seed library' }, 'draft');
  const open = await write({});
  await inWork(platform, async (work) => {
    await setFederated(work, steward, true);
    await introduceMember(work, steward, { name: steward.name, about: 'Service designer. *Asks* first.' });
    await blockHost(work, 'spam.test', 'Three hundred replies in an hour');
  });
  const fromAlly = await followAllies(site);
  await beAnswered(site, open);
  await sendLetters(site, open);
  return { steward, open, followersOnly, draft, fromAlly };
}

async function followAllies(site: TestSite): Promise<Iri> {
  const { platform } = site;
  const { actor } = await requireCollective(platform.db);
  const [kiln, reef, quarry] = await Promise.all(
    ['kiln', 'reef', 'quarry'].map((name) => keepWeaver(platform, name)),
  );
  if (kiln === undefined || reef === undefined || quarry === undefined) throw new Error('nobody came');
  const us = await findLocalActor(platform.db, 'loom');
  if (us === undefined) throw new Error('no collective');
  const address = 'https://weave.test/opportunities/1' as Iri;
  await inWork(platform, async (work) => {
    await requestFollow(work, actor, kiln);
    await receiveAnswer(work, kiln, actor, null, 'accepted');
    await requestFollow(work, actor, reef);
    await receiveFollow(work, us, quarry, 'https://weave.test/follows/1' as Iri);
    const { title, outcome, roles, deadline, place, languages, contact } = draftOf({
      title: 'Signed films for three museums',
    });
    const incoming: IncomingOpportunity = {
      ...{ title, outcome: `<p>${outcome}</p>`, roles, deadline, place, languages, contact },
      iri: address,
      url: address,
      status: 'open',
      revision: 1,
      publishedAt: work.now,
      updatedAt: work.now,
      attributedTo: kiln.iri,
    };
    await keepAllyOpportunity(work, kiln, incoming, 'https://weave.test/posts/1' as Iri);
  });
  return address;
}

async function beAnswered(site: TestSite, open: Opportunity): Promise<void> {
  const wen = await keepWeaver(site.platform, 'wen');
  await inWork(site.platform, (work) =>
    keepPost(work, wen, {
      iri: 'https://weave.test/posts/2' as Iri,
      attributedTo: wen.iri,
      inReplyTo: iri(site.origin, paths.post(open.id)),
      html: '<p>Is the content system open source? <script>alert(1)</script></p>',
      language: 'en',
      url: 'https://weave.test/posts/2' as Iri,
      visibility: 'public',
      audience: [],
      publishedAt: work.now,
      updatedAt: work.now,
    }),
  );
}

async function sendLetters(site: TestSite, open: Opportunity): Promise<void> {
  const { db } = site.platform;
  const { actor } = await requireCollective(db);
  const event = newId<EventId>();
  const activity = iri(site.origin, paths.activity(event));
  const now = Temporal.Now.instant();
  await db
    .insertInto('outbox')
    .values({ id: event, kind: 'opportunity.posted', payload: '{}', created_at: now, done_at: now })
    .execute();
  await db
    .insertInto('activity')
    .values({
      iri: activity,
      event_id: event,
      actor_id: actor,
      type: 'Create',
      object_iri: iri(site.origin, paths.post(open.id)),
      is_public: true,
      body: '{}',
      created_at: now,
    })
    .execute();
  const letter = (host: string, state: DeliveryState, status: number | null, error: string | null) => ({
    activity_iri: activity,
    inbox: `https://${host}/inbox`,
    host,
    state,
    status,
    attempts: state === 'queued' ? 0 : 3,
    next_at: state === 'retrying' ? now.add({ hours: 2 }) : null,
    error,
  });
  await db
    .insertInto('delivery')
    .values([
      letter('masto.test', 'delivered', 202, null),
      letter('reef.test', 'queued', null, null),
      letter('tern.test', 'retrying', null, 'No answer in 10 s'),
      letter('gild.test', 'refused', 403, 'They said no'),
      letter('lost.test', 'gave up', 500, 'Ten tries in two days'),
    ])
    .execute();
}
