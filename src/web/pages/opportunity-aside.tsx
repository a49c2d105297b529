import type { Iri } from '../../core/id.ts';
import { paths } from '../../core/iri.ts';
import type { DeliveryState } from '../../domain/deliveries/delivery.ts';
import { can } from '../../domain/members/can.ts';
import { isLive, nextStatuses, type Opportunity } from '../../domain/opportunities/opportunity.ts';
import { Told, Who } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Receipt } from '../components/list.tsx';
import { AsideSection, Handle, Panel } from '../components/section.tsx';
import { receiptLines } from './reach.ts';
import type { Visit } from './visit.tsx';
import { followerWords } from './work-words.tsx';

interface AsideProps {
  readonly visit: Visit;
  readonly opportunity: Opportunity;
  /** Receipts by state, for stewards. */
  readonly reach: Readonly<Record<DeliveryState, number>> | undefined;
  /** The address of its post: what other servers can show. */
  readonly addresses: { readonly post: Iri };
}

/** What this viewer can do about an opportunity: a visitor asks, a steward moves it on and sees how far it got. */
export function OpportunityAside(props: AsideProps) {
  const { visit, opportunity, reach } = props;
  const isSteward = can(visit.viewer, 'opportunity.write');
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

function AskPanel({ visit, opportunity, addresses }: AsideProps) {
  return (
    <Panel title="Take part">
      <p>
        Ask <bdi>{opportunity.contact}</bdi>. From Mastodon and the like: search for this address and reply.
      </p>
      <p>
        <Handle>{addresses.post}</Handle>
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
        {!isDraft && !isLive(status) && next.includes('open') && (
          <Button href={`${page}/edit`} look="line" small>
            New deadline
          </Button>
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
          told={followerWords(followers, 'each change reaches them as an edit of the post')}
          undo="A change can be changed again; that it happened stays in the revisions"
        />
      )}
    </Panel>
  );
}
