import { markdownToHtml, plainText, safeHref, sanitizeHtml } from '../../core/html.ts';
import type { Iri, MemberId } from '../../core/id.ts';
import { paths } from '../../core/iri.ts';
import { fullHandle } from '../../domain/actors/actor.ts';
import type { DeliveryState } from '../../domain/deliveries/delivery.ts';
import { isLive, type Opportunity } from '../../domain/opportunities/opportunity.ts';
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
import { DoneNotice } from './done.tsx';
import { OpportunityAside } from './opportunity-aside.tsx';
import { frameOf, type Visit } from './visit.tsx';
import { languageWords, payWords, placeWords, RolesTable, totalHours } from './work-words.tsx';

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
      <Title above={<DoneNotice done={done} />} kicker={[<ReadBy opportunity={opportunity} />]}>
        <bdi>{opportunity.title}</bdi>
      </Title>
      <WhereItStands opportunity={opportunity} now={props.now} />
      <WithAside label="Act on this opportunity" aside={<OpportunityAside {...props} />}>
        <Entries>
          <Entry label="In figures and dates">
            <InShort opportunity={opportunity} />
          </Entry>
          <Entry title="What should be true at the end">
            <Prose html={outcome} lang={opportunity.languages[0]} />
          </Entry>
          <Entry title="Roles">
            <RolesTable roles={opportunity.roles} />
          </Entry>
          <Entry title="Terms">
            <Conditions opportunity={opportunity} />
          </Entry>
          {opportunity.status !== 'draft' && <Questions {...props} />}
          <Revisions {...props} />
        </Entries>
      </WithAside>
    </Page>
  );
}

function ReadBy({ opportunity }: { readonly opportunity: Opportunity }) {
  if (opportunity.status === 'draft') return <Who to="members" />;
  return opportunity.audience === 'public' ? (
    <Who to="public" />
  ) : (
    <Who icon="people">Followers and members can read this</Who>
  );
}

function WhereItStands({ opportunity, now }: Pick<OpportunityPageProps, 'opportunity' | 'now'>) {
  const { status, deadline, reason, revision, updatedAt } = opportunity;
  const end = (
    <>
      Revision {revision}, <TimeStamp at={updatedAt} zone={deadline?.timeZoneId} />
    </>
  );
  return (
    <StateLine state={status} end={end}>
      {isLive(status) && deadline !== null && (
        <>
          Answers until{' '}
          <b>
            <TimeStamp at={deadline} look="full" />
          </b>{' '}
          <ZoneNote at={deadline.toInstant()} zone={deadline.timeZoneId} />,{' '}
          {daysAway(deadline.toInstant(), now, deadline.timeZoneId)}
        </>
      )}
      {isLive(status) && deadline === null && 'No deadline: open until it is filled'}
      {status === 'draft' && 'Nobody outside was told of it yet'}
      {!isLive(status) && status !== 'draft' && <bdi>{reason ?? 'It takes no answers any more'}</bdi>}
    </StateLine>
  );
}

function InShort({ opportunity }: Pick<OpportunityPageProps, 'opportunity'>) {
  const { roles, deadline, publishedAt, status } = opportunity;
  const { pay, note } = payWords(roles);
  const hours = totalHours(roles);
  const people = roles.reduce((sum, role) => sum + role.headcount, 0);
  const zone = deadline?.timeZoneId;
  return (
    <Stack far>
      <Figures
        figures={[
          {
            label: hours === undefined ? (note ?? 'in return') : (note?.replace(`, ${hours}`, '') ?? ''),
            value: pay,
          },
          ...(hours === undefined ? [] : [{ label: 'hours', value: hours.replace(' h', '') }]),
          { label: people === 1 ? 'person' : 'people', value: people },
        ]}
      />
      {deadline !== null && publishedAt !== null && (
        <Course
          label="Dates of this call"
          dates={[
            { at: <TimeStamp at={publishedAt} look="brief" zone={zone} />, what: 'posted', when: 'past' },
            {
              at: <TimeStamp at={deadline} look="brief" />,
              what: `answers until ${deadline.toPlainTime().toString({ smallestUnit: 'minute' })}`,
              when: isLive(status) ? 'now' : 'past',
            },
          ]}
        />
      )}
    </Stack>
  );
}

function Conditions({ opportunity }: Pick<OpportunityPageProps, 'opportunity'>) {
  const { deadline, place, languages, contact } = opportunity;
  return (
    <Facts
      facts={[
        {
          label: 'Answers until',
          value: deadline === null ? 'It is filled' : <TimeStamp at={deadline} look="full" />,
        },
        { label: 'Place', value: <bdi>{placeWords(place)}</bdi> },
        { label: 'Languages', value: languageWords(languages) },
        { label: 'Person to ask', value: <bdi>{contact}</bdi> },
      ]}
    />
  );
}

function Questions({ replies, addresses, opportunity }: OpportunityPageProps) {
  const zone = opportunity.deadline?.timeZoneId ?? 'UTC';
  return (
    <Entry title="Questions" note={`In the open: replies to our post on other servers. Times are ${zone}.`}>
      {replies.length === 0 ? (
        <p>
          Nobody has asked anything yet. To ask in the open, search for <Handle>{addresses.post}</Handle> on
          your own server and reply to the post.
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
                    See on {author.host}
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
  const isDraft = opportunity.status === 'draft';
  const zone = opportunity.deadline?.timeZoneId ?? 'UTC';
  return (
    <Entry
      title="Revisions"
      note={
        isDraft ? `Times are ${zone}.` : `Everybody who was told is told of each change. Times are ${zone}.`
      }
    >
      <Log
        items={revisions.map(({ revision, what, by, at }) => ({
          at: <TimeStamp at={at} look="short" zone={zone} />,
          title: `Revision ${revision}`,
          by: by === null ? undefined : names.get(by),
          children: <bdi>{what}</bdi>,
        }))}
      />
    </Entry>
  );
}
