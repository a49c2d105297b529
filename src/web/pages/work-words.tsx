import type { Child } from 'hono/jsx';
import { markdownToHtml, plainText, type SafeHtml, sanitizeHtml } from '../../core/html.ts';
import { paths } from '../../core/iri.ts';
import type { AllyOpportunity } from '../../domain/opportunities/ally-opportunity.ts';
import type { Opportunity, Place, Role, Status, Terms } from '../../domain/opportunities/opportunity.ts';
import type { Say } from '../../words/say.ts';
import type { IndexItem } from '../components/list.tsx';
import { MoneyText } from '../components/money.tsx';
import { Fine } from '../components/section.tsx';
import { Table } from '../components/table.tsx';
import { daysAway, TimeStamp } from '../components/time.tsx';
import { Said, useSay } from '../reader.tsx';
import { hoursWords, payWords, totalMinutes } from './pay-words.tsx';

/** What our opportunities and allies' have in common on a page. */
export type Described = Pick<
  Opportunity | AllyOpportunity,
  'title' | 'status' | 'roles' | 'deadline' | 'place' | 'languages' | 'contact'
>;

/** A place in words. */
export function placeWords(place: Place, say: Say): string {
  if (place.kind === 'hybrid' && place.name !== null)
    return say('opportunity.hybrid_in', { place: place.name });
  if (place.kind === 'onsite' && place.name !== null) return place.name;
  return say(`opportunity.${place.kind}`);
}

/** Language tags as names, in the reader's language: "Dutch or English". */
export function languageWords(tags: readonly string[], say: Say): string {
  const names = new Intl.DisplayNames(say.language, { type: 'language' });
  const list = new Intl.ListFormat(say.language, { type: 'disjunction' });
  return list.format(tags.map((tag) => nameOf(names, tag)));
}

function nameOf(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** One line of a list of work. `now` says how far the deadline is. */
export function indexItem(
  work: Described,
  more: {
    readonly href: string;
    readonly outcome: SafeHtml;
    readonly now: Temporal.Instant;
    readonly say: Say;
  } & Pick<IndexItem, 'from'>,
): IndexItem {
  const { deadline, status } = work;
  const { say } = more;
  const { pay, kind, hours } = payWords(work.roles, say);
  return {
    href: more.href,
    title: work.title,
    summary: plainText(firstParagraph(more.outcome), 160),
    when: deadline === null ? say('opportunities.until_filled') : <TimeStamp at={deadline} look="day" />,
    whenNote: deadline === null ? undefined : deadlineNote(deadline, status, more.now, say),
    state: status,
    roles: work.roles.map((role) => role.name).join(', '),
    from: more.from,
    facts: [{ icon: 'pin', words: placeWords(work.place, say) }],
    pay,
    payNote:
      kind !== undefined && hours !== undefined
        ? say('opportunities.pay_note', { kind, hours })
        : (kind ?? hours),
  };
}

function firstParagraph(html: SafeHtml): SafeHtml {
  const end = html.indexOf('</p>');
  return end === -1 ? html : sanitizeHtml(html.slice(0, end + '</p>'.length));
}

/** One of our own opportunities as a line of a list. */
export function ownIndexItem(opportunity: Opportunity, now: Temporal.Instant, say: Say): IndexItem {
  const href = paths.opportunity(opportunity.id);
  const outcome = markdownToHtml(opportunity.outcome);
  const item = indexItem(opportunity, { href, outcome, now, say, from: undefined });
  if (opportunity.audience === 'public') return item;
  const whom = { icon: 'people', words: say('frame.audience_followers') } as const;
  return { ...item, facts: [...(item.facts ?? []), whom] };
}

function deadlineNote(
  deadline: Temporal.ZonedDateTime,
  status: Status,
  now: Temporal.Instant,
  say: Say,
): string {
  const { timeZoneId } = deadline;
  const isOver = Temporal.Instant.compare(deadline.toInstant(), now) <= 0;
  if (isOver || status === 'expired') return say('opportunities.deadline_passed');
  return say('opportunities.deadline_away', {
    away: daysAway(deadline.toInstant(), now, timeZoneId, say.language),
    clock: deadline.toPlainTime().toString({ smallestUnit: 'minute' }),
    city: timeZoneId.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZoneId,
  });
}

/** What a role gives in return, in words. */
function TermsText({ terms }: { readonly terms: Terms }) {
  const say = useSay();
  switch (terms.kind) {
    case 'hourly':
      return <MoneyTerms k="opportunity.hourly" money={<MoneyText amount={terms.rate} />} />;
    case 'fixed':
      return <MoneyTerms k="opportunity.fixed" money={<MoneyText amount={terms.amount} />} />;
    case 'equity':
      return <bdi>{terms.points}</bdi>;
    case 'barter':
      return (
        <span>
          <Said
            k="opportunity.barter"
            values={{ offer: terms.offer }}
            draw={{ bdi: (words) => <bdi>{words}</bdi> }}
          />
        </span>
      );
    default:
      return <>{say(`opportunity.${terms.kind}`)}</>;
  }
}

function MoneyTerms({
  k,
  money,
}: {
  readonly k: 'opportunity.hourly' | 'opportunity.fixed';
  readonly money: Child;
}) {
  return (
    <span>
      <Said k={k} draw={{ money: () => money }} />
    </span>
  );
}

/** The roles of an opportunity with what they need and give. */
export function RolesTable({ roles }: { readonly roles: readonly Role[] }) {
  const say = useSay();
  const people = roles.reduce((sum, role) => sum + role.headcount, 0);
  const minutes = totalMinutes(roles);
  const hours = minutes === undefined ? undefined : hoursWords(minutes, say);
  return (
    <Table
      columns={[
        { head: say('opportunity.head_role') },
        { head: say('opportunity.head_needs') },
        { head: say('opportunity.head_terms') },
        { head: say('opportunity.head_people'), figures: true },
        { head: say('opportunity.head_hours'), figures: true },
      ]}
      rows={roles.map((role) => [
        <bdi>{role.name}</bdi>,
        role.skills.length === 0 ? '–' : <bdi>{role.skills.join(', ')}</bdi>,
        <TermsText terms={role.terms} />,
        role.headcount,
        role.minutes === null ? '–' : hoursWords(role.minutes, say),
      ])}
      foot={
        roles.length === 1
          ? undefined
          : [say('opportunity.roles_count', { count: roles.length }), undefined, undefined, people, hours]
      }
    />
  );
}

/** The end of a list that goes on: a link to the next page, called "Older ones" unless it has other words. */
export function Older({ href, words }: { readonly href: string; readonly words?: string }) {
  const say = useSay();
  return (
    <Fine>
      <a href={href}>{words ?? say('opportunities.older')}</a>
    </Fine>
  );
}
