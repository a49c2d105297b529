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
import { Said, useReader, useSay } from '../reader.tsx';
import { DoneNotice } from './done.tsx';
import { frameOf, type Visit } from './visit.tsx';
import { languageWords, placeWords, RolesTable } from './work-words.tsx';

interface AllyOpportunityPageProps {
  readonly visit: Visit;
  readonly found: FromAlly;
  readonly done: string | undefined;
  /** Whether our followers have it from us. */
  readonly isPassedOn: boolean;
}

const bdi = (words: string) => <bdi>{words}</bdi>;

/** What an ally offers, as we hold it; the original is one link away. */
export function AllyOpportunityPage({ visit, found, done, isPassedOn }: AllyOpportunityPageProps) {
  const say = useSay();
  const { opportunity, collective } = found;
  return (
    <Page {...frameOf(visit, '/opportunities?from=allies')} title={opportunity.title} hidden>
      <Title
        above={<DoneNotice done={done} />}
        kicker={[<Said k="allies.from_host" values={{ host: collective.host }} draw={{ bdi }} />]}
      >
        <bdi>{opportunity.title}</bdi>
      </Title>
      <WhereItStands found={found} />
      <WithAside
        label={say('opportunity.act')}
        aside={<Aside visit={visit} found={found} isPassedOn={isPassedOn} />}
      >
        <Entries>
          <Entry title={say('opportunity.outcome')}>
            <Prose html={sanitizeHtml(opportunity.outcome)} lang={opportunity.languages[0]} />
          </Entry>
          <Entry title={say('opportunity.roles')}>
            <RolesTable roles={opportunity.roles} />
          </Entry>
          <Entry title={say('opportunity.terms')}>
            <Facts
              facts={[
                { label: say('opportunity.place'), value: bdi(placeWords(opportunity.place, say)) },
                { label: say('opportunity.languages'), value: languageWords(opportunity.languages, say) },
                { label: say('opportunity.contact'), value: bdi(opportunity.contact) },
              ]}
            />
          </Entry>
        </Entries>
      </WithAside>
    </Page>
  );
}

function WhereItStands({ found: { opportunity } }: Pick<AllyOpportunityPageProps, 'found'>) {
  const say = useSay();
  const { deadline, status, revision, updatedAt } = opportunity;
  const at = () => <TimeStamp at={updatedAt} zone={deadline?.timeZoneId} />;
  return (
    <StateLine state={status} end={<Said k="opportunity.revision_at" values={{ revision }} draw={{ at }} />}>
      {deadline === null || !isLive(status) ? (
        say('allies.last_told')
      ) : (
        <Said
          k="opportunity.until_zone"
          draw={{
            deadline: () => (
              <b>
                <TimeStamp at={deadline} look="full" />
              </b>
            ),
            zone: () => <ZoneNote at={deadline.toInstant()} zone={deadline.timeZoneId} />,
          }}
        />
      )}
    </StateLine>
  );
}

function Aside({ visit, found, isPassedOn }: Act) {
  const say = useSay();
  const { zone } = useReader();
  const { opportunity, collective } = found;
  const at = () => <TimeStamp at={opportunity.receivedAt} look="short" />;
  return (
    <>
      <Panel title={say('allies.take_part')}>
        <p>
          <Said k="allies.answers_there" values={{ name: collective.name }} draw={{ bdi }} />
        </p>
        <Actions>
          <Button href={safeHref(opportunity.url) ?? '/'} icon="out">
            {say('allies.open_there', { host: collective.host })}
          </Button>
        </Actions>
      </Panel>
      <AsideSection title={say('allies.from')}>
        <Person
          name={collective.name}
          house={houseOf(collective.host)}
          from={`@${collective.handle}@${collective.host}`}
          href={collective.iri}
        />
        <Fine>
          <Said k="allies.here_since" values={{ zone }} draw={{ at }} />
        </Fine>
      </AsideSection>
      {can(visit.viewer, 'network.act') && <PassOn visit={visit} found={found} isPassedOn={isPassedOn} />}
    </>
  );
}

type Act = Pick<AllyOpportunityPageProps, 'visit' | 'found' | 'isPassedOn'>;

function PassOn({ visit, found: { opportunity, collective }, isPassedOn }: Act) {
  const say = useSay();
  const count = visit.follows?.followers ?? 0;
  return (
    <AsideSection title={say('allies.pass_on')}>
      {opportunity.post === null ? (
        <p>{say('allies.without_post')}</p>
      ) : (
        <>
          <form method="post" action={isPassedOn ? '/allies/take-back' : '/allies/pass-on'}>
            <input type="hidden" name="iri" value={opportunity.iri} />
            <Actions>
              <Button look="line" small>
                {say(isPassedOn ? 'allies.take_back' : 'allies.pass_on_to')}
              </Button>
            </Actions>
          </form>
          <Told
            read={say('allies.pass_on_read')}
            told={<Said k="allies.pass_on_told" values={{ count, name: collective.name }} draw={{ bdi }} />}
            undo={say(isPassedOn ? 'allies.take_back_undo' : 'allies.pass_on_undo')}
          />
        </>
      )}
    </AsideSection>
  );
}
