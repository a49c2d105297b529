import { sql } from 'kysely';
import type { OpportunityId } from '../../core/id.ts';
import { listGuests, listMemberships } from '../affiliations/queries.ts';
import { listLinkRequests } from '../auth/link-requests.ts';
import { requireCollective } from '../collective/queries.ts';
import type { Db } from '../database.ts';
import { countFollows } from '../follows/queries.ts';
import { type Application, vouchesNeeded } from '../joining/application.ts';
import { listApplications } from '../joining/application-queries.ts';
import { can } from '../members/can.ts';
import type { Member } from '../members/member.ts';
import { type NextStep, nextStep } from '../signposts/next-step.ts';
import { readSignpost } from '../signposts/queries.ts';
import { listNotices, type ReadNotice, readSnoozes } from './queries.ts';

/** What waits for somebody, and whom or what it is about. */
export type Task =
  | { readonly kind: CountedTask; readonly count: number }
  | { readonly kind: 'vouch' | 'admit'; readonly count: number; readonly name: string }
  | { readonly kind: 'invited'; readonly name: string }
  | { readonly kind: 'choose' | 'outcome'; readonly opportunity: OpportunityId; readonly title: string }
  | { readonly kind: 'signpost'; readonly step: NextStep; readonly confirmedAt: Temporal.Instant | null };

/** Tasks of which there are several of a kind, done on one page. */
export type CountedTask = 'followers' | 'guests' | 'sign_in' | 'deliveries' | 'passkeys';

/** Something that waits, with the name it is put off by. */
export interface TodayItem {
  readonly key: string;
  /** By when; null where no day is set. */
  readonly due: Temporal.Instant | null;
  readonly task: Task;
}

/** Everything on Today: what waits in three groups, what happened, and how much was put off until when. */
export interface Today {
  readonly now: readonly TodayItem[];
  readonly week: readonly TodayItem[];
  readonly whenever: readonly TodayItem[];
  readonly notices: readonly ReadNotice[];
  readonly putOff: readonly { readonly item: TodayItem; readonly until: Temporal.Instant }[];
}

/** Who asked should not wait longer than this. */
const answerWithin = Temporal.Duration.from({ hours: 7 * 24 });

/**
 * Only what waits for this person and what they want to hear of: nothing is here because it is new elsewhere. Within
 * a group the soonest first.
 */
export async function readToday(db: Db, member: Member, now: Temporal.Instant): Promise<Today> {
  const [items, notices, snoozes] = await Promise.all([
    gather(db, member, now),
    listNotices(db, member.id),
    readSnoozes(db, member.id, now),
  ]);
  const open = items.filter(({ key }) => !snoozes.has(key)).sort(soonestFirst);
  const until = (days: number) => now.add({ hours: 24 * days });
  const isBy = ({ due }: TodayItem, limit: Temporal.Instant) =>
    due !== null && Temporal.Instant.compare(due, limit) <= 0;
  return {
    now: open.filter((item) => isBy(item, until(1))),
    week: open.filter((item) => !isBy(item, until(1)) && isBy(item, until(7))),
    whenever: open.filter((item) => !isBy(item, until(7))),
    notices,
    putOff: items.flatMap((item) => {
      const back = snoozes.get(item.key);
      return back === undefined ? [] : [{ item, until: back }];
    }),
  };
}

/** How many things wait: the figure beside Today in the navigation. What only happened, or was put off, does not. */
export function countToday(today: Today): number {
  return today.now.length + today.week.length + today.whenever.length;
}

function soonestFirst(a: TodayItem, b: TodayItem): number {
  if (a.due === null || b.due === null) return Number(a.due === null) - Number(b.due === null);
  return Temporal.Instant.compare(a.due, b.due);
}

async function gather(db: Db, member: Member, now: Temporal.Instant): Promise<TodayItem[]> {
  const parts = await Promise.all([
    can(member, 'network.act') ? followersWaiting(db, now) : [],
    can(member, 'sign-in.pass_on') ? signInsWaiting(db) : [],
    can(member, 'application.vouch') ? applicationsWaiting(db, member) : [],
    can(member, 'affiliation.decide') ? guestsWaiting(db) : [],
    invitedElsewhere(db, member),
    can(member, 'opportunity.write') ? opportunitiesWaiting(db) : [],
    can(member, 'delivery.act') ? deliveriesGivenUp(db) : [],
    ownSignpost(db, member, now),
    ownPasskeys(db, member),
  ]);
  return parts.flat();
}

