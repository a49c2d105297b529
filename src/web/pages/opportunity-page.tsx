import { markdownToHtml, plainText, safeHref, sanitizeHtml } from '../../core/html.ts';
import type { Iri, MemberId } from '../../core/id.ts';
import { paths } from '../../core/iri.ts';
import { fullHandle } from '../../domain/actors/actor.ts';
import type { DeliveryState } from '../../domain/deliveries/delivery.ts';
import { isLive, type Opportunity, type Status } from '../../domain/opportunities/opportunity.ts';
import type { Revision } from '../../domain/opportunities/queries.ts';
import type { Reply } from '../../domain/posts/queries.ts';
import { Who } from '../components/audience.tsx';
import { Course, Facts, Figures } from '../components/facts.tsx';
import { guestOf } from '../components/house.ts';
import { Log, Rows } from '../components/list.tsx';
import { Person } from '../components/mark.tsx';
import { Prose } from '../components/prose.tsx';
import { Entries, Entry, Fine, Handle, Stack, Title, WithAside } from '../components/section.tsx';
import { StateLine } from '../components/state.tsx';
import { daysAway, TimeStamp, ZoneNote } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { Said, useSay } from '../reader.tsx';
import { DoneNotice } from './done.tsx';
import { OpportunityAside } from './opportunity-aside.tsx';
import { hoursWords, payWords, totalMinutes } from './pay-words.tsx';
import { RevisionWords, reasonWords } from './revision-words.tsx';
import { frameOf, type Visit } from './visit.tsx';
import { languageWords, placeWords, RolesTable } from './work-words.tsx';

interface OpportunityPageProps {
  readonly visit: Visit;
  readonly opportunity: Opportunity;
  readonly now: Temporal.Instant;
  readonly revisions: readonly Revision[];
  readonly replies: readonly Reply[];
  /** Names of members, for members. */
  readonly names: ReadonlyMap<MemberId, string>;
  /** Receipts by state, for stewards. */
  readonly reach: Readonly<Record<DeliveryState, number>> | undefined;
  readonly addresses: { readonly page: Iri; readonly post: Iri };
  readonly done: string | undefined;
}

/** One of our opportunities: its state, what it asks and gives, what people said, what happened to it. */
export function OpportunityPage(props: OpportunityPageProps) {
  const say = useSay();
  const { visit, opportunity, addresses, done } = props;
  const outcome = markdownToHtml(opportunity.outcome);
  const isPublic = opportunity.audience === 'public' && opportunity.status !== 'draft';
  return (
    <Page
      {...frameOf(visit, paths.opportunities)}
      title={opportunity.title}
      description={plainText(outcome, 200)}
      url={isPublic ? addresses.page : undefined}
      activity={isPublic ? addresses.page : undefined}
      hidden={!isPublic}
    >
      <Title above={<DoneNotice done={done} />} kicker={[<WhoReads opportunity={opportunity} />]}>
        <bdi>{opportunity.title}</bdi>
      </Title>
      <WhereItStands opportunity={opportunity} now={props.now} />
      <WithAside label={say('opportunity.act')} aside={<OpportunityAside {...props} />}>
        <Entries>
          <Entry label={say('opportunity.in_short')}>
            <InShort opportunity={opportunity} />
          </Entry>
          <Entry title={say('opportunity.outcome')}>
            <Prose html={outcome} lang={opportunity.languages[0]} />
          </Entry>
          <Entry title={say('opportunity.roles')}>
            <RolesTable roles={opportunity.roles} />
          </Entry>
          <Entry title={say('opportunity.terms')}>
            <Conditions opportunity={opportunity} />
          </Entry>
          {opportunity.status !== 'draft' && <Questions {...props} />}
          <Revisions {...props} />
        </Entries>
      </WithAside>
    </Page>
  );
}

function WhoReads({ opportunity }: { readonly opportunity: Opportunity }) {
  const say = useSay();
  if (opportunity.status === 'draft') return <Who to="members" />;
  return opportunity.audience === 'public' ? (
    <Who to="public" />
  ) : (
    <Who icon="people">{say('opportunity.read_by_followers')}</Who>
  );
}

function WhereItStands({ opportunity, now }: Pick<OpportunityPageProps, 'opportunity' | 'now'>) {
  const say = useSay();
  const { status, deadline, reason, revision, updatedAt } = opportunity;
  const at = () => <TimeStamp at={updatedAt} zone={deadline?.timeZoneId} />;
  return (
    <StateLine state={status} end={<Said k="opportunity.revision_at" values={{ revision }} draw={{ at }} />}>
      {isLive(status) && deadline !== null && <Until deadline={deadline} now={now} />}
      {isLive(status) && deadline === null && say('opportunity.no_deadline')}
      {status === 'draft' && say('opportunity.nobody_told')}
      {!isLive(status) && status !== 'draft' && (
        <bdi>{reason === null ? say('opportunity.over') : reasonWords(status, reason, say)}</bdi>
      )}
    </StateLine>
  );
}

