import type { Iri } from '../../core/id.ts';
import { paths } from '../../core/iri.ts';
import type { DeliveryState } from '../../domain/deliveries/delivery.ts';
import { can } from '../../domain/members/can.ts';
import { isLive, nextStatuses, type Opportunity } from '../../domain/opportunities/opportunity.ts';
import { Told, Who } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Receipt } from '../components/list.tsx';
import { AsideSection, Handle, Panel } from '../components/section.tsx';
import { Said, useSay } from '../reader.tsx';
import { receiptLines } from './reach.ts';
import type { Visit } from './visit.tsx';

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
  const say = useSay();
  const { visit, opportunity, reach } = props;
  const isSteward = can(visit.viewer, 'opportunity.write');
  return (
    <>
      {isSteward && <StewardPanel visit={visit} opportunity={opportunity} />}
      {!isSteward && isLive(opportunity.status) && <AskPanel {...props} />}
      {reach !== undefined && opportunity.status !== 'draft' && (
        <AsideSection title={say('opportunity.reach')}>
          <p>
            <Who to="stewards" />
          </p>
          <Receipt lines={receiptLines(reach, say)} />
          <p>
            <a href={`/deliveries?about=${opportunity.id}`}>{say('opportunity.all_receipts')}</a>
          </p>
        </AsideSection>
      )}
    </>
  );
}

const draw = { bdi: (words: string) => <bdi>{words}</bdi> };

function AskPanel({ visit, opportunity, addresses }: AsideProps) {
  const say = useSay();
  return (
    <Panel title={say('opportunity.take_part')}>
      <p>
        <Said k="opportunity.ask" values={{ contact: opportunity.contact }} draw={draw} />
      </p>
      <p>
        <Handle>{addresses.post}</Handle>
      </p>
      <Told
        read={say('opportunity.ask_read')}
        told={<Said k="opportunity.ask_told" values={{ name: visit.collective.name }} draw={draw} />}
        undo={say('opportunity.ask_undo')}
      />
    </Panel>
  );
}

interface StewardProps {
  readonly visit: Visit;
  readonly opportunity: Opportunity;
}

function StewardPanel({ visit, opportunity }: StewardProps) {
  const say = useSay();
  const isDraft = opportunity.status === 'draft';
  return (
    <Panel title={say(isDraft ? 'opportunity.your_draft' : 'opportunity.what_next')}>
      <Acts opportunity={opportunity} />
      {isDraft ? (
        <Told
          read={say('opportunity.draft_read')}
          told={say('opportunity.draft_told')}
          undo={say('opportunity.draft_undo')}
        />
      ) : (
        <Told
          told={say('opportunity.changes_told', { count: visit.follows?.followers ?? 0 })}
          undo={say('opportunity.changes_undo')}
        />
      )}
    </Panel>
  );
}

function Acts({ opportunity: { id, status } }: Pick<StewardProps, 'opportunity'>) {
  const say = useSay();
  const page = paths.opportunity(id);
  const isDraft = status === 'draft';
  const next = isDraft ? [] : nextStatuses(status);
  return (
    <Actions>
      {(isDraft || isLive(status)) && (
        <Button href={`${page}/edit`}>
          {say(isDraft ? 'opportunity.edit_and_post' : 'opportunity.edit')}
        </Button>
      )}
      {!isDraft && !isLive(status) && next.includes('open') && (
        <Button href={`${page}/edit`} look="line" small>
          {say('opportunity.new_deadline')}
        </Button>
      )}
      {next.map((to) => (
        <Button href={`${page}/status?to=${to}`} look="line" small>
          {say('opportunity.move', { to })}
        </Button>
      ))}
      <Button href={`${page}/delete`} look="plain" small>
        {say('opportunity.delete')}
      </Button>
    </Actions>
  );
}
