import type { Child } from 'hono/jsx';
import { markdownToHtml, plainText, type SafeHtml, sanitizeHtml } from '../../core/html.ts';
import { paths } from '../../core/iri.ts';
import type { Money } from '../../core/money.ts';
import type { AllyOpportunity } from '../../domain/opportunities/ally-opportunity.ts';
import type { Opportunity, Place, Role, Status, Terms } from '../../domain/opportunities/opportunity.ts';
import type { IndexItem } from '../components/list.tsx';
import { MoneyText } from '../components/money.tsx';
import { Fine } from '../components/section.tsx';
import { Table } from '../components/table.tsx';
import { daysAway, TimeStamp } from '../components/time.tsx';
import { hoursText } from '../forms/role-form.ts';

/** What our opportunities and allies' have in common on a page. */
export type Described = Pick<
  Opportunity | AllyOpportunity,
  'title' | 'status' | 'roles' | 'deadline' | 'place' | 'languages' | 'contact'
>;

/** A place in words. */
export function placeWords(place: Place): string {
  switch (place.kind) {
    case 'remote':
      return 'Remote';
    case 'onsite':
      return place.name ?? 'On site';
    case 'hybrid':
      return place.name === null ? 'Partly on site' : `Partly in ${place.name}`;
  }
}

/** Language tags as English names: "Dutch or English". */
export function languageWords(tags: readonly string[]): string {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(tags.map((tag) => nameOf(names, tag)));
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
  more: { readonly href: string; readonly outcome: SafeHtml; readonly now: Temporal.Instant } & Pick<
    IndexItem,
    'from'
  >,
): IndexItem {
  const { deadline, status } = work;
  const { pay, note } = payWords(work.roles);
  return {
    href: more.href,
    title: work.title,
    summary: plainText(firstParagraph(more.outcome), 160),
    when: deadline === null ? 'Open until it is filled' : <TimeStamp at={deadline} look="day" />,
    whenNote: deadline === null ? undefined : deadlineNote(deadline, status, more.now),
    state: status,
    roles: work.roles.map((role) => role.name).join(', '),
    from: more.from,
    facts: [{ icon: 'pin', words: placeWords(work.place) }],
    pay,
    payNote: note,
  };
}

function firstParagraph(html: SafeHtml): SafeHtml {
  const end = html.indexOf('</p>');
  return end === -1 ? html : sanitizeHtml(html.slice(0, end + '</p>'.length));
}

/** One of our own opportunities as a line of a list. */
export function ownIndexItem(opportunity: Opportunity, now: Temporal.Instant): IndexItem {
  const href = paths.opportunity(opportunity.id);
  const item = indexItem(opportunity, {
    href,
    outcome: markdownToHtml(opportunity.outcome),
    now,
    from: undefined,
  });
  if (opportunity.audience === 'public') return item;
  return { ...item, facts: [...(item.facts ?? []), { icon: 'people', words: 'Followers only' }] };
}

function deadlineNote(deadline: Temporal.ZonedDateTime, status: Status, now: Temporal.Instant): string {
  const isOver = Temporal.Instant.compare(deadline.toInstant(), now) <= 0;
  if (isOver || status === 'expired') return 'the deadline has passed';
  const clock = deadline.toPlainTime().toString({ smallestUnit: 'minute' });
  const city = deadline.timeZoneId.split('/').at(-1)?.replaceAll('_', ' ') ?? deadline.timeZoneId;
  return `${daysAway(deadline.toInstant(), now, deadline.timeZoneId)}, ${clock} ${city}`;
}

/** What a role gives in return, in words. */
function TermsText({ terms }: { readonly terms: Terms }) {
  switch (terms.kind) {
    case 'hourly':
      return (
        <span>
          <MoneyText amount={terms.rate} /> per hour
        </span>
      );
    case 'fixed':
      return (
        <span>
          <MoneyText amount={terms.amount} />, fixed
        </span>
      );
    case 'equity':
      return <bdi>{terms.points}</bdi>;
    case 'barter':
      return (
        <span>
          In exchange: <bdi>{terms.offer}</bdi>
        </span>
      );
    case 'training':
      return <>Training</>;
    case 'none':
      return <>Unpaid</>;
  }
}