interface UntilProps {
  readonly deadline: Temporal.ZonedDateTime;
  readonly now: Temporal.Instant;
}

function Until({ deadline, now }: UntilProps) {
  const { language } = useSay();
  const instant = deadline.toInstant();
  const zone = deadline.timeZoneId;
  return (
    <Said
      k="opportunity.until_away"
      values={{ away: daysAway(instant, now, zone, language) }}
      draw={{
        deadline: () => (
          <b>
            <TimeStamp at={deadline} look="full" />
          </b>
        ),
        zone: () => <ZoneNote at={instant} zone={zone} />,
      }}
    />
  );
}

function InShort({ opportunity }: Pick<OpportunityPageProps, 'opportunity'>) {
  const say = useSay();
  const { roles, deadline, publishedAt } = opportunity;
  const { pay, kind } = payWords(roles, say);
  const minutes = totalMinutes(roles);
  const hours = minutes === undefined ? undefined : hoursWords(minutes, say);
  const people = roles.reduce((sum, role) => sum + role.headcount, 0);
  return (
    <Stack far>
      <Figures
        figures={[
          { label: kind ?? say('opportunity.in_return'), value: pay },
          ...(hours === undefined ? [] : [{ label: say('opportunity.hours'), value: hours }]),
          { label: say('opportunity.people', { count: people }), value: people },
        ]}
      />
      {deadline !== null && publishedAt !== null && (
        <Dates deadline={deadline} publishedAt={publishedAt} status={opportunity.status} />
      )}
    </Stack>
  );
}

interface DatesProps {
  readonly deadline: Temporal.ZonedDateTime;
  readonly publishedAt: Temporal.Instant;
  readonly status: Status;
}

function Dates({ deadline, publishedAt, status }: DatesProps) {
  const say = useSay();
  const clock = deadline.toPlainTime().toString({ smallestUnit: 'minute' });
  return (
    <Course
      label={say('opportunity.dates')}
      dates={[
        {
          at: <TimeStamp at={publishedAt} look="brief" zone={deadline.timeZoneId} />,
          what: say('opportunity.posted'),
          when: 'past',
        },
        {
          at: <TimeStamp at={deadline} look="brief" />,
          what: say('opportunity.until_clock', { clock }),
          when: isLive(status) ? 'now' : 'past',
        },
      ]}
    />
  );
}

function Conditions({ opportunity }: Pick<OpportunityPageProps, 'opportunity'>) {
  const say = useSay();
  const { deadline, place, languages, contact } = opportunity;
  return (
    <Facts
      facts={[
        {
          label: say('opportunity.until'),
          value:
            deadline === null ? say('opportunity.it_is_filled') : <TimeStamp at={deadline} look="full" />,
        },
        { label: say('opportunity.place'), value: <bdi>{placeWords(place, say)}</bdi> },
        { label: say('opportunity.languages'), value: languageWords(languages, say) },
        { label: say('opportunity.contact'), value: <bdi>{contact}</bdi> },
      ]}
    />
  );
}

function Questions({ replies, addresses, opportunity }: OpportunityPageProps) {
  const say = useSay();
  const zone = opportunity.deadline?.timeZoneId ?? 'UTC';
  return (
    <Entry title={say('opportunity.questions')} note={say('opportunity.questions_note', { zone })}>
      {replies.length === 0 ? (
        <p>
          <Said
            k="opportunity.no_questions"
            values={{ address: addresses.post }}
            draw={{ code: (words) => <Handle>{words}</Handle> }}
          />
        </p>
      ) : (
        <Rows
          rows={replies.map(({ author, html, url, publishedAt }) => ({
            children: (
              <>
                <Person name={author.name} house={guestOf(author.host)} from={fullHandle(author)} size="s" />
                <Prose html={sanitizeHtml(html)} />
                <Fine>
                  <TimeStamp at={publishedAt} look="short" zone={zone} /> ·{' '}
                  <a href={safeHref(url)} rel="nofollow noopener noreferrer ugc">
                    {say('opportunity.see_on', { host: author.host })}
                  </a>
                </Fine>
              </>
            ),
          }))}
        />
      )}
    </Entry>
  );
}

function Revisions({ revisions, names, opportunity }: OpportunityPageProps) {
  const say = useSay();
  const isDraft = opportunity.status === 'draft';
  const zone = opportunity.deadline?.timeZoneId ?? 'UTC';
  const note = say(isDraft ? 'opportunity.revisions_note_draft' : 'opportunity.revisions_note', { zone });
  return (
    <Entry title={say('opportunity.revisions')} note={note}>
      <Log
        items={revisions.map(({ revision, what, by, at }) => ({
          at: <TimeStamp at={at} look="short" zone={zone} />,
          title: say('opportunity.revision', { revision }),
          by: by === null ? undefined : names.get(by),
          children: <RevisionWords what={what} />,
        }))}
      />
    </Entry>
  );
}
