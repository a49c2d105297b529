import { safeHref, sanitizeHtml } from '../../core/html.ts';
import { can } from '../../domain/members/can.ts';
import type { FromAlly } from '../../domain/opportunities/allies.ts';
import { isLive } from '../../domain/opportunities/opportunity.ts';
import { Told } from '../components/audience.tsx';
import { Actions, Button } from '../components/button.tsx';
import { Facts } from '../components/facts.tsx';
import { houseOf } from '../components/house.ts';
import { Person } from '../components/mark.tsx';
import { Prose } from '../components/prose.tsx';
import { AsideSection, Entries, Entry, Fine, Panel, Title, WithAside } from '../components/section.tsx';
import { StateLine } from '../components/state.tsx';
import { TimeStamp, ZoneNote } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { DoneNotice } from './done.tsx';
import { frameOf, type Visit } from './visit.tsx';
import { followerWords, languageWords, placeWords, RolesTable } from './work-words.tsx';

interface AllyOpportunityPageProps {
  readonly visit: Visit;
  readonly found: FromAlly;
  readonly done: string | undefined;
  /** Whether our followers have it from us. */
  readonly isPassedOn: boolean;
}

/** What an ally offers, as we hold it; the original is one link away. */
export function AllyOpportunityPage({ visit, found, done, isPassedOn }: AllyOpportunityPageProps) {
  const { opportunity, collective } = found;
  return (
    <Page {...frameOf(visit, '/opportunities?from=allies')} title={opportunity.title} hidden>
      <Title
        above={<DoneNotice done={done} />}
        kicker={[
          <span>
            from <bdi>{collective.host}</bdi>
          </span>,
        ]}
      >
        <bdi>{opportunity.title}</bdi>
      </Title>
      <WhereItStands found={found} />
      <WithAside
        label="Act on this opportunity"
        aside={<Aside visit={visit} found={found} isPassedOn={isPassedOn} />}
      >
        <Entries>
          <Entry title="What should be true at the end">
            <Prose html={sanitizeHtml(opportunity.outcome)} lang={opportunity.languages[0]} />
          </Entry>
          <Entry title="Roles">
            <RolesTable roles={opportunity.roles} />
          </Entry>
          <Entry title="Terms">
            <Facts
              facts={[
                { label: 'Place', value: <bdi>{placeWords(opportunity.place)}</bdi> },
                { label: 'Languages', value: languageWords(opportunity.languages) },
                { label: 'Person to ask', value: <bdi>{opportunity.contact}</bdi> },
              ]}
            />
          </Entry>
        </Entries>
      </WithAside>
    </Page>
  );
}

function WhereItStands({ found: { opportunity } }: Pick<AllyOpportunityPageProps, 'found'>) {
  const { deadline, status } = opportunity;
  return (
    <StateLine
      state={status}
      end={
        <>
          Revision {opportunity.revision},{' '}
          <TimeStamp at={opportunity.updatedAt} zone={deadline?.timeZoneId} />
        </>
      }
    >
      {deadline === null || !isLive(status) ? (
        'As its collective last told us'
      ) : (
        <>
          Answers until{' '}
          <b>
            <TimeStamp at={deadline} look="full" />
          </b>{' '}
          <ZoneNote at={deadline.toInstant()} zone={deadline.timeZoneId} />
        </>
      )}
    </StateLine>
  );
}

function Aside({ visit, found, isPassedOn }: Act) {
  const { opportunity, collective } = found;
  return (
    <>
      <Panel title="Take part">
        <p>
          The call is <bdi>{collective.name}</bdi>’s; answers go there.
        </p>
        <Actions>
          <Button href={safeHref(opportunity.url) ?? '/'} icon="out">
            Open it on {collective.host}
          </Button>
        </Actions>
      </Panel>
      <AsideSection title="From">
        <Person
          name={collective.name}
          house={houseOf(collective.host)}
          from={`@${collective.handle}@${collective.host}`}
          href={collective.iri}
        />
        <Fine>
          Here since <TimeStamp at={opportunity.receivedAt} look="short" /> UTC
        </Fine>
      </AsideSection>
      {can(visit.viewer, 'network.act') && <PassOn visit={visit} found={found} isPassedOn={isPassedOn} />}
    </>
  );
}

type Act = Pick<AllyOpportunityPageProps, 'visit' | 'found' | 'isPassedOn'>;

function PassOn({ visit, found: { opportunity, collective }, isPassedOn }: Act) {
  const followers = visit.follows?.followers ?? 0;
  return (
    <AsideSection title="Pass it on">
      {opportunity.post === null ? (
        <p>It came without a post, so there is nothing to pass on. Give people its address instead.</p>
      ) : (
        <>
          <form method="post" action={isPassedOn ? '/allies/take-back' : '/allies/pass-on'}>
            <input type="hidden" name="iri" value={opportunity.iri} />
            <Actions>
              <Button look="line" small>
                {isPassedOn ? 'Take it back' : 'Pass it on to our followers'}
              </Button>
            </Actions>
          </form>
          <Told
            read="Anyone who follows, as a boost of their post; never as a copy"
            told={`${followerWords(followers)}, and ${collective.name}`}
            undo={
              isPassedOn
                ? 'It can be passed on again'
                : 'You can take it back; their servers are asked to forget it'
            }
          />
        </>
      )}
    </AsideSection>
  );
}