const kindWords: Readonly<Record<Terms['kind'], string>> = {
  hourly: 'hourly',
  fixed: 'fixed',
  equity: 'points',
  barter: 'in exchange',
  training: 'training',
  none: 'unpaid',
};

function moneyOf(terms: Terms): Money | undefined {
  return terms.kind === 'hourly' ? terms.rate : terms.kind === 'fixed' ? terms.amount : undefined;
}

/** All roles' terms in one short line, with their kind and hours under it. No sums across kinds or currencies. */
export function payWords(roles: readonly Role[]): { pay: Child; note: string | undefined } {
  const kinds = [...new Set(roles.map((role) => role.terms.kind))];
  const amounts = roles.flatMap((role) => moneyOf(role.terms) ?? []);
  const [first] = amounts;
  const isOneSum =
    kinds.length === 1 && first !== undefined && amounts.every((one) => one.currency === first.currency);
  const hours = totalHours(roles);
  if (!isOneSum) {
    const words = kinds.map((kind) => kindWords[kind]).join(', ');
    return { pay: words.charAt(0).toUpperCase() + words.slice(1), note: hours };
  }
  const minors = amounts.map((amount) => amount.minor);
  const money = (minor: bigint) => <MoneyText amount={{ minor, currency: first.currency }} short />;
  if (kinds[0] === 'fixed') {
    const note = hours === undefined ? 'fixed' : `fixed, ${hours}`;
    return { pay: money(minors.reduce((sum, minor) => sum + minor, 0n)), note };
  }
  const inOrder = minors.toSorted((a, b) => Number(a - b));
  const least = inOrder[0] ?? first.minor;
  const most = inOrder.at(-1) ?? first.minor;
  const note = hours === undefined ? 'per hour' : `per hour, ${hours}`;
  if (least === most) return { pay: money(least), note };
  return {
    pay: (
      <>
        {money(least)} to {money(most)}
      </>
    ),
    note,
  };
}

/** The hours of all roles, "220 h"; undefined where one role does not say. */
export function totalHours(roles: readonly Role[]): string | undefined {
  if (roles.some((role) => role.minutes === null)) return undefined;
  return `${hoursText(roles.reduce((sum, role) => sum + (role.minutes ?? 0), 0))} h`;
}

/** The roles of an opportunity with what they need and give. */
export function RolesTable({ roles }: { readonly roles: readonly Role[] }) {
  const people = roles.reduce((sum, role) => sum + role.headcount, 0);
  const hours = totalHours(roles);
  return (
    <Table
      columns={[
        { head: 'Role' },
        { head: 'Needs' },
        { head: 'Terms' },
        { head: 'People', figures: true },
        { head: 'Hours', figures: true },
      ]}
      rows={roles.map((role) => [
        <bdi>{role.name}</bdi>,
        role.skills.length === 0 ? '–' : <bdi>{role.skills.join(', ')}</bdi>,
        <TermsText terms={role.terms} />,
        role.headcount,
        role.minutes === null ? '–' : hoursText(role.minutes),
      ])}
      foot={
        roles.length === 1
          ? undefined
          : [`${roles.length} roles`, undefined, undefined, people, hours?.replace(' h', '')]
      }
    />
  );
}

/** How many followers are told, and what reaches them: "214 followers; each change as an edit of the post". */
export function followerWords(count: number, what?: string): string {
  if (count === 0) return 'Nobody yet: nobody follows';
  const followers = count === 1 ? '1 follower' : `${new Intl.NumberFormat('en').format(count)} followers`;
  return what === undefined ? followers : `${followers}; ${what}`;
}

/** The end of a list that goes on: a link to the next page. */
export function Older({ href, words = 'Older ones' }: { readonly href: string; readonly words?: string }) {
  return (
    <Fine>
      <a href={href}>{words}</a>
    </Fine>
  );
}