async function followersWaiting(db: Db, now: Temporal.Instant): Promise<TodayItem[]> {
  const { actor } = await requireCollective(db);
  const { pending: count } = await countFollows(db, actor);
  if (count === 0) return [];
  return [{ key: 'followers', due: now.add({ hours: 3 * 24 }), task: { kind: 'followers', count } }];
}

/** Whom this member has not vouched for yet, and for a steward those who have their vouches. */
async function applicationsWaiting(db: Db, member: Member): Promise<TodayItem[]> {
  const open = (await listApplications(db)).filter(({ state }) => state === 'open');
  const isReady = ({ vouches }: Application) => vouches.length >= vouchesNeeded;
  const isMine = ({ vouches }: Application) => vouches.some((vouch) => vouch.member.id === member.id);
  const ready = can(member, 'application.decide') ? open.filter(isReady) : [];
  const unread = open.filter((one) => !isReady(one) && !isMine(one));
  const item = (kind: 'vouch' | 'admit', some: readonly Application[]): TodayItem[] => {
    const [first] = some;
    if (first === undefined) return [];
    return [
      {
        key: `${kind}:${first.id}`,
        due: first.createdAt.add(answerWithin),
        task: { kind, count: some.length, name: first.name },
      },
    ];
  };
  return [...item('admit', ready), ...item('vouch', unread)];
}

async function guestsWaiting(db: Db): Promise<TodayItem[]> {
  const [...asking] = (await listGuests(db, ['asked'])).reverse();
  const [first] = asking;
  if (first === undefined) return [];
  const due = first.since.add(answerWithin);
  return [{ key: 'guests', due, task: { kind: 'guests', count: asking.length } }];
}

async function invitedElsewhere(db: Db, member: Member): Promise<TodayItem[]> {
  const invited = (await listMemberships(db, member.id)).filter(({ state }) => state === 'invited');
  return invited.map(({ collective, since }) => ({
    key: `invited:${collective.id}`,
    due: since.add(answerWithin),
    task: { kind: 'invited', name: collective.name },
  }));
}

/** Somebody cannot come in until this is done: today. */
async function signInsWaiting(db: Db): Promise<TodayItem[]> {
  const requests = await listLinkRequests(db);
  const first = requests[0];
  if (first === undefined) return [];
  return [
    {
      key: 'sign_in_requests',
      due: first.askedAt,
      task: { kind: 'sign_in', count: requests.length },
    },
  ];
}

/** Work whose answers are in: somebody chooses, or says what became of it. */
async function opportunitiesWaiting(db: Db): Promise<TodayItem[]> {
  const rows = await db
    .selectFrom('opportunity')
    .select(['id', 'title', 'status', 'deadline', 'updated_at'])
    .where((where) =>
      where.or([
        where('status', '=', 'shortlisting'),
        where.and([
          where('status', '=', 'expired'),
          where('updated_at', '>', sql<Temporal.Instant>`now() - interval '30 days'`),
        ]),
      ]),
    )
    .orderBy('updated_at')
    .limit(50)
    .execute();
  return rows.map(({ id: opportunity, title, status, deadline, updated_at }) => ({
    key: `opportunity:${opportunity}`,
    due: (deadline ?? updated_at).add({ hours: 7 * 24 }),
    task: { kind: status === 'shortlisting' ? 'choose' : 'outcome', opportunity, title },
  }));
}

async function deliveriesGivenUp(db: Db): Promise<TodayItem[]> {
  const { total } = await db
    .selectFrom('delivery')
    .select((select) => select.fn.countAll<number>().as('total'))
    .where('state', '=', 'gave up')
    .where('updated_at', '>', sql<Temporal.Instant>`now() - interval '7 days'`)
    .executeTakeFirstOrThrow();
  const count = Number(total);
  return count === 0 ? [] : [{ key: 'deliveries', due: null, task: { kind: 'deliveries', count } }];
}

async function ownSignpost(db: Db, member: Member, now: Temporal.Instant): Promise<TodayItem[]> {
  const signpost = await readSignpost(db, member.id, now);
  const step = nextStep(signpost);
  if (step === undefined) return [];
  const { confirmedAt } = signpost.availability;
  return [{ key: `signpost:${step}`, due: null, task: { kind: 'signpost', step, confirmedAt } }];
}

/** One passkey is lost with one device; two are a way in for life. */
async function ownPasskeys(db: Db, member: Member): Promise<TodayItem[]> {
  const { count } = await db
    .selectFrom('passkey')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('member_id', '=', member.id)
    .executeTakeFirstOrThrow();
  return count >= 2 ? [] : [{ key: 'passkeys', due: null, task: { kind: 'passkeys', count: Number(count) } }];
}
