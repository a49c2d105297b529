import { markdownToHtml, plainText, safeHref, sanitizeHtml } from '../../core/html.ts';
import type { Iri, MemberId } from '../../core/id.ts';
import { paths } from '../../core/iri.ts';
import { fullHandle } from '../../domain/actors/actor.ts';
import type { DeliveryState } from '../../domain/deliveries/delivery.ts';
import { isLive, nextStatuses, type Opportunity } from '../../domain/opportunities/opportunity.ts';
import type { Revision } from '../../domain/opportunities/queries.ts';
import type { Reply } from '../../domain/posts/queries.ts';
import { Told, Who } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Facts } from '../components/facts.tsx';
import { guestOf } from '../components/house.ts';
import { Log, Receipt, Rows } from '../components/list.tsx';
import { Person } from '../components/mark.tsx';
import { Prose } from '../components/prose.tsx';
import {
  AsideSection,
  Entries,
  Entry,
  Fine,
  Handle,
  Panel,
  Title,
  WithAside,
} from '../components/section.tsx';
import { StateLine } from '../components/state.tsx';
import { daysAway, TimeStamp, ZoneNote } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { DoneNotice } from './done.tsx';
import { receiptLines } from './reach.ts';
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
      <DoneNotice done={done} />
      <Title kicker={[<ReadBy opportunity={opportunity} />]}>
        <bdi>{opportunity.title}</bdi>
      </Title>
      <WhereItStands opportunity={opportunity} now={props.now} />
      <WithAside label="Act on this opportunity" aside={<Aside {...props} />}>
        <Entries>
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
          Nobody has asked anything yet. To ask in the open, search for <Handle>{addresses.page}</Handle> on
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
  const zone = opportunity.deadline?.timeZoneId ?? 'UTC';
  return (
    <Entry title="Revisions" note={`Everybody who was told is told of each change. Times are ${zone}.`}>
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

function Aside(props: OpportunityPageProps) {
  const { visit, opportunity, reach } = props;
  const isSteward = visit.viewer?.hat === 'steward';
  return (
    <>
      {isSteward && <StewardPanel visit={visit} opportunity={opportunity} />}
      {!isSteward && isLive(opportunity.status) && <AskPanel {...props} />}
      {reach !== undefined && opportunity.status !== 'draft' && (
        <AsideSection title="Reach">
          <p>
            <Who to="stewards" />
          </p>
          <Receipt lines={receiptLines(reach)} />
          <p>
            <a href={`/deliveries?about=${opportunity.id}`}>All receipts of this post</a>
          </p>
        </AsideSection>
      )}
    </>
  );
}

function AskPanel({ visit, opportunity, addresses }: OpportunityPageProps) {
  return (
    <Panel title="Take part">
      <p>
        Ask <bdi>{opportunity.contact}</bdi>. From Mastodon and the like: search for the address of this page
        and reply.
      </p>
      <p>
        <Handle>{addresses.page}</Handle>
      </p>
      <Told
        read="A reply is public, on your server and here"
        told={
          <>
            <bdi>{visit.collective.name}</bdi> is told
          </>
        }
        undo="You can edit or delete it on your own server"
      />
    </Panel>
  );
}

const moves = {
  shortlisting: 'Shortlist',
  filled: 'Fill',
  closed: 'Close',
  withdrawn: 'Withdraw',
  open: 'Open again',
  draft: 'Back to draft',
  expired: 'Let it expire',
} as const;

function StewardPanel({ visit, opportunity }: { readonly visit: Visit; readonly opportunity: Opportunity }) {
  const { id, status } = opportunity;
  const page = paths.opportunity(id);
  const isDraft = status === 'draft';
  const next = isDraft ? [] : nextStatuses(status);
  const followers = visit.follows?.followers ?? 0;
  return (
    <Panel title={isDraft ? 'Your draft' : 'What happens next'}>
      <Actions>
        {(isDraft || isLive(status)) && (
          <Button href={`${page}/edit`}>{isDraft ? 'Edit and post' : 'Edit'}</Button>
        )}
        {next.map((to) => (
          <Button href={`${page}/status?to=${to}`} look="line" small>
            {moves[to]}
          </Button>
        ))}
        <Button href={`${page}/delete`} look="plain" small>
          Delete
        </Button>
      </Actions>
      {isDraft ? (
        <Told
          read="Members of this place only"
          told="Nobody, until you post it"
          undo="Edit or delete it any time"
        />
      ) : (
        <Told
          told={`${followers === 1 ? '1 follower' : `${followers} followers`}: each change reaches them as an edit of the post`}
          undo="A change can be changed again; that it happened stays in the revisions"
        />
      )}
    </Panel>
  );
}
