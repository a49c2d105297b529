import type { Check, CheckName } from '../../checks/examine.ts';
import { remarkWords } from '../../checks/finding.ts';
import type { DeliveryFigures, SilentHost } from '../../domain/deliveries/queries.ts';
import type { Say } from '../../words/say.ts';
import { sayIn } from '../../words/say.ts';
import { Actions, Button } from '../components/button.tsx';
import { Figures } from '../components/facts.tsx';
import { Entries, Entry, Fine, Title } from '../components/section.tsx';
import { State } from '../components/state.tsx';
import { Table } from '../components/table.tsx';
import { TimeStamp } from '../components/time.tsx';
import { Page } from '../layout.tsx';
import { useSay } from '../reader.tsx';
import { frameOf, type Visit } from './visit.tsx';

interface NodePageProps {
  readonly visit: Visit;
  readonly checks: readonly Check[];
  readonly at: Temporal.Instant;
  readonly startedAt: Temporal.Instant;
  readonly store: 'postgresql' | 'embedded';
  readonly version: string;
  readonly members: number;
  readonly followers: number;
  readonly figures: DeliveryFigures;
  readonly silent: readonly SilentHost[];
}

/** How the node is: what to look at first, then what is well, then figures, and a report to copy. */
export function NodePage(props: NodePageProps) {
  const { visit, checks, at } = props;
  const say = useSay();
  const bad = checks.filter(({ state }) => state !== 'ok');
  const well = checks.filter(({ state }) => state === 'ok');
  return (
    <Page {...frameOf(visit, '/node')} title={say('health.title')} hidden>
      <Title
        kicker={[
          <span>
            {say('health.checked')} <TimeStamp at={at} look="short" />
          </span>,
        ]}
        actions={
          <Actions>
            <Button href="/node">{say('health.again')}</Button>
          </Actions>
        }
      >
        {say('health.well_title', { well: well.length, bad: bad.length })}
      </Title>
      <Entries>
        {bad.length > 0 && (
          <Entry title={say('health.look_at')} strong>
            <Checks checks={bad} />
          </Entry>
        )}
        {well.length > 0 && (
          <Entry title={say('health.well')} strong>
            <Checks checks={well} />
          </Entry>
        )}
        <FiguresEntry {...props} />
        <SilentEntry silent={props.silent} />
        <ReportEntry {...props} />
      </Entries>
    </Page>
  );
}

function checkWords(say: Say, check: CheckName): string {
  return say(`health.check_${check === 'master key' ? 'master_key' : check}`);
}

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  const say = useSay();
  return (
    <Table
      look="checks"
      columns={[{ head: '' }, { head: '' }, { head: '' }]}
      rows={checks.map(({ check, state, found, next }) => [
        checkWords(say, check),
        <State state={state} />,
        <>
          {remarkWords(say, found)}
          {next !== null && (
            <>
              <br />
              <b>{remarkWords(say, next)}</b>
            </>
          )}
        </>,
      ])}
    />
  );
}

function FiguresEntry({ members, followers, figures, version, store, startedAt }: NodePageProps) {
  const say = useSay();
  const { sent, atOnce, gaveUp } = figures;
  const share = new Intl.NumberFormat(say.language, { style: 'percent', maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(say.language);
  return (
    <Entry title={say('health.figures')} strong>
      <Figures
        figures={[
          { label: say('health.fig_members'), value: whole.format(members) },
          { label: say('health.fig_followers'), value: whole.format(followers) },
          { label: say('health.fig_out'), value: whole.format(sent) },
          {
            label: say('health.fig_arrived'),
            value: sent === 0 ? say('health.fig_none') : share.format(atOnce / sent),
          },
          { label: say('health.fig_gave_up'), value: whole.format(gaveUp) },
        ]}
      />
      <Fine>
        {say('health.version', { version, node: process.versions.node })}{' '}
        <TimeStamp at={startedAt} look="short" />, {say(`health.store_${store}`)}
      </Fine>
    </Entry>
  );
}

function SilentEntry({ silent }: Pick<NodePageProps, 'silent'>) {
  const say = useSay();
  return (
    <Entry title={say('health.peers')} strong>
      {silent.length === 0 ? (
        <p class="quiet">{say('health.peers_none')}</p>
      ) : (
        <Table
          columns={[
            { head: say('health.peer') },
            { head: say('health.peer_waiting'), figures: true },
            { head: say('health.peer_since') },
            { head: say('health.peer_next') },
          ]}
          rows={silent.map(({ host, waiting, since, nextAt }) => [
            <bdi>{host}</bdi>,
            String(waiting),
            <TimeStamp at={since} look="short" />,
            nextAt === null ? '–' : <TimeStamp at={nextAt} look="short" />,
          ])}
        />
      )}
      <Fine>
        <a href="/deliveries">{say('health.receipts')}</a>
      </Fine>
    </Entry>
  );
}

/** In English, because those who help read it: states and versions, nothing about people. */
function ReportEntry({ checks, version, store, figures }: NodePageProps) {
  const say = useSay();
  const english = sayIn('en');
  const lines = [
    `Guildhall ${version}, Node.js ${process.versions.node}, ${english(`health.store_${store}`)}`,
    ...checks.map(({ check, state }) => `${state.padEnd(5)} ${check}`),
    `sent ${figures.sent}, at once ${figures.atOnce}, given up ${figures.gaveUp}`,
  ];
  return (
    <Entry title={say('health.report')} note={say('health.report_note')} strong>
      <pre class="report">{lines.join('\n')}</pre>
    </Entry>
  );
}
