import { markdownToHtml } from '../../src/core/html.ts';
import { Told, Who } from '../../src/web/components/audience.tsx';
import { Actions, Button } from '../../src/web/components/button.tsx';
import { Course, Facts, Figures } from '../../src/web/components/facts.tsx';
import { Changed, Log, Receipt } from '../../src/web/components/list.tsx';
import { Person } from '../../src/web/components/mark.tsx';
import { MoneyText } from '../../src/web/components/money.tsx';
import { Prose } from '../../src/web/components/prose.tsx';
import {
  AsideSection,
  Entries,
  Entry,
  Panel,
  Stack,
  Title,
  WithAside,
} from '../../src/web/components/section.tsx';
import { State, StateLine } from '../../src/web/components/state.tsx';
import { Table } from '../../src/web/components/table.tsx';
import { daysAway, TimeStamp, ZoneNote } from '../../src/web/components/time.tsx';
import { Page } from '../../src/web/layout.tsx';
import { at, euros, frame, loom, now, zone } from './specimen-frame.tsx';

const deadline = at('2026-12-04T17:00Z');

const outcome = `The city of Ghent rebuilt its portal in 2024. People who use a keyboard or a screen reader still telephone
the desk instead. We want the *shared components* mended at the source rather than a list of faults.

- 40 templates audited against WCAG 2.2 AA, with a person who uses a screen reader every day
- Shared components fixed and merged
- Automated tests handed over to the city’s two developers`;

/** The page of one opportunity as its steward sees it. */
export function OpportunitySpecimen() {
  return (
    <Page
      {...frame}
      title="Accessibility audit of a city portal"
      current="/opportunities"
      description="Every one of the portal’s 40 page templates can be used with a keyboard."
      url="https://loom.example/opportunities/41"
      activity="https://loom.example/opportunities/41"
    >
      <Title
        kicker={['Opportunity 41', <Who to="public" />]}
        deck="By the end of February every one of the portal’s 40 page templates can be used with a keyboard, a screen reader and a tired mind."
      >
        Accessibility audit of a city portal
      </Title>
      <StateLine
        state="open"
        end={
          <>
            Revision 2, <TimeStamp at={at('2026-11-24T08:20Z')} look="short" zone={zone} />
          </>
        }
      >
        Answers until{' '}
        <b>
          <TimeStamp at={deadline} look="full" zone={zone} />
        </b>{' '}
        <ZoneNote at={deadline} zone={zone} />, {daysAway(deadline, now, zone)}
      </StateLine>
      <WithAside label="Act on this opportunity" aside={<OpportunityAside />}>
        <OpportunityEntries />
      </WithAside>
    </Page>
  );
}

function OpportunityEntries() {
  return (
    <Entries>
      <Entry label="In figures and dates">
        <Stack far>
          <Figures
            figures={[
              { label: 'at most, fixed', value: <MoneyText amount={euros(1_800_000n)} short /> },
              { label: 'hours', value: '220' },
              { label: 'roles, both open', value: '2' },
              { label: '5 January to 27 February', value: '8 weeks' },
            ]}
          />
          <Course
            label="Dates of this call"
            dates={[
              {
                at: <TimeStamp at={Temporal.PlainDate.from('2026-11-20')} look="brief" />,
                what: 'published',
                when: 'past',
              },
              {
                at: <TimeStamp at={Temporal.PlainDate.from('2026-12-04')} look="brief" />,
                what: 'answers until 18:00',
                when: 'now',
              },
              {
                at: <TimeStamp at={Temporal.PlainDate.from('2027-01-05')} look="brief" />,
                what: 'work begins',
                when: 'later',
              },
            ]}
          />
        </Stack>
      </Entry>
      <Entry title="What should be true at the end">
        <Prose html={markdownToHtml(outcome)} />
      </Entry>
      <Entry title="Roles">
        <Table
          columns={[{ head: 'Role' }, { head: 'Needs' }, { head: 'Hours', figures: true }, { head: 'Fill' }]}
          rows={[
            ['Accessibility engineer', 'WCAG 2.2, screen readers', '140', <State state="open">1 open</State>],
            ['Front-end developer', 'TypeScript, design systems', '80', <State state="filled" />],
          ]}
          foot={['Two people', undefined, '220', undefined]}
        />
      </Entry>
      <Entry title="Terms">
        <Facts
          facts={[
            {
              label: 'Pay',
              value: (
                <>
                  Up to <MoneyText amount={euros(1_800_000n)} />, fixed
                </>
              ),
              note: 'Above Loom’s floor of € 62.00 per hour',
            },
            { label: 'Place', value: 'Remote, Europe time' },
            { label: 'Letting again', value: 'Allowed, to two levels, people named on award' },
            { label: 'Languages', value: 'Dutch or English' },
          ]}
        />
      </Entry>
      <Entry
        title="Revisions"
        note="An answer answers one revision; everyone who answered is told of each change."
      >
        <Log
          items={[
            {
              at: <TimeStamp at={at('2026-11-24T08:20Z')} look="short" zone={zone} />,
              title: 'Revision 2',
              by: 'Ana Verhelst',
              children: (
                <>
                  Letting again: <Changed from="one level" to="two levels" />.
                </>
              ),
            },
            {
              at: <TimeStamp at={at('2026-11-20T09:00Z')} look="short" zone={zone} />,
              title: 'Revision 1',
              by: 'Tomás Rey',
            },
          ]}
        />
      </Entry>
    </Entries>
  );
}

function OpportunityAside() {
  return (
    <>
      <Panel title="Take part">
        <Actions>
          <Button href="/answer">Answer as a team</Button>
          <Button href="/alone" look="line">
            Alone
          </Button>
        </Actions>
        <Told
          secret="Nobody here can read it before the deadline."
          undo="Replace or withdraw it until then."
        />
      </Panel>
      <AsideSection title="Ask a person">
        <p>
          <Person
            name="Ana Verhelst"
            house={loom}
            href="/@ana"
            note="Steward. Answers within two working days."
          />
        </p>
      </AsideSection>
      <AsideSection title="Reach">
        <Who to="stewards" />
        <Receipt
          lines={[
            { what: 'Followers on 61 servers', state: 'delivered', word: '214 told' },
            { what: 'tern.example', note: 'No answer in 10 s, tries again 11:20', state: 'retrying' },
            { what: 'gild.example', note: 'They block Loom', state: 'refused' },
            { what: 'wren.example', note: 'No such server for 7 days', state: 'gave-up' },
            { what: 'lark.example', state: 'queued' },
          ]}
        />
        <p>
          <a href="/deliveries">Delivery ledger</a>
        </p>
      </AsideSection>
      <AsideSection title="Owner">
        <Actions>
          <Button href="/edit" look="line" small>
            Edit
          </Button>
          <Button href="/close" look="plain" small>
            Close
          </Button>
        </Actions>
        <Told told="An edit is sent to all 214 followers." />
      </AsideSection>
    </>
  );
}
